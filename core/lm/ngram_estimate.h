// Interpolated modified Kneser-Ney (Chen & Goodman, An empirical study of smoothing techniques, 1998).
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <vector>

#include "lm/ngram_counts.h"
#include "lm/ngram_trie.h"

namespace earmark {

struct Discounts {
  std::array<double, 4> by_count{};  // nothing is taken from 0, by_count[3] from 3 and more
  bool fallback = false;             // the counts of counts allow no estimate
  double of(double count) const { return by_count[count < 3.0 ? static_cast<std::size_t>(count) : 3]; }
};

// p(w | h) = (a(h w) - D(a(h w))) / sum_v a(h v) + g(h) p(w | h'),   h' = h without its oldest word,
// where a is the count for the highest order and for n-grams that begin a sentence, else the number of
// different words seen before the n-gram; g(h) gives back what the discounts took. Single words are
// interpolated with 1 / |words but <s>|. D1, D2, D3+ of each order come from counts of counts.
//
// Not all n-grams need be kept. The counts of those that are not go to g(h), and to a of their suffix:
// what is not kept is looked up there, so that the lower order has to be as the text is, not as what the
// higher order leaves over (Siivola, Hirsimäki & Virpioja, On growing and pruning Kneser-Ney smoothed
// n-gram models, 2007).
class NgramEstimator {
 public:
  explicit NgramEstimator(const NgramCounter& counts, std::vector<std::string> words);

  // Keeps n-grams of order n seen more than least[n - 1] times; must not decrease, so that whatever is
  // kept has its suffix and its context kept too.
  void keep_counts(const std::vector<std::uint64_t>& least);
  // Fills in probabilities and back-off weights of what keep_counts() kept; a second call changes nothing.
  void estimate();
  // Keeps the n-grams of `trie`, whether the text has them or not, and estimates them; after keep_counts(),
  // which estimates the discounts.
  void keep(const NgramTrie& trie);
  bool estimated() const { return estimated_; }

  const NgramTrie& trie() const { return trie_; }
  void release() {
    trie_ = {};
    estimated_ = false;
  }  // keep() is due after it
  double tokens() const { return static_cast<double>(counts_.tokens()); }
  const std::vector<Discounts>& discounts() const { return discounts_; }
  // How often the n-gram of a node was seen; by order (contexts only: not the highest) and node.
  const std::vector<std::vector<float>>& seen() const { return seen_; }

 private:
  struct Gram {
    NgramKey key;
    int length;
    std::uint64_t raw;       // as often as it was seen
    std::uint64_t standard;  // a, were all n-grams kept
    std::uint64_t adjusted;  // a
    bool kept;
  };
  using Keep = std::function<bool(const NgramKey&, int length, std::uint64_t raw)>;
  void for_each_gram(const Keep& keep, const std::function<void(const Gram&)>& visit) const;
  void sum_contexts();
  void interpolate();

  const NgramCounter& counts_;
  int order_;
  NgramTrie trie_;
  bool estimated_ = false;
  std::vector<Discounts> discounts_;
  std::vector<std::vector<float>> seen_;
  // By order of the context (0: none) and node: sum of a, and of what goes to the lower order.
  std::vector<std::vector<double>> mass_, given_;
};

}  // namespace earmark
