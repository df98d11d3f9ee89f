// What the search needs to know of a language model before any audio comes.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "lm/ngram.h"

namespace earmark {

// Words first..last-1 of the model agree in their first `depth` bytes.
struct WordRange {
  WordId first = 0, last = 0;
  std::int32_t depth = 0;

  bool empty() const { return first >= last; }
};

// A language model of words. Immutable.
//
// The model's words are numbered in the order of their spelling, so that a partial word, whichever
// tokens it is made of, is a range of numbers: looking ahead needs no lexicon tree.
class WordLm {
 public:
  explicit WordLm(std::shared_ptr<const NgramModel> model);

  const NgramModel& model() const { return *model_; }
  WordRange all() const { return {model_->first_word(), model_->words(), 0}; }
  // Words of the range that go on with `more`.
  WordRange narrow(WordRange range, std::string_view more) const;
  // The word spelt in full by what the range shares, kUnknownWord if there is none.
  WordId complete(WordRange range) const;
  // The greatest unigram log-probability in the range, log zero when it is empty.
  double best(WordRange range) const;
  // The class of words that the model was trained without: where one of them is likely.
  WordId rare_class() const { return rare_class_; }

 private:
  static constexpr WordId kBlock = 64;  // words that share one entry of block_best_

  std::shared_ptr<const NgramModel> model_;
  std::vector<float> block_best_;
  WordId rare_class_;
};

}  // namespace earmark
