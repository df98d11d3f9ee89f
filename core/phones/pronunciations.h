// Pronunciations: phone ids of every reading of every word.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace earmark {

using Phone = std::uint16_t;
using Reading = std::span<const Phone>;

inline constexpr std::int32_t kMostPhones = 1 << 16;  // that a Phone can number

// The readings of one word, not owned.
class Readings {
 public:
  Readings() = default;
  Readings(const Phone* phones, const std::uint32_t* offsets, std::size_t count)
      : phones_(phones), offsets_(offsets), count_(count) {}

  std::size_t size() const { return count_; }
  bool empty() const { return count_ == 0; }
  Readings only(std::size_t i) const { return {phones_, offsets_ + i, 1}; }
  Reading operator[](std::size_t i) const { return {phones_ + offsets_[i], phones_ + offsets_[i + 1]}; }

 private:
  const Phone* phones_ = nullptr;
  const std::uint32_t* offsets_ = nullptr;
  std::size_t count_ = 0;
};

// Immutable. The builder numbers the words, usually as the language model does.
class Pronunciations {
 public:
  Pronunciations() : readings_{0}, words_{0} {}
  // Word w has readings words[w] .. words[w + 1]; reading r is phones[readings[r] .. readings[r + 1]].
  // Throws std::invalid_argument when the offsets do not fit together or a reading is empty.
  Pronunciations(std::vector<Phone> phones, std::vector<std::uint32_t> readings, std::vector<std::uint32_t> words);

  // Empty for a word without a pronunciation, and for a number that is no word's.
  Readings of(std::int32_t word) const {
    if (word < 0 || word >= words()) return {};
    const std::uint32_t first = words_[word];
    return {phones_.data(), readings_.data() + first, words_[word + 1] - first};
  }
  std::int32_t words() const { return static_cast<std::int32_t>(words_.size()) - 1; }
  std::size_t readings() const { return readings_.size() - 1; }
  Phone greatest_phone() const { return greatest_; }
  std::size_t memory_bytes() const {
    return phones_.size() * sizeof(Phone) + (readings_.size() + words_.size()) * sizeof(std::uint32_t);
  }

 private:
  std::vector<Phone> phones_;
  std::vector<std::uint32_t> readings_, words_;
  Phone greatest_ = 0;
};

}  // namespace earmark
