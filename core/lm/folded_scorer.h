// N-grams of words in several cases, as n-grams of words in one.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "lm/ngram.h"

namespace earmark {

// A word has the probability of all its spellings together; the likeliest of them goes on in the history.
class FoldedScorer : public HistoryScorer {
 public:
  // folded: of every word of the cased model, its number in the other one.
  FoldedScorer(std::shared_ptr<const NgramModel> cased, const std::vector<WordId>& folded, WordId words);

  double score(const LmState& state, WordId word) const override;

 private:
  WordId likeliest(const LmState& state, WordId word) const;

  std::shared_ptr<const NgramModel> cased_;
  std::vector<std::vector<WordId>> spellings_;  // by word
};

}  // namespace earmark
