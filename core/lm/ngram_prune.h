// Entropy pruning (Stolcke, Entropy-based pruning of backoff language models, 1998).
#pragma once

#include <cstdint>
#include <vector>

#include "lm/ngram_trie.h"

namespace earmark {

// What leaving out an n-gram h w costs, the others left as they are, in nats a word of running text:
//   p(h) (p(w|h) (ln p(w|h) - ln p'(w|h)) + (1 - sum_v p(v|h)) (ln g(h) - ln g'(h)))
// where p' and g' are the model without it. p(h) comes from how often h was seen and not from the model:
// Kneser-Ney's lower orders do not predict histories (Chelba et al., Study on interaction between entropy
// pruning and Kneser-Ney smoothing, 2010).
class NgramPruner {
 public:
  // `seen`: by order of context and node; `tokens`: words of the text.
  NgramPruner(const NgramTrie& trie, const std::vector<std::vector<float>>& seen, double tokens);

  // The n-grams that cost at least `threshold`, and all that those need: suffixes and contexts.
  NgramTrie keep(double threshold) const;
  // The least threshold whose model, packed with `bits`, fits into `bytes`.
  double threshold_for(std::uint64_t bytes, std::uint32_t bits) const;
  std::uint64_t packed_bytes(double threshold, std::uint32_t bits) const;

 private:
  void rate(int order, const std::vector<float>& seen, double tokens);
  void pass_on();

  const NgramTrie& trie_;
  std::vector<std::vector<float>> cost_;  // by order and node; single words: none
};

}  // namespace earmark
