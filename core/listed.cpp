#include "listed.h"

#include <string_view>

namespace earmark {

namespace {

constexpr std::size_t kReadings = 8;  // of one entry: those of a name of three words would be 27

// Readings of whole entries, end to end.
class PhraseReadings {
 public:
  PhraseReadings(const ListedSounds& sounds, std::int32_t boundary) : sounds_(sounds), boundary_(boundary) {}

  // The next entry's; none where one of its words has none.
  void add(std::string_view text) {
    std::vector<std::vector<Phone>> phrases{{}};
    bool several = false;
    while (!text.empty() && !phrases.empty()) {
      const std::size_t space = std::min(text.find(' '), text.size());
      append(phrases, sounds_.word(text.substr(0, space)));
      several = several || space < text.size();
      text.remove_prefix(std::min(space + 1, text.size()));
    }
    for (const std::vector<Phone>& phrase : phrases) put(phrase, false);
    // Said in one breath: the model may hear no boundary.
    if (several && boundary_ != kNone) {
      for (const std::vector<Phone>& phrase : phrases) put(phrase, true);
    }
    words_.push_back(static_cast<std::uint32_t>(readings_.size()) - 1);
  }
  Pronunciations take() { return Pronunciations(std::move(phones_), std::move(readings_), std::move(words_)); }

 private:
  void append(std::vector<std::vector<Phone>>& phrases, std::int32_t word) const {
    std::vector<std::vector<Phone>> longer;
    const Readings readings = sounds_.of(word);
    // First readings first: of many combinations those with a rare reading of each word are left out.
    for (std::size_t i = 0; i < readings.size(); ++i) {
      for (const std::vector<Phone>& phrase : phrases) {
        if (longer.size() == kReadings) break;
        longer.push_back(phrase);
        if (!phrase.empty() && boundary_ != kNone) longer.back().push_back(static_cast<Phone>(boundary_));
        longer.back().insert(longer.back().end(), readings[i].begin(), readings[i].end());
      }
    }
    phrases = std::move(longer);
  }
  void put(const std::vector<Phone>& phrase, bool joined) {
    for (const Phone phone : phrase) {
      if (!joined || phone != boundary_) phones_.push_back(phone);
    }
    readings_.push_back(static_cast<std::uint32_t>(phones_.size()));
  }

  const ListedSounds& sounds_;
  std::int32_t boundary_;
  std::vector<Phone> phones_;
  std::vector<std::uint32_t> readings_{0}, words_{0};
};

}  // namespace

Listed::Listed(const EntryGraph& graph, std::shared_ptr<const ListedSounds> sounds,
               std::span<const std::string> spellings, std::span<const std::uint8_t> word_starts,
               std::int32_t boundary)
    : words_(graph, spellings, word_starts), sounds_(std::move(sounds)) {
  if (sounds_ == nullptr || words_.size() == 0) return;
  PhraseReadings readings(*sounds_, boundary);
  for (std::int32_t i = 0; i < words_.size(); ++i) readings.add(words_.text(i));
  tree_.emplace(readings.take());
}

}  // namespace earmark
