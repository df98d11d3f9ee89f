#include "ngram.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <fstream>
#include <stdexcept>

#ifndef _WIN32
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#endif

#include "ngram_arpa.h"
#include "ngram_pack.h"
#include "ngram_trie.h"

static_assert(std::endian::native == std::endian::little, "the file format is little-endian");

namespace earmark {

namespace {

constexpr std::size_t kBlock = 1 << 20;
constexpr std::uint64_t kMany = 64;  // nodes from which guessing where a word stands beats halving

[[noreturn]] void damaged(const std::string& name, const std::string& why) {
  throw std::runtime_error(name + " is damaged (" + why + "): copy or train the language model again");
}

std::uint64_t hash_spelling(std::string_view word) {
  std::uint64_t h = word.size();
  for (; word.size() >= 8; word.remove_prefix(8)) {
    std::uint64_t x;
    std::memcpy(&x, word.data(), sizeof x);
    h = (h ^ x) * 0x9E3779B97F4A7C15ULL;
    h ^= h >> 32;
  }
  std::uint64_t x = 0;
  if (!word.empty()) std::memcpy(&x, word.data(), word.size());
  h = (h ^ x) * 0x9E3779B97F4A7C15ULL;
  h ^= h >> 32;
  return h * 0xD6E8FEB86659FD93ULL;  // both halves are used
}

std::size_t read_varint(const std::uint8_t*& at, const std::uint8_t* end, const std::string& name) {
  std::size_t value = 0;
  for (int shift = 0; shift < 35; shift += 7) {
    if (at == end) break;
    const std::uint8_t byte = *at++;
    value |= static_cast<std::size_t>(byte & 127) << shift;
    if (byte < 128) return value;
  }
  damaged(name, "its words end early");
}

NgramTrie read_arpa(std::ifstream& file, const std::string& path) {
  ArpaReader reader(path);
  std::string block(kBlock, '\0');
  while (file) {
    file.read(block.data(), static_cast<std::streamsize>(block.size()));
    reader.feed({block.data(), static_cast<std::size_t>(file.gcount())});
  }
  return reader.finish();
}

}  // namespace

std::shared_ptr<const NgramModel> NgramModel::open(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot open the language model " + path + ": no such readable file");
  std::array<char, 8> magic{};
  file.read(magic.data(), magic.size());
  if (file.gcount() == 0) throw std::runtime_error(path + " is empty, expected a language model");
  if (magic != kNgramMagic) {
    if (magic[0] == '\x1f' && magic[1] == '\x8b') {
      throw std::runtime_error(path + " is compressed: load it through earmark.decode.LanguageModel");
    }
    file.clear();
    file.seekg(0);
    return pack(read_arpa(file, path), 0);
  }
  std::shared_ptr<NgramModel> model(new NgramModel());
#ifdef _WIN32
  file.seekg(0, std::ios::end);
  model->owned_.resize(static_cast<std::size_t>(file.tellg()));
  file.seekg(0);
  file.read(reinterpret_cast<char*>(model->owned_.data()), static_cast<std::streamsize>(model->owned_.size()));
  model->attach(model->owned_.data(), model->owned_.size(), path);
#else
  const int descriptor = ::open(path.c_str(), O_RDONLY);
  struct stat status{};
  if (descriptor < 0 || fstat(descriptor, &status) != 0) {
    if (descriptor >= 0) ::close(descriptor);
    throw std::runtime_error("cannot read the language model " + path);
  }
  const auto size = static_cast<std::size_t>(status.st_size);
  void* const data = mmap(nullptr, size, PROT_READ, MAP_SHARED, descriptor, 0);
  ::close(descriptor);
  if (data == MAP_FAILED) throw std::runtime_error("cannot map the language model " + path + " into memory");
  model->mapped_ = size;
  model->data_ = static_cast<const std::uint8_t*>(data);  // unmapped whatever happens from here on
  model->attach(model->data_, size, path);
#endif
  return model;
}

std::shared_ptr<const NgramModel> NgramModel::pack(const NgramTrie& trie, std::uint32_t bits) {
  std::shared_ptr<NgramModel> model(new NgramModel());
  model->owned_ = pack_trie(trie, bits);
  model->attach(model->owned_.data(), model->owned_.size(), "the model");
  return model;
}

void NgramModel::save(const std::string& path) const {
  std::ofstream file(path, std::ios::binary);
  file.write(reinterpret_cast<const char*>(data_), static_cast<std::streamsize>(header_.bytes));
  file.close();
  if (!file) throw std::runtime_error("cannot write " + path + ": is the folder there, and room on the disk?");
}

NgramModel::~NgramModel() {
#ifndef _WIN32
  if (mapped_ > 0) munmap(const_cast<std::uint8_t*>(data_), mapped_);
#endif
}

void NgramModel::attach(const std::uint8_t* data, std::size_t size, const std::string& name) {
  if (size < sizeof header_) damaged(name, std::to_string(size) + " bytes are less than its header");
  data_ = data;
  std::memcpy(&header_, data, sizeof header_);
  check(data, size, name);
  for (std::uint32_t n = 0; n < header_.order; ++n) {
    const NgramLevelHeader& from = header_.levels[n];
    Level& to = levels_[n];
    to.count = from.count;
    to.word_bits = n == 0 ? 0 : header_.word_bits;
    to.prob_bits = from.prob_bits;
    to.backoff_bits = from.backoff_bits;
    to.record_bits = to.word_bits + to.prob_bits + to.backoff_bits;
    to.records = data + from.records;
    to.children = data + from.children;
    to.samples = reinterpret_cast<const std::uint32_t*>(data + from.samples);
    to.prob_codes = reinterpret_cast<const float*>(data + from.prob_codes);
    to.backoff_codes = reinterpret_cast<const float*>(data + from.backoff_codes);
  }
  read_strings(data, name);
  index_words();
  score(LmState{}, kSentenceBegin, &begin_);
}

void NgramModel::check(const std::uint8_t* data, std::size_t size, const std::string& name) const {
  if (header_.version != kNgramVersion) {
    throw std::runtime_error(name + " is a language model of format " + std::to_string(header_.version) +
                             ", this earmark reads format " + std::to_string(kNgramVersion) +
                             ": train it again, or install the earmark it was made with");
  }
  if (header_.bytes != size) {
    damaged(name, std::to_string(size) + " bytes, its header says " + std::to_string(header_.bytes));
  }
  if (file_checksum(data, size) != header_.checksum) damaged(name, "its checksum does not match");
  const auto fits = [&](std::uint64_t begin, std::uint64_t bytes) { return begin <= size && bytes <= size - begin; };
  bool right = header_.order >= 1 && header_.order <= kMaxOrder && header_.words >= 3 &&
               header_.words < kMostWords && fits(header_.strings, header_.strings_bytes);
  for (std::uint32_t n = 0; right && n < header_.order; ++n) {
    const NgramLevelHeader& level = header_.levels[n];
    const std::uint64_t bits = (n == 0 ? 0 : header_.word_bits) + level.prob_bits + level.backoff_bits;
    right = level.prob_bits <= kRawBits && level.backoff_bits <= kRawBits &&
            fits(level.records, (level.count * bits + 7) / 8 + kPadding) &&
            fits(level.children, level.children_bytes) && (n > 0 || level.count == header_.words);
  }
  if (!right) damaged(name, "its sections reach beyond its end");
}

void NgramModel::read_strings(const std::uint8_t* data, const std::string& name) {
  const std::uint8_t* at = data + header_.strings;
  const std::uint8_t* const end = at + header_.strings_bytes;
  std::size_t last = 0;
  for (std::uint32_t i = 0; i < header_.words; ++i) {
    const std::size_t begin = strings_.size();
    const std::size_t shared = read_varint(at, end, name), rest = read_varint(at, end, name);
    if (shared > begin - last || rest > static_cast<std::size_t>(end - at)) damaged(name, "a word is too long");
    string_begin_.push_back(static_cast<std::uint32_t>(begin));
    for (std::size_t k = 0; k < shared; ++k) strings_.push_back(strings_[last + k]);
    strings_.insert(strings_.end(), at, at + rest);
    at += rest;
    last = begin;
  }
  string_begin_.push_back(static_cast<std::uint32_t>(strings_.size()));
  if (header_.words > 3 && word(3) == kBoostClass) boost_class_ = 3;
}

void NgramModel::index_words() {
  slots_.assign(std::bit_ceil(std::size_t{2} * header_.words), {0, kNoWord});
  for (WordId w = 0; w < words(); ++w) {
    const std::uint64_t hash = hash_spelling(word(w));
    std::size_t slot = hash & (slots_.size() - 1);
    while (slots_[slot].word != kNoWord) slot = (slot + 1) & (slots_.size() - 1);
    slots_[slot] = {static_cast<std::uint32_t>(hash >> 32), w};
  }
}

WordId NgramModel::id(std::string_view spelling) const {
  const std::uint64_t hash = hash_spelling(spelling);
  std::size_t slot = hash & (slots_.size() - 1);
  for (; slots_[slot].word != kNoWord; slot = (slot + 1) & (slots_.size() - 1)) {
    if (slots_[slot].tag == hash >> 32 && word(slots_[slot].word) == spelling) return slots_[slot].word;
  }
  return kUnknownWord;
}

// Where the children of a node stand in the next level.
NgramModel::Range NgramModel::children(int level, std::uint64_t node) const {
  const std::uint8_t* const bits = levels_[level].children;
  if (level == 0) {
    std::uint32_t range[2];
    std::memcpy(range, bits + node * sizeof(std::uint32_t), sizeof range);
    return {range[0], range[1]};
  }
  const auto word_at = [&](std::uint64_t index) {
    std::uint64_t x;
    std::memcpy(&x, bits + 8 * index, sizeof x);
    return x;
  };
  if (node == 0) return {0, levels_[level].samples[0]};
  // The 1 of node - 1 has `node - 1` ones and all children of the nodes so far before it.
  const std::uint64_t sample = (node - 1) / kSampleEvery;
  std::uint64_t left = (node - 1) % kSampleEvery;  // ones to pass after the sampled one
  std::uint64_t at = levels_[level].samples[sample];
  std::uint64_t index = at / 64;
  std::uint64_t window = word_at(index) & (~std::uint64_t{0} << (at % 64));
  for (std::uint64_t ones; (ones = static_cast<std::uint64_t>(std::popcount(window))) <= left; left -= ones) {
    window = word_at(++index);
  }
  for (; left > 0; --left) window &= window - 1;
  at = 64 * index + static_cast<std::uint64_t>(std::countr_zero(window));
  window &= window - 1;
  while (window == 0) window = word_at(++index);
  const std::uint64_t next = 64 * index + static_cast<std::uint64_t>(std::countr_zero(window));
  return {at - (node - 1), next - node};
}

bool NgramModel::find(const Level& level, Range range, WordId word, std::uint64_t* node) const {
  const auto target = static_cast<std::uint32_t>(word);
  const auto word_at = [&](std::uint64_t i) {
    return static_cast<std::uint32_t>(read_bits(level.records, i * level.record_bits, level.word_bits));
  };
  // Ids are spread evenly enough for the target's place among `words()` to tell about where it stands
  // among its neighbours: three guesses do what ten halvings would.
  std::uint64_t begin = range.begin, size = range.end - range.begin;
  std::uint32_t low = 0, high = header_.words;  // low <= word_at(begin), all words < high
  while (size > kMany) {
    const std::uint64_t guess = begin + size * (target - low) / (high - low);
    const std::uint64_t step = size / 16 + 4;
    const std::uint64_t from = guess < begin + step ? begin : guess - step;
    const std::uint64_t to = std::min(guess + step, begin + size - 1);
    const std::uint32_t at_from = word_at(from), at_to = word_at(to);
    if (target < at_from) {
      high = at_from;
      size = from - begin;
    } else if (target >= at_to) {
      low = at_to;
      size -= to - begin;
      begin = to;
    } else {
      low = at_from;
      high = at_to;
      begin = from;
      size = to - from;
    }
  }
  while (size > 1) {  // no branch to mispredict
    const std::uint64_t half = size / 2;
    begin += word_at(begin + half) <= target ? half : 0;
    size -= half;
  }
  *node = begin;
  return word_at(begin) == target;
}

double NgramModel::score(const LmState& state, WordId word, LmState* next) const {
  const int most = order();
  double total = prob(levels_[0], static_cast<std::uint64_t>(word));
  if (next != nullptr) *next = LmState{};
  std::uint64_t node = static_cast<std::uint64_t>(word);
  int matched = 1;  // words of the longest n-gram found, `word` included
  for (;; ++matched) {
    if (next != nullptr && matched < most) {
      float weight;
      if (backoff(levels_[matched - 1], node, &weight)) next->length = static_cast<std::uint8_t>(matched);
      next->words[matched - 1] = matched == 1 ? word : state.words[matched - 2];
      next->backoff[matched - 1] = weight;
    }
    if (matched > state.length) break;
    const Range range = children(matched - 1, node);
    if (range.begin == range.end || !find(levels_[matched], range, state.words[matched - 1], &node)) break;
    total = prob(levels_[matched], node);
  }
  for (int k = matched - 1; k < state.length; ++k) total += state.backoff[k];
  if (next != nullptr) {  // equal histories have equal states
    for (int k = next->length; k < kMaxOrder - 1; ++k) next->words[k] = 0, next->backoff[k] = 0.0F;
  }
  return total;
}

void NgramModel::encode(std::string_view text, std::vector<WordId>& ids) const {
  const auto is_space = [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); };
  for (std::size_t at = 0; at < text.size();) {
    while (at < text.size() && is_space(text[at])) ++at;
    const std::size_t begin = at;
    while (at < text.size() && !is_space(text[at])) ++at;
    if (at > begin) ids.push_back(id(text.substr(begin, at - begin)));
  }
}

double NgramModel::score_ids(std::span<const WordId> ids) const {
  LmState states[2] = {begin_, {}};
  int now = 0;
  double total = 0.0;
  for (const WordId word : ids) {
    total += score(states[now], word, &states[1 - now]);
    now = 1 - now;
    if (word == kSentenceEnd) states[now] = begin_;
  }
  return total;
}

double NgramModel::score_text(std::string_view text, bool bos, bool eos, std::size_t* scored,
                              std::size_t* unknown) const {
  thread_local std::vector<WordId> ids;
  ids.clear();
  encode(text, ids);
  if (eos) ids.push_back(kSentenceEnd);
  LmState states[2] = {bos ? begin() : empty(), {}};
  double total = 0.0;
  std::size_t unknowns = 0;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    total += score(states[i % 2], ids[i], &states[1 - i % 2]);
    unknowns += ids[i] == kUnknownWord;
  }
  if (scored != nullptr) *scored = ids.size();
  if (unknown != nullptr) *unknown = unknowns;
  return total;
}

}  // namespace earmark
