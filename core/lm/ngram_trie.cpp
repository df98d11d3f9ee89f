#include "lm/ngram_trie.h"

#include <algorithm>

namespace earmark {

namespace {

std::int64_t find_child(const NgramTrie& trie, int level, std::int64_t node, WordId word) {
  const auto& words = trie.levels[level + 1].word;
  const auto begin = words.begin() + trie.levels[level].child[node];
  const auto end = words.begin() + trie.levels[level].child[node + 1];
  const auto found = std::lower_bound(begin, end, word);
  return found == end || *found != word ? NgramTrie::kAbsent : found - words.begin();
}

}  // namespace

std::int64_t NgramTrie::find(const NgramKey& key, int length) const {
  std::int64_t node = key.word(0);
  for (int level = 0; node != kAbsent && level + 1 < length; ++level) {
    node = find_child(*this, level, node, key.word(level + 1));
  }
  return node;
}

std::int64_t NgramFinder::find(const NgramKey& key, int length) {
  int shared = 0;
  while (shared < std::min(known_, length) && key.word(shared) == key_.word(shared)) ++shared;
  for (int slot = shared; slot < length; ++slot) {
    key_.set(slot, key.word(slot));
    if (slot == 0) {
      nodes_[0] = key.word(0);
    } else if (nodes_[slot - 1] == NgramTrie::kAbsent) {
      nodes_[slot] = NgramTrie::kAbsent;
    } else {
      nodes_[slot] = find_child(trie_, slot - 1, nodes_[slot - 1], key.word(slot));
    }
  }
  if (shared < length) known_ = length;
  return nodes_[length - 1];
}

}  // namespace earmark
