// How the words of a list are pronounced, beside or instead of the lexicon's readings.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "phones/phone_evidence.h"
#include "phones/phone_lexicon.h"
#include "phones/pronunciations.h"

namespace earmark {

// Immutable, one for each compiled list: searches in any number of threads may share it.
class ListPronunciations {
 public:
  // words: sorted by bytes, each once; `readings` numbers them in that order.
  ListPronunciations(std::vector<std::string> words, std::shared_ptr<const Pronunciations> readings)
      : words_(std::move(words)), readings_(std::move(readings)) {
    if (readings_->words() != static_cast<std::int32_t>(words_.size())) {
      throw std::invalid_argument(std::to_string(words_.size()) + " words of a list came with pronunciations of " +
                                  std::to_string(readings_->words()));
    }
  }

  // The number of a word, kNone for one that the list has no reading of.
  std::int32_t word(std::string_view text) const {
    const auto found = std::lower_bound(words_.begin(), words_.end(), text);
    if (found == words_.end() || *found != text) return kNone;
    const auto number = static_cast<std::int32_t>(found - words_.begin());
    return of(number).empty() ? kNone : number;
  }
  Readings of(std::int32_t word) const { return readings_->of(word); }
  Phone greatest_phone() const { return readings_->greatest_phone(); }
  std::size_t memory_bytes() const {
    std::size_t bytes = readings_->memory_bytes() + words_.capacity() * sizeof(std::string);
    for (const std::string& word : words_) bytes += word.capacity() > 15 ? word.capacity() + 1 : 0;
    return bytes;
  }

 private:
  std::vector<std::string> words_;
  std::shared_ptr<const Pronunciations> readings_;
};

// The readings of one written word and the key under which PhoneEvidence remembers it.
struct WordPronunciation {
  // Above the lexicon's numbers: any word without a reading, the words of a list, and its entries.
  static constexpr std::int64_t kUnspoken = std::int64_t{1} << 40;
  static constexpr std::int64_t kListed = std::int64_t{1} << 42;
  static constexpr std::int64_t kWhole = std::int64_t{1} << 43;  // whole entries of a list

  Readings readings;
  std::int64_t key = kUnspoken;
};

// The list's readings where it has some (it knows the lexicon's and its user's), else the lexicon's.
inline WordPronunciation pronunciation_of(std::string_view text, const PhoneLexicon& phone_lexicon,
                                          const ListPronunciations* listed) {
  if (listed != nullptr) {
    const std::int32_t number = listed->word(text);
    if (number != kNone) return {listed->of(number), WordPronunciation::kListed + number};
  }
  const std::int32_t number = phone_lexicon.word(text);
  if (number == kNone) return {};
  return {phone_lexicon.lexicon().of(number), number};
}

}  // namespace earmark
