// Verifier: the log-odds that a list entry was spoken, from its evidence without the list.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "decode/alternatives.h"
#include "decode/options.h"
#include "decode/results.h"
#include "decode/search_model.h"
#include "decode/utterance.h"

namespace earmark {

// Logistic regression (confidence measures: Jiang 2005, "Confidence measures for speech recognition: A survey"):
//
//   log_odds = bias + phones * P + lm * W + phone_match * M / n + confidence * C + length * min(n, 12)
//              - confusability * c - list_size * ln(max(K, 1000) / 1000) - short_list * ln(min(K, 1000) / 1000)
//              + rarity * R + weight * ln(w) + (named or spelled + context * X, as its display is)
//              + attention * (a - 1/2), where an adapter looked for the entry
//
// P and W are the entry's phone evidence and language model less those of its best alternative, the entry's words as
// ordinary words; M the score of its n phones below the best path of the phone emissions; C the mean log confidence of
// its tokens; c its similarity to a common word; a the adapter's mean attention; w its weight. X is how much the words
// around speak for a name, R how much the language model prefers a rare word to the alternative in this sentence. The
// more entries K a list has, the less likely is each, and the more of them match by chance.
//
// The sentence alone decides whether a name was said where it sounds exactly like its alternative, as "Wright" and
// "right" do, or is spelt like it and the search without the list finds it too:
//
//   log_odds = homophone_bias + homophone_context * X + homophone_rarity * R + weight * ln(w)
//
// Immutable.
class Verifier {
 public:
  // options: the search's, with the weights of the pass that compares.
  Verifier(const SearchModel& model, const Options& options);

  const Writing& writing() const { return writing_; }

  // Gives every hit of the hypothesis its frames and its verdict, and the hypothesis its confidences. others: where
  // alternatives are looked for.
  // reach: as for alternatives_of().
  void verify(const PassInput& input, std::span<const Hypothesis> others, Hypothesis& hypothesis,
              std::int32_t reach = kNone) const;
  // Whether the sentence speaks for a hit against the same words as ordinary ones. Hits that it speaks against get that
  // verdict, and those that are verified by nothing else, as the search without the list has their words.
  bool is_entry(const PassInput& input, const Hypothesis& hypothesis, bool stands, Hit& hit) const;

 private:
  void compare(const PassInput& input, std::span<const Hypothesis> others, Hypothesis& hypothesis,
               std::int32_t reach) const;
  std::vector<std::string> texts_of(const Hypothesis& hypothesis, const Hit& hit) const;
  void read_sentence(const PassInput& input, Hypothesis& hypothesis) const;
  bool is_homophone(const PassInput& input, const Hypothesis& hypothesis, const Hit& hit,
                    std::span<const std::string> others) const;
  double by_sentence(const PassInput& input, const Hit& hit, const Verdict& verdict) const;
  double cost_of_ending(const Hypothesis& hypothesis, const Hit& hit) const;
  std::string last_word(const Hypothesis& hypothesis, const Hit& hit) const;
  bool is_ambiguous(const PassInput& input, const Hypothesis& hypothesis, const Hit& hit) const;
  void match_phones(const PassInput& input, Hypothesis& hypothesis) const;
  double log_odds(const PassInput& input, const Hit& hit, std::span<const float> confidences) const;

  SearchModel model_;
  Writing writing_;
  Options options_;  // without the list, exact
};

}  // namespace earmark
