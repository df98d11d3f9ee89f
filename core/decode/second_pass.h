// Second pass: the search over words, and the exact scores of what it and the first pass found.
#pragma once

#include <cstdint>
#include <vector>

#include "decode/options.h"
#include "decode/results.h"
#include "decode/search_model.h"
#include "decode/utterance.h"
#include "decode/word_table.h"

namespace earmark {

// The words of the first pass' hypotheses and the words that the phones propose go through WordSearch; every token
// sequence that either has found is then scored by the search's formula once more, exactly, with weights of its own
// (options.second_pass): what a beam must not trust too much while words are half spelt may decide between whole
// hypotheses. Immutable.
class SecondPass {
 public:
  // The model has word_lm and phone_lexicon. options: of the first pass.
  SecondPass(const SearchModel& model, const Options& options);

  static bool configured(const SearchModel& model, const Options& options);
  static bool applies(const PassInput& input);

  // Options of its scores.
  const Options& options() const { return options_; }

  // first: hypotheses of the first pass. lexicon: its words are proposed too, not only those of the first
  // hypotheses and of the list.
  std::vector<Hypothesis> run(const PassInput& input, std::vector<Hypothesis> first, std::int32_t nbest,
                              bool lexicon) const;

 private:
  SearchModel model_;
  Options options_;
  double lm_gain_;  // weight of the language model, as a multiple of the first pass'
  WordModel words_;
};

}  // namespace earmark
