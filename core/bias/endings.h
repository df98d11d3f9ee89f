// Endings that an entry of a list may be said with, such as a possessive or a plural: a language's, as data.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lm/name_context.h"
#include "phones/pronunciations.h"

namespace earmark {

// What stands behind a word: the first spelling whose `after` the word ends with, and the first sound whose `after`
// has its last phone.
struct Ending {
  struct Spelling {
    std::string after;  // last letters of the word; "" for any
    std::string text;   // "": such a word has no such ending
  };
  struct Sound {
    std::vector<Phone> after;   // one of these is the last phone of the word; none: any is
    std::vector<Phone> phones;  // that are added
  };
  std::vector<Spelling> spellings;
  std::vector<Sound> sounds;
  std::vector<Phone> silent_after;   // last phones of a word after which the ending may not be heard
  std::vector<Phone> silent_before;  // likewise, first phones of the next word
  bool sure;  // nothing but the ending looks like it: no other word ends so
  double log_prob;  // nats, before the language model's weight: an entry has it, among all words of the class
  // ln of the odds of the ending against none by the words around; null: nothing is known of them.
  std::shared_ptr<const NameContext> context;
};

// Immutable: one serves any number of searches. Endings are numbered; kNone stands for none.
class Endings {
 public:
  explicit Endings(std::vector<Ending> endings) : endings_(std::move(endings)) {}

  std::int32_t size() const { return static_cast<std::int32_t>(endings_.size()); }
  double log_prob(std::int32_t ending) const { return endings_[static_cast<std::size_t>(ending)].log_prob; }
  bool sure(std::int32_t ending) const { return endings_[static_cast<std::size_t>(ending)].sure; }
  // ln of the odds of the ending against none between these words; without a model of them its share.
  double log_odds(std::int32_t ending, const WordContext& around) const {
    const Ending& one = endings_[static_cast<std::size_t>(ending)];
    return one.context == nullptr ? one.log_prob : one.context->log_odds(around);
  }
  // What the ending adds to a word; "" where the word has no such ending.
  std::string_view text(std::int32_t ending, std::string_view word) const;
  // Phones that it adds to a reading; null where it has no sound after it.
  const std::vector<Phone>* sound(std::int32_t ending, Reading reading) const;
  // The ending may not be heard after a word that ends with this phone.
  bool silent_after(std::int32_t ending, Phone phone) const;
  // The ending runs into a next word that begins with this phone.
  bool silent_before(std::int32_t ending, Phone phone) const;
  // Readings of a word with the ending, as word 0.
  Pronunciations readings(Readings word, std::int32_t ending) const;
  // Endings that sound otherwise than every one before them after some reading: one of each suffices to propose.
  bool sounds_like_earlier(std::int32_t ending, Reading reading) const;

  // Visits visit(stem, ending) for every way to read the word as another one with an ending.
  template <typename Visit>
  void for_each_stem(std::string_view word, Visit visit) const {
    for (std::int32_t e = 0; e < size(); ++e) {
      for (const Ending::Spelling& spelling : endings_[static_cast<std::size_t>(e)].spellings) {
        if (spelling.text.empty() || word.size() <= spelling.text.size() || !word.ends_with(spelling.text)) continue;
        const std::string_view stem = word.substr(0, word.size() - spelling.text.size());
        if (text(e, stem) == spelling.text) visit(stem, e);
      }
    }
  }
  // The same for the beginning of a word, all of whose stem and part of whose ending stands there.
  template <typename Visit>
  void for_each_open_stem(std::string_view begun, Visit visit) const {
    for (std::int32_t e = 0; e < size(); ++e) {
      for (const Ending::Spelling& spelling : endings_[static_cast<std::size_t>(e)].spellings) {
        for (std::size_t part = 1; part <= spelling.text.size() && part < begun.size(); ++part) {
          if (!begun.ends_with(std::string_view(spelling.text).substr(0, part))) continue;
          const std::string_view stem = begun.substr(0, begun.size() - part);
          if (text(e, stem) == spelling.text) visit(stem, e);
        }
      }
    }
  }

 private:
  std::vector<Ending> endings_;
};

}  // namespace earmark
