#include "lm/ngram_pack.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <stdexcept>
#include <string>

#include "lm/ngram_layout.h"

namespace earmark {

namespace {

constexpr std::size_t kSampled = 1 << 20;  // values a codebook is fitted to: more change nothing
constexpr int kIterations = 40;
constexpr std::size_t kBins = 4096;  // of the histogram that a codebook starts from
constexpr std::uint32_t kUnigramBits = 4;  // more: single words are few and every score falls back on them

std::uint32_t word_bits(std::size_t words) { return static_cast<std::uint32_t>(std::bit_width(words - 1)); }

constexpr std::uint32_t kFewestBits = 4, kMostBits = 12;  // of a code that stands for a float

std::uint32_t value_bits(std::uint32_t bits, std::size_t order) {
  if (bits != 0 && (bits < kFewestBits || bits > kMostBits)) {
    throw std::invalid_argument("bits is " + std::to_string(bits) + ", expected 0 for floats, or " +
                                std::to_string(kFewestBits) + " to " + std::to_string(kMostBits));
  }
  return bits == 0 ? kRawBits : order == 1 ? bits + kUnigramBits : bits;
}

// Grows a file section by section.
class Writer {
 public:
  std::vector<std::uint8_t> bytes = std::vector<std::uint8_t>(sizeof(NgramHeader));

  std::uint64_t reserve(std::size_t size) {
    bytes.resize((bytes.size() + 7) / 8 * 8);
    const std::size_t begin = bytes.size();
    bytes.resize(begin + size + kPadding);
    return begin;
  }
  template <typename T>
  std::uint64_t append(const std::vector<T>& values) {
    const std::uint64_t begin = reserve(values.size() * sizeof(T));
    std::copy_n(reinterpret_cast<const std::uint8_t*>(values.data()), values.size() * sizeof(T),
                bytes.begin() + static_cast<std::ptrdiff_t>(begin));
    return begin;
  }
};

void append_varint(std::vector<std::uint8_t>& out, std::size_t value) {
  for (; value >= 128; value >>= 7) out.push_back(static_cast<std::uint8_t>(value | 128));
  out.push_back(static_cast<std::uint8_t>(value));
}

std::vector<std::uint8_t> pack_strings(const std::vector<std::string>& words) {
  std::vector<std::uint8_t> out;
  std::string last;
  for (const std::string& word : words) {
    const auto differ = std::mismatch(last.begin(), last.end(), word.begin(), word.end()).second;
    append_varint(out, static_cast<std::size_t>(differ - word.begin()));
    append_varint(out, static_cast<std::size_t>(word.end() - differ));
    out.insert(out.end(), differ, word.end());
    last = word;
  }
  return out;
}

// Encodes one column: the nearest code, or the float's own bits.
class Column {
 public:
  // `marked`: code 0 is kept for the +0 of n-grams that are no context.
  Column(const std::vector<float>& values, std::uint32_t bits, bool marked)
      : bits_(bits), marked_(marked) {
    if (bits == kRawBits) return;
    const std::size_t room = (std::size_t{1} << bits) - (marked ? 1 : 0);
    if (marked) {
      std::vector<float> kept;
      std::copy_if(values.begin(), values.end(), std::back_inserter(kept), is_context);
      codes_ = codebook(kept, room);
    } else {
      codes_ = codebook(values, room);
    }
  }

  std::uint64_t encode(float value) const {
    if (bits_ == kRawBits) return std::bit_cast<std::uint32_t>(value);
    if (marked_ && !is_context(value)) return 0;
    const auto above = std::lower_bound(codes_.begin(), codes_.end(), value);
    auto nearest = above;
    if (above == codes_.end() || (above != codes_.begin() && value - *(above - 1) < *above - value)) --nearest;
    return static_cast<std::uint64_t>(nearest - codes_.begin()) + (marked_ ? 1 : 0);
  }

  std::vector<float> table() const {
    std::vector<float> out = codes_;
    if (marked_) out.insert(out.begin(), 0.0F);
    out.resize(bits_ == kRawBits ? 0 : std::size_t{1} << bits_);
    return out;
  }

 private:
  std::uint32_t bits_;
  bool marked_;
  std::vector<float> codes_;
};

void pack_records(const NgramLevel& level, std::uint32_t word_bits, NgramLevelHeader& header, Writer& file) {
  const Column probs(level.prob, header.prob_bits, false);
  const Column backoffs(level.backoff, header.backoff_bits == 0 ? kRawBits : header.backoff_bits, true);
  const std::uint64_t width = word_bits + header.prob_bits + header.backoff_bits;
  header.records = file.reserve((level.size() * width + 7) / 8);
  std::uint8_t* base = file.bytes.data() + header.records;
  for (std::size_t i = 0; i < level.size(); ++i) {
    const std::uint64_t bit = i * width;
    if (word_bits > 0) write_bits(base, bit, word_bits, static_cast<std::uint64_t>(level.word[i]));
    write_bits(base, bit + word_bits, header.prob_bits, probs.encode(level.prob[i]));
    if (header.backoff_bits > 0) {
      write_bits(base, bit + word_bits + header.prob_bits, header.backoff_bits,
                 backoffs.encode(level.backoff[i]));
    }
  }
  header.prob_codes = file.append(probs.table());
  header.backoff_codes = file.append(header.backoff_bits == 0 ? std::vector<float>{} : backoffs.table());
}

void pack_children(const NgramLevel& level, NgramLevelHeader& header, Writer& file) {
  const std::size_t bits = level.size() + level.child.back();
  header.children_bytes = (bits + 63) / 64 * 8;
  header.children = file.reserve(header.children_bytes);
  std::vector<std::uint32_t> samples;
  for (std::size_t i = 0; i < level.size(); ++i) {
    const std::uint64_t bit = i + level.child[i + 1];  // after the children of the nodes so far
    if (bit >= std::uint64_t{1} << 32) {
      throw std::runtime_error("the model has more n-grams of one order than the format can hold (4 billion)");
    }
    if (i % kSampleEvery == 0) samples.push_back(static_cast<std::uint32_t>(bit));
    file.bytes[header.children + bit / 8] |= static_cast<std::uint8_t>(1 << (bit % 8));
  }
  header.samples = file.append(samples);
}

// Centres whose density is the cube root of the values': what fine codebooks tend to (Panter & Dite, 1951),
// and unlike bins of equal count it reaches the tails.
std::vector<float> spread(const std::vector<float>& sorted, std::size_t size) {
  const double low = sorted.front(), step = (sorted.back() - low) / kBins;
  std::array<double, kBins> share{};
  for (const float value : sorted) share[std::min(kBins - 1, static_cast<std::size_t>((value - low) / step))] += 1.0;
  double total = 0.0;
  for (double& bin : share) total += bin = std::cbrt(bin);
  std::vector<float> centres;
  double passed = 0.0;
  for (std::size_t bin = 0; bin < kBins; ++bin) {
    for (; centres.size() < size && (centres.size() + 0.5) * total / size <= passed + share[bin];) {
      const double inside = ((centres.size() + 0.5) * total / size - passed) / share[bin];
      centres.push_back(static_cast<float>(low + (bin + inside) * step));
    }
    passed += share[bin];
  }
  centres.resize(size, sorted.back());
  return centres;
}

}  // namespace

std::vector<float> codebook(std::span<const float> values, std::size_t size) {
  std::vector<float> sorted;
  const std::size_t stride = 1 + values.size() / kSampled;
  for (std::size_t i = 0; i < values.size(); i += stride) sorted.push_back(values[i]);
  std::sort(sorted.begin(), sorted.end());
  std::vector<double> sums{0.0};
  for (const float value : sorted) sums.push_back(sums.back() + value);

  std::vector<float> distinct(sorted);
  distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
  if (distinct.size() <= size && stride == 1) return distinct;
  std::vector<float> centres = spread(sorted, size);
  for (int round = 0; round < kIterations; ++round) {
    std::size_t begin = 0;
    for (std::size_t bin = 0; bin < size; ++bin) {
      std::size_t end = sorted.size();
      if (bin + 1 < size) {
        const float border = (centres[bin] + centres[bin + 1]) / 2;
        end = static_cast<std::size_t>(std::upper_bound(sorted.begin(), sorted.end(), border) - sorted.begin());
      }
      if (end > begin) {
        centres[bin] = static_cast<float>((sums[end] - sums[begin]) / static_cast<double>(end - begin));
        begin = end;
      }
    }
    std::sort(centres.begin(), centres.end());
  }
  return centres;
}

std::uint64_t packed_size(const std::vector<std::string>& words, const std::vector<std::uint64_t>& counts,
                          std::uint32_t bits) {
  std::uint64_t size = sizeof(NgramHeader);
  const auto section = [&](std::uint64_t bytes) { size = (size + 7) / 8 * 8 + bytes + kPadding; };
  section(pack_strings(words).size());
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const bool last = i + 1 == counts.size();
    const std::uint64_t width = value_bits(bits, i + 1), word = i == 0 ? 0 : word_bits(words.size());
    section((counts[i] * (word + width * (last ? 1 : 2)) + 7) / 8);
    section(width == kRawBits ? 0 : sizeof(float) << width);
    section(width == kRawBits || last ? 0 : sizeof(float) << width);
    if (last) break;
    if (i == 0) {
      section((counts[0] + 1) * sizeof(std::uint32_t));
    } else {
      section((counts[i] + counts[i + 1] + 63) / 64 * 8);
      section((counts[i] + kSampleEvery - 1) / kSampleEvery * sizeof(std::uint32_t));
    }
  }
  return size;
}

std::vector<std::uint8_t> pack_trie(const NgramTrie& trie, std::uint32_t bits) {
  Writer file;
  NgramHeader header{};
  header.magic = kNgramMagic;
  header.version = kNgramVersion;
  header.order = static_cast<std::uint32_t>(trie.order());
  header.words = static_cast<std::uint32_t>(trie.words.size());
  header.word_bits = word_bits(trie.words.size());
  const auto strings = pack_strings(trie.words);
  header.strings = file.append(strings);
  header.strings_bytes = strings.size();
  for (int n = 1; n <= trie.order(); ++n) {
    const NgramLevel& level = trie.levels[n - 1];
    NgramLevelHeader& out = header.levels[n - 1];
    const bool last = n == trie.order();
    out.count = level.size();
    out.prob_bits = value_bits(bits, static_cast<std::size_t>(n));
    out.backoff_bits = last ? 0 : out.prob_bits;
    pack_records(level, n == 1 ? 0 : header.word_bits, out, file);
    if (last) continue;
    if (n == 1) {
      out.children = file.append(level.child);
      out.children_bytes = level.child.size() * sizeof(std::uint32_t);
    } else {
      pack_children(level, out, file);
    }
  }
  header.bytes = file.bytes.size();
  std::memcpy(file.bytes.data(), &header, sizeof header);
  header.checksum = file_checksum(file.bytes.data(), file.bytes.size());
  std::memcpy(file.bytes.data(), &header, sizeof header);
  return file.bytes;
}

}  // namespace earmark
