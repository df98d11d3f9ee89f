// CTC prefix beam search with list entries, a word LM and phone evidence.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "decode/corrector.h"
#include "decode/ending_choice.h"
#include "decode/first_pass.h"
#include "decode/options.h"
#include "decode/results.h"
#include "decode/search_model.h"
#include "decode/second_pass.h"
#include "decode/utterance.h"
#include "decode/verification.h"

namespace earmark {

// Finds the token sequences y with the greatest
//
//   score(y) = log p_ctc(y | x) + boost(y) + words(y) + phones(y)
//   log p_ctc(y | x) = log sum over alignments a of y of prod_t p_t(a_t)
//   boost(y) = sum over complete entries e in y of w_e * sum over tokens i of e of unit_i
//
//   adaptive:  unit_i = lambda * min(cap, gap_i) + bonus if y_i is within reach, else 0
//              gap_i = log p_t(top) - log p_t(y_i) at the frame t where the best alignment of y
//              emits token i; top is the frame's best token other than the blank; within reach:
//              at most `reach` below the frame's best token, blank included
//   static:    unit_i = reward
//   w_e < 0:   unit_i = penalty in both modes
//
//   words(y) = alpha * ln p_lm(words of y, sentence end) + beta * |words of y|, 0 without a language model
//              (WordScorer: unknown words, listed entries as a class)
//   phones(y) = gamma * ln of how well the pronunciations of y's words fit the phone emissions (PhoneEvidence),
//              0 without pronunciations; as each word ends for the words so far, finally for all of the audio
//
// With a language model, p_t is the emissions' p_t^(1/temperature), the blank's divided by exp(blank_penalty)
// before, normalised: CTC models are surer than they are right, of the blank above all, and their word against
// the language model's has to be weighed frame by frame. The phone emissions have a temperature of their own.
//
// log p_ctc is never boosted. While a hypothesis competes, entries that it has begun and may still
// complete count too ("pending", see BoostTracker); what does not complete is refunded. A hypothesis is
// dropped when `beam` others rank above it, or when it falls beam_threshold below the best score
// without anything pending: a boost that may yet be refunded drives no other out by the threshold.
//
// The state of a prefix is (p_blank, p_nonblank), each a sum over alignments in the log semiring.
// Words end where the next token starts a word. A language model scores a word there, whatever tokens
// spell it; while the word is open the most that any word beginning so may score stands in for it.
//
// Three parts: FirstPass searches tokens by this formula. SecondPass, where the model has a word LM and phones,
// searches words and scores both passes' hypotheses by the formula again, with weights of its own. Verification, with
// a list, compares the entries of the best hypothesis with their alternatives. With verification the audio is searched
// without the list too: that result competes with what the list makes of the audio, however many entries crowd the
// beam, and where verification leaves no entry that it does not hold too, it is the result: a list of which nothing is
// written changes nothing. EndingChoice then writes each entry with the ending that it was said with.
//
// A search may have another one for ordinary words, as where phones run beside a model that they know nothing of: that
// one searches without the list, its words stand around the entries, and this one decides on entries alone.
// Immutable: any number of threads may share one. SearchSession runs it block by block.
class Search {
 public:
  // ordinary: of the same tokens, for ordinary words; null: this one.
  // Throws std::invalid_argument for options out of range.
  Search(SearchModel model, const Options& options, std::shared_ptr<const Search> ordinary = nullptr);

  // Hypotheses of one utterance, best first, at most `nbest` and at least one: a session of one block.
  // Throws std::invalid_argument where the utterance or its list does not fit the model.
  std::vector<Hypothesis> search(const Utterance& utterance, std::int32_t nbest) const;
  // The result of search() for each utterance, whatever the number of threads.
  std::vector<std::vector<Hypothesis>> search_batch(std::span<const Utterance> batch, std::int32_t nbest,
                                                    std::size_t threads) const;

  const SearchModel& model() const { return model_; }
  const Options& options() const { return options_; }
  FirstPass first_pass(const PassInput& input) const;
  // The entries of the list among `given` words, which stay as they are between them; the words alone, aligned, where
  // the utterance has no list or the search no verification. None where the audio has no room for the words. Entries
  // stay from `threshold` nats of log-odds on.
  // Throws as search().
  std::optional<Corrected> correct(const Utterance& utterance, std::span<const Token> given, double threshold) const;
  // The result of correct() for each utterance, whatever the number of threads.
  std::vector<std::optional<Corrected>> correct_batch(std::span<const Utterance> batch,
                                                      std::span<const std::vector<Token>> given, double threshold,
                                                      std::size_t threads) const;
  // All passes. first: a first pass over all of the input with its list, where it has been run already.
  std::vector<Hypothesis> decode(const PassInput& input, std::int32_t nbest, FirstPass* first) const;

 private:
  std::vector<Hypothesis> passes(const PassInput& input, std::int32_t nbest, std::span<const Hypothesis> unlisted,
                                 FirstPass& first) const;
  std::vector<Hypothesis> without_list(const PassInput& input, std::int32_t nbest) const;
  void cross(const PassInput& input, const Options& options, std::span<const Hypothesis> unlisted,
             std::vector<Hypothesis>& found) const;
  void take_ordinary(std::vector<Hypothesis> ordinary, std::vector<Hypothesis>& found) const;
  bool twice(const PassInput& input) const { return second_pass_ && SecondPass::applies(input); }

  SearchModel model_;
  Options options_;  // of the first pass
  std::shared_ptr<const Search> ordinary_;
  std::optional<SecondPass> second_pass_;
  std::optional<Verification> verification_;
  std::optional<EndingChoice> ending_choice_;
  std::optional<Corrector> corrector_;
};

}  // namespace earmark
