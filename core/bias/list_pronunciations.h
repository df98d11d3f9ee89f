// How the words of a list are pronounced, beside or instead of the lexicon's readings.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "bias/endings.h"
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
  static constexpr std::int64_t kEndings = 64;  // keys of both with an ending are that many times theirs

  Readings readings;
  std::int64_t key = kUnspoken;
  std::shared_ptr<const Pronunciations> own{};  // holds the readings where neither lexicon nor list does

  // Readings with an ending, under a key of their own. key: of the readings without it.
  static WordPronunciation with_ending(Readings readings, std::int64_t key, const Endings& endings,
                                       std::int32_t ending) {
    auto own = std::make_shared<const Pronunciations>(endings.readings(readings, ending));
    const Readings found = own->of(0);
    if (found.empty()) return {};
    return {found, key * kEndings + ending, std::move(own)};
  }
};

// A word of the list with an ending.
inline WordPronunciation with_ending(std::string_view text, const ListPronunciations& listed, const Endings& endings) {
  WordPronunciation found;
  endings.for_each_stem(text, [&](std::string_view stem, std::int32_t ending) {
    const std::int32_t number = found.readings.empty() ? listed.word(stem) : kNone;
    if (number != kNone) {
      found = WordPronunciation::with_ending(listed.of(number), WordPronunciation::kListed + number, endings, ending);
    }
  });
  return found;
}

// The list's readings where it has some (it knows the lexicon's and its user's), else the lexicon's, else those of a
// word of the list with an ending. endings: null for none.
inline WordPronunciation pronunciation_of(std::string_view text, const PhoneLexicon& phone_lexicon,
                                          const ListPronunciations* listed, const Endings* endings) {
  if (listed != nullptr) {
    const std::int32_t number = listed->word(text);
    if (number != kNone) return {listed->of(number), WordPronunciation::kListed + number};
  }
  const std::int32_t number = phone_lexicon.word(text);
  if (number == kNone) {
    return listed == nullptr || endings == nullptr ? WordPronunciation{} : with_ending(text, *listed, *endings);
  }
  return {phone_lexicon.lexicon().of(number), number};
}

}  // namespace earmark
