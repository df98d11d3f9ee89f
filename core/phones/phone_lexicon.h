// Pronunciations of written words, in the phones of a phone head.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "phones/phone_evidence.h"
#include "phones/pronunciations.h"

namespace earmark {

// Immutable, so one serves any number of searches.
class PhoneLexicon {
 public:
  // words: sorted by bytes; `lexicon` numbers them in that order. columns: as of PhoneFrames.
  // Throws std::invalid_argument where the numbers do not fit together.
  PhoneLexicon(std::vector<std::string> words, std::shared_ptr<const Pronunciations> lexicon,
             std::vector<std::int32_t> columns, std::int32_t phones, std::int32_t blank, std::int32_t boundary)
      : words_(std::move(words)),
        lexicon_(std::move(lexicon)),
        columns_(std::move(columns)),
        phones_(phones),
        blank_(blank),
        boundary_(boundary) {
    check();
  }

  // The number of a word, kNone for one that is not in the lexicon.
  std::int32_t word(std::string_view text) const {
    const auto found = std::lower_bound(words_.begin(), words_.end(), text);
    return found == words_.end() || *found != text ? kNone : static_cast<std::int32_t>(found - words_.begin());
  }
  std::string_view text(std::int32_t word) const { return words_[word]; }
  const Pronunciations& lexicon() const { return *lexicon_; }
  // Evidence in the phone emissions of one utterance, (T', columns).
  PhoneEvidence evidence(const Emissions& emissions, PhoneOptions options) const {
    options.blank = blank_;
    options.boundary = boundary_;
    return PhoneEvidence(PhoneFrames(emissions, columns_, phones_, options.floor), options, lexicon_.get());
  }
  std::int32_t boundary() const { return boundary_; }
  std::int32_t phones() const { return phones_; }
  std::int32_t columns() const { return static_cast<std::int32_t>(columns_.size()); }

 private:
  void check() const;

  std::vector<std::string> words_;
  std::shared_ptr<const Pronunciations> lexicon_;
  std::vector<std::int32_t> columns_;
  std::int32_t phones_, blank_, boundary_;
};

}  // namespace earmark
