// An n-gram model being made: plain arrays, nothing packed.
#pragma once

#include <bit>
#include <cstdint>
#include <string>
#include <vector>

#include "lm/ngram_key.h"

namespace earmark {

// One order. Nodes are in suffix order: see NgramKey.
struct NgramLevel {
  std::vector<WordId> word;           // the oldest word of the n-gram
  std::vector<std::uint32_t> child;   // first node of the next level; one more at the end; last level: empty
  std::vector<float> prob;            // nats
  std::vector<float> backoff;         // nats; +0 means that the n-gram is no context
  std::size_t size() const { return word.size(); }
};

struct NgramTrie {
  static constexpr std::int64_t kAbsent = -1;

  std::vector<std::string> words;  // by id
  std::vector<NgramLevel> levels;  // levels[n - 1]: n-grams

  int order() const { return static_cast<int>(levels.size()); }
  // The node of the first `length` slots of `key`.
  std::int64_t find(const NgramKey& key, int length) const;
};

// +0 marks an n-gram that is no context; a context whose weight is 1 has -0.
inline bool is_context(float backoff) { return std::bit_cast<std::uint32_t>(backoff) != 0; }
inline float context_backoff(float backoff) { return backoff == 0.0F ? -0.0F : backoff; }

// Calls visit(key, node) for every n-gram of `order`, in suffix order.
template <typename Visit>
void for_each_ngram(const NgramTrie& trie, int order, Visit visit) {
  NgramKey key;
  const auto descend = [&](const auto& self, int level, std::uint32_t node) -> void {
    key.set(level, trie.levels[level].word[node]);
    if (level + 1 == order) return visit(static_cast<const NgramKey&>(key), node);
    const auto& child = trie.levels[level].child;
    for (std::uint32_t c = child[node]; c < child[node + 1]; ++c) self(self, level + 1, c);
  };
  for (std::uint32_t word = 0; word < trie.levels[0].size(); ++word) descend(descend, 0, word);
}

// Finds nodes of n-grams that come in suffix order: what the last search walked is not walked again.
class NgramFinder {
 public:
  explicit NgramFinder(const NgramTrie& trie) : trie_(trie) {}
  std::int64_t find(const NgramKey& key, int length);

 private:
  const NgramTrie& trie_;
  NgramKey key_;
  int known_ = 0;  // slots of key_ whose nodes are right
  std::int64_t nodes_[kMaxOrder] = {};
};

}  // namespace earmark
