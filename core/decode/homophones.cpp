#include "decode/homophones.h"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace earmark {

namespace {

constexpr std::size_t kMost = 64;  // pronunciations of some words together

using Phones = std::vector<Phone>;

// Pronunciations of words one after the other.
std::vector<Phones> joined(std::span<const std::string> words, const PhoneLexicon& lexicon, const ListPronunciations* listed,
                           const Endings* endings) {
  std::vector<Phones> found(1);
  for (const std::string& word : words) {
    const WordPronunciation pronunciation = pronunciation_of(word, lexicon, listed, endings);
    const Readings readings = pronunciation.readings;
    std::vector<Phones> longer;
    for (const Phones& before : found) {
      for (std::size_t r = 0; r < readings.size() && longer.size() < kMost; ++r) {
        longer.push_back(before);
        longer.back().insert(longer.back().end(), readings[r].begin(), readings[r].end());
      }
    }
    found = std::move(longer);
  }
  return words.empty() ? std::vector<Phones>() : found;
}

}  // namespace

bool sound_alike(std::span<const std::string> words, std::span<const std::string> others, const PhoneLexicon& lexicon,
                 const ListPronunciations* listed, const Endings* endings) {
  const std::vector<Phones> theirs = joined(others, lexicon, nullptr, nullptr);
  return std::ranges::any_of(joined(words, lexicon, listed, endings), [&](const Phones& phones) {
    return std::ranges::find(theirs, phones) != theirs.end();
  });
}

bool sound_alike(Readings whole, std::span<const std::string> others, const PhoneLexicon& lexicon) {
  const std::vector<Phones> theirs = joined(others, lexicon, nullptr, nullptr);
  for (std::size_t r = 0; r < whole.size(); ++r) {
    if (std::ranges::any_of(theirs, [&](const Phones& phones) { return std::ranges::equal(phones, whole[r]); })) return true;
  }
  return false;
}

}  // namespace earmark
