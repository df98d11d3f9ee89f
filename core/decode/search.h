// CTC prefix beam search with list entries paid on the way.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "ctc/emissions.h"
#include "bias/context_graph.h"
#include "decode/verifier.h"
#include "lm/word_lm.h"
#include "bias/bias_index.h"
#include "decode/options.h"
#include "phones/phone_lexicon.h"
#include "decode/word_table.h"

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
// without anything pending: a boost that may yet be refunded drives nobody out by the threshold.
//
// The state of a prefix is (p_blank, p_nonblank), each a sum over alignments in the log semiring.
// Words end where the next token starts a word. A language model scores a word there, whatever tokens
// spell it; while the word is open the most that any word beginning so may score stands in for it.
//
// Where the model has both, a second pass follows: the words of the best hypotheses and the words that the
// phones propose go through WordSearch, and every token sequence that either pass has found is scored by the
// formula above once more, exactly, with weights of its own (second_pass): what a beam must not trust too much
// while words are half spelt may decide between whole hypotheses.
//
// With a list and a guard, the audio is searched without the list first. What that finds competes with what the
// list makes of the audio, however many entries crowd the beam; entries are weighed against it; and where the
// guard leaves no entry that it does not hold too, it is what is written: a list of which nothing is written
// changes nothing.

// One utterance to search; the arrays and the index are the caller's.
struct Utterance {
  Emissions emissions;                 // (T, V), perhaps biased towards the list by an adapter
  Emissions unbiased;                  // (T, V), without the list: for confidences and verification
  Emissions phones{};                  // (T', columns of the phone head); without columns: none
  std::optional<Attention> attention{};  // of that adapter
  const BiasIndex* index = nullptr;    // null: no list
};

class Search {
 public:
  // word_lm, phone_lexicon: may be null.
  Search(std::shared_ptr<const TokenTable> table, Options options,
             std::shared_ptr<const WordLm> word_lm, std::shared_ptr<const PhoneLexicon> phone_lexicon);

  // Hypotheses of one utterance, best first, at most `nbest` and at least one.
  // Throws std::invalid_argument where the utterance or its list does not fit the model.
  std::vector<Hypothesis> search(const Utterance& utterance, std::int32_t nbest) const;

  // The result of search() for each utterance, whatever the number of threads.
  std::vector<std::vector<Hypothesis>> search_batch(std::span<const Utterance> batch, std::int32_t nbest,
                                                    std::size_t threads) const;

  const TokenTable& table() const { return *table_; }
  std::int32_t tokens() const { return table_->size(); }

 private:
  // One utterance and what it is searched for.
  struct Task {
    Emissions searched;   // at the search's temperature
    Emissions unbiased;   // as they came
    Emissions compared;   // unbiased, at the search's temperature
    const BiasIndex* index;      // null: no list
    const BiasIndex* listed;     // null: none, or no language model
    const Emissions* phones;     // null: none
    const Attention* attention;  // null: no adapter
  };

  struct Undoing {
    std::vector<std::size_t> hits;  // whose rivals stand there now; empty: none could be undone
    Hypothesis path;
  };

  void check(const Utterance& utterance) const;
  void check_phones(const Emissions& phones) const;
  void check(const Attention& attention, std::int32_t frames, const BiasIndex* index) const;
  void check(const BiasIndex& index) const;
  bool twice(const Task& task) const;
  std::vector<Hypothesis> best_of(const Task& task, std::int32_t nbest, std::span<const Hypothesis> plain) const;
  std::vector<Hypothesis> second_pass(const Task& task, std::vector<Hypothesis> first, std::int32_t nbest, bool lexicon) const;
  std::vector<Hypothesis> scored(const Task& task, const Options& options, std::span<const std::vector<Token>> sequences,
                           std::int32_t nbest) const;
  Undoing undo(const Task& task, const Options& options, const Hypothesis& path, std::span<const std::size_t> failed) const;
  std::vector<Hypothesis> without_list(const Task& task) const;
  void drop_suppressed(const Task& task, std::vector<Hypothesis>& paths) const;
  bool write(const Task& task, const Options& options, const std::vector<Token>& tokens,
             std::vector<Hypothesis>& paths) const;
  void keep_what_was_said(const Task& task, std::vector<Hypothesis> plain, std::vector<Hypothesis>& paths) const;
  void weigh(const Task& task, Hypothesis& path, std::span<const Hypothesis> others) const;
  bool fails(const Task& task, const Hit& hit) const;

  std::shared_ptr<const TokenTable> table_;
  Options options_;
  Options final_;  // of the second pass
  std::shared_ptr<const WordLm> word_lm_;
  std::shared_ptr<const PhoneLexicon> phone_lexicon_;
  std::unique_ptr<const WordModel> word_model_;  // null: no second pass
  std::unique_ptr<const Verifier> verifier_;           // null: whatever is found is kept
};

}  // namespace earmark
