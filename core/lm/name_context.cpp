#include "lm/name_context.h"

#include <bit>
#include <cstring>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <utility>

namespace earmark {

namespace {

constexpr std::string_view kMagic = "earmark names 1\n";

std::uint64_t mixed(std::uint64_t hash, std::uint64_t word) {
  hash = (hash ^ word) * 0xFF51AFD7ED558CCDULL;
  return hash ^ hash >> 32;
}

template <typename T>
T number_at(std::string_view bytes, std::size_t at) {
  T number;
  std::memcpy(&number, bytes.data() + at, sizeof(T));
  return number;
}

}  // namespace

NameContext::NameContext(std::vector<std::int8_t> weights, float scale, float bias)
    : weights_(std::move(weights)), scale_(scale), bias_(bias) {
  if (!std::has_single_bit(weights_.size())) {
    throw std::invalid_argument("the number of weights is " + std::to_string(weights_.size()) + ", no power of two");
  }
}

std::shared_ptr<const NameContext> NameContext::open(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("the file is missing or cannot be read");
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  const std::size_t head = kMagic.size() + 2 * sizeof(float);
  if (!bytes.starts_with(kMagic)) throw std::runtime_error("the file is no model of names' contexts");
  if (bytes.size() <= head || !std::has_single_bit(bytes.size() - head)) {
    throw std::runtime_error("the file is cut short or damaged");
  }
  std::vector<std::int8_t> weights(bytes.begin() + static_cast<std::ptrdiff_t>(head), bytes.end());
  return std::make_shared<NameContext>(std::move(weights), number_at<float>(bytes, kMagic.size()),
                                       number_at<float>(bytes, kMagic.size() + sizeof(float)));
}

void NameContext::save(const std::string& path) const {
  std::ofstream file(path, std::ios::binary);
  file.write(kMagic.data(), static_cast<std::streamsize>(kMagic.size()));
  for (const float number : {scale_, bias_}) file.write(reinterpret_cast<const char*>(&number), sizeof(number));
  file.write(reinterpret_cast<const char*>(weights_.data()), static_cast<std::streamsize>(weights_.size()));
  file.close();
  if (!file) throw std::runtime_error("the file cannot be written");
}

std::uint64_t NameContext::hash(std::string_view word) {  // FNV-1a
  std::uint64_t hash = 0xCBF29CE484222325ULL;
  for (const unsigned char byte : word) hash = (hash ^ byte) * 0x100000001B3ULL;
  return hash;
}

NameContext::Features NameContext::features(const std::array<std::uint64_t, 4>& word, std::size_t size) {
  constexpr int kNone = -1;
  constexpr std::array<std::array<int, 2>, kFeatures> kPlaces{
      {{1, kNone}, {2, kNone}, {0, kNone}, {3, kNone}, {0, 1}, {2, 3}, {1, 2}}};
  Features found{};
  for (std::size_t f = 0; f < kFeatures; ++f) {
    std::uint64_t hash = 0x9E3779B97F4A7C15ULL * (f + 1);
    for (const int place : kPlaces[f]) {
      if (place != kNone) hash = mixed(hash, word[static_cast<std::size_t>(place)]);
    }
    found[f] = static_cast<std::uint32_t>(hash & (size - 1));
  }
  return found;
}

double NameContext::log_odds(const WordContext& context) const {
  std::array<std::uint64_t, 4> hashes{};
  for (std::size_t i = 0; i < hashes.size(); ++i) hashes[i] = hash(context[i]);
  double sum = bias_;
  for (const std::uint32_t feature : features(hashes, size())) sum += static_cast<double>(scale_) * weights_[feature];
  return sum;
}

}  // namespace earmark
