// Several models in one: linear interpolation over shared n-grams.
#pragma once

#include <vector>

#include "lm/ngram_estimate.h"
#include "lm/ngram_trie.h"

namespace earmark {

// The n-grams of both (words are the same); probabilities are left empty.
NgramTrie unite(const NgramTrie& a, const NgramTrie& b);

// Makes every context's back-off weight what its probabilities leave: sums over all words become 1.
void renormalise(NgramTrie& trie);

// p(w | h) = sum_d weight_d p_d(w | h) for every n-gram of a given set, back-off weights by
// normalisation (as SRILM's static mixing does, Stolcke 2002). Each p_d has been estimated over that
// set, so that all speak of the same nodes.
class NgramMixture {
 public:
  explicit NgramMixture(NgramTrie ngrams);
  void add(const NgramEstimator& part, double weight);  // after estimate(); weights sum up to 1
  void finish();

  NgramTrie& trie() { return trie_; }
  // Share of the text's positions that follow the n-gram, by order and node, as NgramEstimator::seen.
  const std::vector<std::vector<float>>& seen() const { return seen_; }

 private:
  NgramTrie trie_;
  std::vector<std::vector<double>> sums_;  // of weighted probabilities
  std::vector<std::vector<float>> seen_;
};

}  // namespace earmark
