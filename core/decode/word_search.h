// Search over whole words: proposed by phones and by a first pass, scored on both emissions.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "phones/lexicon_tree.h"
#include "bias/bias_index.h"
#include "phones/phone_evidence.h"
#include "decode/word_table.h"

namespace earmark {

// Words, one or a list entry, that a first pass found somewhere.
struct Proposal {
  std::vector<std::int32_t> words;  // of the table
  std::int32_t from, to;            // phone frames between which the word before it ends
  double bonus;                     // nats, as a list entry
};

// Finds the word sequences with the greatest
//
//   score(w) = tokens(w) + gamma * phones(w) + alpha * ln p_lm(w) + beta * |w| + bonus of listed entries
//
// tokens and phones being the PhoneEvidence of the two emissions, where a word's spellings are its
// "readings" for the first. A hypothesis is extended by what a walk through the lexicon matches after it
// and by what is proposed near its end, and by the listed entries that a walk through theirs matches: an entry
// counts as one word of the model's class, as in WordScorer. Both emissions are compared with their best path, so hypotheses
// that end at about the same frame compete, and are extended in the order of their ends (a stack decoder,
// Paul 1992): those of equal language model state and end are one. Words that sub-words find unlikely are
// found by their phones this way, words that the lexicon lacks by their sub-words.
class WordSearch {
 public:
  // listed: null for none. lexicon: hypotheses are extended by its words too, not by what is proposed and listed
  // only. Everything given must outlive the search; weights: options.second_pass.
  WordSearch(const WordModel& model, const Options& options, WordTable& table, const BiasIndex* listed,
             const Emissions& tokens, const Emissions& phones, bool lexicon);

  // Token sequences of the `most` best word sequences, best first.
  std::vector<std::vector<Token>> search(std::span<const Proposal> proposals, std::size_t most);

 private:
  struct WordPath {
    std::int32_t parent = kNone;
    std::int32_t word = kNone;  // of the table
    std::int32_t end = -1;      // phone frame
    PhoneEvidence::State phones = 0, tokens = 0;
    LmState state;
    double words = 0.0;         // nats, weighted: language model, word bonus, entries
    double score = 0.0;         // with the evidence of both emissions so far
    double complete = kNothing; // as all of the audio, sentence end included
  };
  struct Candidate {
    std::int32_t word;
    double rank;       // nats: what its phones and the language model say
    std::int32_t end;  // frame at which most of it is complete
  };
  static constexpr double kNothing = -1e30;
  // Widths. Twice as many of each find 0.1 points of WER more and take twice the time.
  static constexpr std::int32_t kBeam = 20;         // hypotheses extended at one end frame
  static constexpr double kBeamWidth = 36.0;        // nats below the best that ends nearby
  static constexpr std::int32_t kNearby = 4;        // frames
  static constexpr double kWalkWidth = 9.0;         // nats of phones, of the walk through the lexicon
  static constexpr std::size_t kWalked = 80;         // words that a walk returns
  static constexpr std::size_t kTried = 12;         // of them, that a hypothesis is extended by
  static constexpr double kTriedWidth = 25.0;       // nats below the best of them
  static constexpr std::size_t kEntries = 6;        // listed entries that a hypothesis is extended by
  static constexpr std::int32_t kEndingFrames = 12;  // after an entry, in which its ending's phones are looked for
  static constexpr float kEndingRatio = 0.02F;      // that each of them has of the best phone in one of these frames
  static constexpr std::size_t kStates = 20'000;    // of evidence, before those of the past are dropped
  static constexpr std::int64_t kOneSpelling = std::int64_t{1} << 41;  // keys of single spellings

  std::vector<std::int32_t> chosen(std::int32_t frame);
  void extend_all(std::int32_t index, std::span<const Proposal> proposals);
  std::span<const MatchedWord> words_after(const WordPath& from);
  std::span<const MatchedWord> entries_after(const WordPath& from);
  std::vector<Candidate> candidates(const WordPath& from);
  std::vector<Candidate> entry_candidates(const WordPath& from);
  void extend(std::int32_t index, std::span<const std::int32_t> words, double bonus);
  void extend_entry(std::int32_t index, std::int32_t spelling, std::int32_t ending);
  std::vector<std::int32_t> endings_after(const Candidate& entry);
  void sound(WordPath& hypothesis, std::int32_t word);
  void sound_whole(WordPath& hypothesis, const WordPath& from, std::int32_t entry, std::int32_t ending);
  void append(WordPath& hypothesis, std::int32_t word);
  bool score(WordPath& hypothesis) const;
  void finish(WordPath& hypothesis);
  double entry_score(const WordPath& from, std::int32_t spelling, LmState* next) const;
  void forget(std::int32_t frame);
  std::vector<Token> spell(const WordPath& hypothesis);

  const WordModel& model_;
  const Options& options_;
  WordTable& table_;
  const BiasIndex* listed_;
  bool lexicon_;
  PhoneEvidence phones_;
  PhoneEvidence tokens_;
  LexiconWalk walk_;
  std::optional<LexiconWalk> entry_walk_;  // none: no list whose words have readings
  std::int32_t frames_;
  std::vector<WordPath> hypotheses_;
  std::vector<std::vector<std::int32_t>> ending_;  // hypotheses by end + 1
  std::vector<double> best_;                       // score of the best of them
  std::vector<std::vector<MatchedWord>> words_;      // by end + 1 of the hypothesis before
  std::vector<std::vector<MatchedWord>> entries_;    // likewise, spellings of the list
};

}  // namespace earmark
