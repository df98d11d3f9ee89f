// What a language model makes of the words that hypotheses spell.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "bias/class_words.h"
#include "util/flat_map.h"
#include "lm/word_lm.h"
#include "bias/bias_index.h"
#include "decode/options.h"
#include "phones/phone_lexicon.h"

namespace earmark {

using Partial = std::int32_t;      // the beginning of a word, by its letters
using WordHistory = std::int32_t;  // a sequence of whole words

inline constexpr Partial kBetweenWords = 0;    // between words
inline constexpr Partial kOpenWord = 1;  // begun by a token without letters

// Where a hypothesis stands among its words, and what they score so far.
struct WordPlace {
  WordHistory history = 0;
  Partial partial = kBetweenWords;
  double score = 0.0;  // nats, weighted; with look-ahead while a word is open
};

// The same at the end of the audio.
struct WordsClosed {
  WordHistory history;
  double score;     // nats, weighted
  double log_prob;  // nats, unweighted: sum of ln p_lm
  double phones;    // nats, weighted
};

// One word, or one listed phrase, at the end of a history. Never changed: hypotheses share them, and
// equal word sequences are one history whichever tokens spell them.
struct WordRecord {
  WordHistory previous = kNone;
  Partial word = kBetweenWords;    // the last one, of a phrase
  LmState state;             // after it
  double score = 0.0;        // nats, weighted, of all words up to here
  double log_prob = 0.0;     // nats, unweighted: sum of ln p_lm
  double unknown = 0.0;      // ln p(a word that the model does not know | state)
  WordHistory before = kNone;  // without its last word: previous, unless that word ends a listed phrase
  WordHistory phrase = kNone;  // before a listed phrase that ends here and has pronunciations as a whole
  PhoneEvidence::State evidence = kNone;  // of the phones of all words up to here; kNone: forgotten
  double phones = 0.0;       // nats, weighted: how well they fit
  bool phones_known = false;  // they are worked out when they are needed: most words go no further
  std::int32_t length = 0;   // words from the beginning
  std::int32_t words = 0;    // that this record spells: 1, or more for a phrase
  std::int32_t matched = 0;  // last words that spell a listed entry, 0 if none
  std::int32_t entry = kNone;
  std::int32_t ending = kNone;  // that the entry has here
  double gain = 0.0;         // nats, weighted: what being listed added to the score
  std::uint32_t open = 0, open_end = 0;  // listed phrases begun: a range of open_
};

// Scores of one search; not shared between threads. With h the words before it,
//
//   score(word)   = alpha * ln p(word | h) + beta
//   unknown word:   ln p(word | h) = ln p(<boost> | h) - unknown_penalty - unknown_letter * letters
//   listed entry:   ln p(entry | h) = ln p(<boost> | h) + class_lm.log_weight + ln(weight / K) of K entries, if that, for
//                   all of the entry's words together, scores more than the words do by themselves
//   entry's ending: ln p(entry | h) + ln p(ending | class), for an entry that is not listed with its ending itself
//   the end:        alpha * ln p(</s> | h)
//
// <boost> is the class that rare words were replaced by in training (<unk> if the model has none). A partial
// word scores the most that any word it can become may: by unigram, unknown, or listed.
class WordScorer {
 public:
  // listed: null for none; phone_lexicon and evidence: null for no phones; endings: null for none. Everything given must outlive the scorer.
  // Without options.class_lm.enabled the list gives its sounds alone.
  WordScorer(const TokenTable& table, const WordLm& word_lm, const Options& options, const BiasIndex* listed,
             const PhoneLexicon* phone_lexicon, PhoneEvidence* evidence, const Endings* endings);

  // One token more. finished: history() of the place, worked out once for all tokens that follow it.
  WordPlace extend(const WordPlace& place, WordHistory finished, Token token, bool starts_word) {
    if (!starts_word) return place_of(place.history, next(place.partial, token));
    if (evidence_ != nullptr) add_phones(finished);
    return place_of(finished, table_.separates(token) ? kBetweenWords : next(kBetweenWords, token));
  }
  // The history once the open word is over.
  WordHistory finish(const WordPlace& place) {
    return place.partial <= kOpenWord ? place.history : append(place.history, place.partial);
  }
  // extend() scores no more than this, whatever the token; as far as phones go, a word more never fits better.
  double ceiling(const WordPlace& place, WordHistory finished) {
    const WordRecord& record = records_[finished];
    const double phones = record.phones_known ? record.phones : records_[record.before].phones;
    const double more = ahead(finished, kOpenWord);
    return std::max(place.score, record.score + phones + (table_.separator() == kNone ? more : std::max(more, 0.0)));
  }
  WordsClosed close(const WordPlace& place);

  // Drops the phones of all histories but those that `kept` can still come to, when they are many.
  void forget(std::span<const WordHistory> kept);
  bool crowded() const { return evidence_ != nullptr && evidence_->states() > kStates; }

  const WordRecord& record(WordHistory history) const { return records_[history]; }

 private:
  static constexpr std::size_t kStates = 20'000;  // of phone evidence: some 20 MB

  struct PartialWord {
    std::string text;
    WordRange range;
    WordId word;      // spelt so, kUnknownWord if none
    double best;      // nats: greatest ln p(word) of the range
    double unknown;   // nats: ln p(text | unknown)
    double listed;    // nats: greatest ln p(entry | <boost>) of the entries that begin so
    ClassWords::Range entries;
    WordPronunciation pronunciation{};
    bool sought = false;  // among the readings
  };
  struct OpenPhrase {  // entries of several words, of which some are spelt
    WordHistory before;
    ClassWords::Range range;  // up to and with the space
    std::int32_t words;
  };

  Partial next(Partial partial, Token token);
  Partial intern(const PartialWord& parent, const std::string& more);
  WordPlace place_of(WordHistory history, Partial partial) {
    const WordRecord& record = records_[history];
    return {history, partial, record.score + record.phones + ahead(history, partial)};
  }
  double ahead(WordHistory history, Partial partial);
  double ahead_of_phrases(WordHistory history, Partial partial);
  WordHistory append(WordHistory history, Partial word);
  WordRecord plain(WordHistory history, Partial word) const;
  void offer_entry(WordRecord& record, const OpenPhrase& phrase, Partial word);
  void offer(WordRecord& record, const OpenPhrase& phrase, Partial word, ClassWords::Range range, std::int32_t ending);
  double best_with_ending(ClassWords::Range range, std::string_view begun) const;
  WordPronunciation given_of(const WordRecord& record) const;
  void open_phrase(const OpenPhrase& phrase, const std::string& text);
  PhoneEvidence::State evidence_of(WordHistory history);
  void add_phones(WordHistory history) {
    WordRecord& record = records_[history];
    if (record.phones_known) return;
    const double score = evidence_->score(evidence_of(history));
    record.phones = options_.phones.weight * score;
    record.phones_known = true;
  }
  void enter(WordRecord& record, WordId word, double log_prob, WordHistory before) const;

  const TokenTable& table_;
  const WordLm& word_lm_;
  const Options& options_;
  const ClassWords* entries_;    // null: none counts as a word of the class
  const BiasIndex* listed_;
  const ListPronunciations* pronunciations_;
  const PhoneLexicon* phone_lexicon_;
  PhoneEvidence* evidence_;
  const Endings* endings_;
  std::vector<PartialWord> partials_;
  std::unordered_map<std::string, Partial> partial_of_;
  FlatMap<Partial> next_;
  std::vector<WordRecord> records_;
  FlatMap<WordHistory> append_;
  std::vector<OpenPhrase> open_;
  FlatMap<double> ahead_;
};

}  // namespace earmark
