#include "lm/name_context.h"

#include <algorithm>
#include <cstring>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <utility>

namespace earmark {

namespace {

constexpr std::string_view kMagic = "earmark names 2\n";
constexpr int kLowerBits = 11;
constexpr std::size_t kBuckets = std::size_t{1} << (NameContext::kBits - kLowerBits);
constexpr NameContext::Number kLowerMask = (1U << kLowerBits) - 1;
constexpr std::uint64_t kName = 0x9E3779B97F4A7C15ULL;  // stands for every name among the neighbours

struct Head {
  float scale, bias;
  std::uint32_t size;
};

// Parts of a feature: words of a place, then the same with one word for all names.
constexpr int kNone = -1, kBefore2 = 0, kBefore1 = 1, kWord = 2, kAfter1 = 3, kAfter2 = 4, kKinds = 5;
constexpr int kKind2 = kKinds + kBefore2, kKind1 = kKinds + kBefore1, kNext1 = kKinds + kAfter1, kNext2 = kKinds + kAfter2;
constexpr std::array<std::array<int, 3>, NameContext::kFeatures> kParts{{
    {kBefore1, kNone, kNone}, {kAfter1, kNone, kNone}, {kBefore2, kNone, kNone}, {kAfter2, kNone, kNone},
    {kBefore2, kBefore1, kNone}, {kAfter1, kAfter2, kNone}, {kBefore1, kAfter1, kNone}, {kWord, kNone, kNone},
    {kWord, kBefore1, kNone}, {kWord, kAfter1, kNone}, {kWord, kBefore2, kNone}, {kWord, kAfter2, kNone},
    {kWord, kBefore2, kBefore1}, {kWord, kAfter1, kAfter2}, {kWord, kBefore1, kAfter1}, {kKind1, kNone, kNone},
    {kNext1, kNone, kNone}, {kKind2, kKind1, kNone}, {kNext1, kNext2, kNone}, {kKind1, kNext1, kNone},
    {kWord, kKind1, kNone}, {kWord, kNext1, kNone}, {kWord, kKind1, kNext1},
}};

std::uint64_t mixed(std::uint64_t hash, std::uint64_t word) {
  hash = (hash ^ word) * 0xFF51AFD7ED558CCDULL;
  return hash ^ hash >> 32;
}

NameContext::Number number_of(std::uint64_t hash) {
  return static_cast<NameContext::Number>(hash & ((1U << NameContext::kBits) - 1));
}

template <typename T>
std::span<const T> take(std::string_view& bytes, std::size_t count) {
  const auto* first = reinterpret_cast<const T*>(bytes.data());
  bytes.remove_prefix(count * sizeof(T));
  return {first, count};
}

template <typename T>
void write(std::ofstream& file, std::span<const T> values) {
  file.write(reinterpret_cast<const char*>(values.data()), static_cast<std::streamsize>(values.size_bytes()));
}

}  // namespace

NameContext::NameContext(std::span<const Number> numbers, std::vector<std::int8_t> weights, float scale, float bias)
    : weights_(std::move(weights)), scale_(scale), bias_(bias) {
  const bool ascending = std::adjacent_find(numbers.begin(), numbers.end(), std::greater_equal<>()) == numbers.end();
  if (numbers.size() != weights_.size() || !ascending || (!numbers.empty() && numbers.back() >> kBits != 0)) {
    throw std::invalid_argument("there are " + std::to_string(weights_.size()) + " weights of " +
                                std::to_string(numbers.size()) + " features: give one each, numbers ascending");
  }
  std::vector<std::uint8_t> counts(kBuckets);
  for (const Number number : numbers) {
    if (++counts[number >> kLowerBits] == 0) throw std::invalid_argument("too many features: keep fewer");
    lower_.push_back(static_cast<std::uint16_t>(number & kLowerMask));
  }
  index(counts);
}

std::shared_ptr<const NameContext> NameContext::open(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("the file is missing or cannot be read");
  const std::string content{std::istreambuf_iterator<char>(file), {}};
  std::string_view bytes = content;
  if (!bytes.starts_with(kMagic)) throw std::runtime_error("the file is no model of names' contexts");
  bytes.remove_prefix(kMagic.size());
  Head head{};
  if (bytes.size() < sizeof(head) + kBuckets) throw std::runtime_error("the file is cut short");
  std::memcpy(&head, bytes.data(), sizeof(head));
  bytes.remove_prefix(sizeof(head));
  const std::span<const std::uint8_t> counts = take<std::uint8_t>(bytes, kBuckets);
  std::size_t sum = 0;
  for (const std::uint8_t count : counts) sum += count;
  if (sum != head.size || bytes.size() != sum * 3) throw std::runtime_error("the file is cut short or damaged");
  std::shared_ptr<NameContext> read(new NameContext());
  read->lower_.resize(sum);
  std::memcpy(read->lower_.data(), bytes.data(), sum * sizeof(std::uint16_t));
  bytes.remove_prefix(sum * sizeof(std::uint16_t));
  const std::span<const std::int8_t> weights = take<std::int8_t>(bytes, sum);
  read->weights_.assign(weights.begin(), weights.end());
  read->scale_ = head.scale;
  read->bias_ = head.bias;
  read->index(counts);
  return read;
}

void NameContext::index(std::span<const std::uint8_t> counts) {
  buckets_.assign(1, 0);
  for (const std::uint8_t count : counts) buckets_.push_back(buckets_.back() + count);
}

void NameContext::save(const std::string& path) const {
  std::vector<std::uint8_t> counts;
  for (std::size_t b = 0; b < kBuckets; ++b) counts.push_back(static_cast<std::uint8_t>(buckets_[b + 1] - buckets_[b]));
  const Head head{scale_, bias_, static_cast<std::uint32_t>(weights_.size())};
  std::ofstream file(path, std::ios::binary);
  file.write(kMagic.data(), static_cast<std::streamsize>(kMagic.size()));
  write(file, std::span(&head, 1));
  write(file, std::span<const std::uint8_t>(counts));
  write(file, std::span<const std::uint16_t>(lower_));
  write(file, std::span<const std::int8_t>(weights_));
  file.close();
  if (!file) throw std::runtime_error("the file cannot be written");
}

std::uint64_t NameContext::hash(std::string_view word) {  // FNV-1a
  std::uint64_t hash = 0xCBF29CE484222325ULL;
  for (const unsigned char byte : word) hash = (hash ^ byte) * 0x100000001B3ULL;
  return hash;
}

NameContext::Number NameContext::name_number(std::uint64_t word) {
  return number_of(mixed(kName * (kFeatures + 1), word));
}

NameContext::Features NameContext::features(const std::array<std::uint64_t, kWords>& hashes,
                                            const std::array<bool, kWords>& is_name) {
  std::array<std::uint64_t, 2 * kWords> parts{};
  for (std::size_t i = 0; i < kWords; ++i) {
    parts[i] = hashes[i];
    parts[kWords + i] = is_name[i] ? kName : hashes[i];
  }
  Features found{};
  for (std::size_t f = 0; f < kFeatures; ++f) {
    std::uint64_t hash = kName * (f + 1);
    for (const int part : kParts[f]) {
      if (part != kNone) hash = mixed(hash, parts[static_cast<std::size_t>(part)]);
    }
    found[f] = number_of(hash);
  }
  return found;
}

std::optional<std::int8_t> NameContext::find(Number number) const {
  const auto bucket = number >> kLowerBits;
  const auto lower = static_cast<std::uint16_t>(number & kLowerMask);
  for (std::uint32_t i = buckets_[bucket]; i < buckets_[bucket + 1]; ++i) {
    if (lower_[i] == lower) return weights_[i];
  }
  return std::nullopt;
}

double NameContext::log_odds(const WordContext& around, std::string_view word) const {
  const std::array<std::string_view, kWords> words{around[0], around[1], word, around[2], around[3]};
  std::array<std::uint64_t, kWords> hashes{};
  std::array<bool, kWords> is_name{};
  for (std::size_t i = 0; i < kWords; ++i) {
    hashes[i] = hash(words[i]);
    is_name[i] = find(name_number(hashes[i])).has_value();
  }
  double sum = bias_;
  for (const Number number : features(hashes, is_name)) sum += static_cast<double>(scale_) * find(number).value_or(0);
  return sum;
}

}  // namespace earmark
