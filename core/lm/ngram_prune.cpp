#include "lm/ngram_prune.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "lm/ngram_pack.h"

namespace earmark {

NgramPruner::NgramPruner(const NgramTrie& trie, const std::vector<std::vector<float>>& seen, double tokens)
    : trie_(trie), cost_(trie.order()) {
  if (trie.order() == 0 || seen.size() + 1 < static_cast<std::size_t>(trie.order())) {
    throw std::invalid_argument("there are no estimates to prune: estimate first");
  }
  for (int n = 2; n <= trie.order(); ++n) rate(n, seen[n - 2], tokens);
  pass_on();
}

void NgramPruner::rate(int n, const std::vector<float>& seen, double tokens) {
  const NgramLevel& level = trie_.levels[n - 1];
  const NgramLevel& shorter = trie_.levels[n - 2];
  std::vector<double> sum(shorter.size(), 0.0), lower(shorter.size(), 0.0);  // over the n-grams of a context
  std::vector<std::uint32_t> context_of(level.size());
  NgramFinder contexts(trie_), suffixes(trie_);
  for_each_ngram(trie_, n, [&](const NgramKey& key, std::uint32_t node) {
    const auto context = contexts.find(key.context(n), n - 1);
    context_of[node] = static_cast<std::uint32_t>(context);
    sum[context] += std::exp(level.prob[node]);
    lower[context] += std::exp(shorter.prob[suffixes.find(key, n - 1)]);
  });
  cost_[n - 1].resize(level.size());
  for_each_ngram(trie_, n, [&](const NgramKey& key, std::uint32_t node) {
    const std::uint32_t context = context_of[node];
    const double log_low = shorter.prob[suffixes.find(key, n - 1)], log_p = level.prob[node];
    const double p = std::exp(log_p), rest = std::max(1e-12, 1.0 - sum[context]);
    const double log_backoff = std::log((rest + p) / std::max(1e-12, 1.0 - lower[context] + std::exp(log_low)));
    const double change = p * (log_p - log_low - log_backoff) + rest * (shorter.backoff[context] - log_backoff);
    cost_[n - 1][node] = static_cast<float>(seen[context] / tokens * change);
  });
}

// What others need stays as long as they do.
void NgramPruner::pass_on() {
  for (int n = trie_.order(); n > 2; --n) {
    auto& shorter = cost_[n - 2];
    NgramFinder contexts(trie_), suffixes(trie_);
    for_each_ngram(trie_, n, [&](const NgramKey& key, std::uint32_t node) {
      const float cost = cost_[n - 1][node];
      for (const auto needed : {contexts.find(key.context(n), n - 1), suffixes.find(key, n - 1)}) {
        shorter[needed] = std::max(shorter[needed], cost);
      }
    });
  }
}

NgramTrie NgramPruner::keep(double threshold) const {
  NgramTrie out;
  out.words = trie_.words;
  out.levels.resize(trie_.order());
  out.levels[0] = trie_.levels[0];
  for (int n = 2; n <= trie_.order(); ++n) {
    const NgramLevel& from = trie_.levels[n - 1];
    const NgramLevel& parents = trie_.levels[n - 2];
    NgramLevel& to = out.levels[n - 1];
    const auto kept = [&](int order, std::size_t node) { return order == 1 || cost_[order - 1][node] >= threshold; };
    auto& child = out.levels[n - 2].child;
    child.clear();
    for (std::size_t parent = 0; parent < parents.size(); ++parent) {
      if (kept(n - 1, parent)) child.push_back(static_cast<std::uint32_t>(to.size()));
      for (std::uint32_t c = parents.child[parent]; c < parents.child[parent + 1]; ++c) {
        if (!kept(n, c)) continue;
        to.word.push_back(from.word[c]);
        to.prob.push_back(from.prob[c]);
        if (n < trie_.order()) to.backoff.push_back(from.backoff[c]);
      }
    }
    child.push_back(static_cast<std::uint32_t>(to.size()));
  }
  return out;
}

std::uint64_t NgramPruner::packed_bytes(double threshold, std::uint32_t bits) const {
  std::vector<std::uint64_t> counts{trie_.words.size()};
  for (int n = 2; n <= trie_.order(); ++n) {
    counts.push_back(static_cast<std::uint64_t>(std::count_if(
        cost_[n - 1].begin(), cost_[n - 1].end(), [&](float cost) { return cost >= threshold; })));
  }
  return packed_size(trie_.words, counts, bits);
}

double NgramPruner::threshold_for(std::uint64_t bytes, std::uint32_t bits) const {
  if (packed_bytes(-1e9, bits) <= bytes) return -1e9;
  double low = std::log(1e-20), high = 0.0;
  for (int round = 0; round < 40; ++round) {
    const double middle = (low + high) / 2;
    (packed_bytes(std::exp(middle), bits) <= bytes ? high : low) = middle;
  }
  return std::exp(high);
}

}  // namespace earmark
