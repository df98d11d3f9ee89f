#include "lm/ngram_mix.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace earmark {

namespace {

constexpr double kLeast = 1e-12;  // probability left over, or rounding takes it below zero

struct Pair {
  std::int64_t a, b;  // nodes of the same n-gram; NgramTrie::kAbsent
};

}  // namespace

NgramTrie unite(const NgramTrie& a, const NgramTrie& b) {
  NgramTrie out;
  out.words = a.words;
  out.levels.resize(a.levels.size());
  out.levels[0].word = a.levels[0].word;
  std::vector<Pair> now, next;
  for (std::size_t w = 0; w < a.words.size(); ++w) now.push_back({static_cast<std::int64_t>(w), static_cast<std::int64_t>(w)});
  for (std::size_t n = 0; n + 1 < a.levels.size(); ++n) {
    const auto children = [n](const NgramTrie& trie, std::int64_t node) -> std::pair<std::uint32_t, std::uint32_t> {
      if (node == NgramTrie::kAbsent) return {0, 0};
      return {trie.levels[n].child[node], trie.levels[n].child[node + 1]};
    };
    auto& child = out.levels[n].child;
    auto& word = out.levels[n + 1].word;
    for (const Pair& pair : now) {
      child.push_back(static_cast<std::uint32_t>(word.size()));
      auto [i, i_end] = children(a, pair.a);
      auto [j, j_end] = children(b, pair.b);
      while (i < i_end || j < j_end) {
        const WordId x = i < i_end ? a.levels[n + 1].word[i] : kMostWords;
        const WordId y = j < j_end ? b.levels[n + 1].word[j] : kMostWords;
        word.push_back(std::min(x, y));
        next.push_back({x <= y ? std::int64_t{i++} : NgramTrie::kAbsent, y <= x ? std::int64_t{j++} : NgramTrie::kAbsent});
      }
    }
    child.push_back(static_cast<std::uint32_t>(word.size()));
    now = std::move(next);
    next.clear();
  }
  return out;
}

void renormalise(NgramTrie& trie) {
  for (int n = 2; n <= trie.order(); ++n) {
    NgramLevel& shorter = trie.levels[n - 2];
    std::vector<double> sum(shorter.size(), 0.0), lower(shorter.size(), 0.0);
    NgramFinder contexts(trie), suffixes(trie);
    for_each_ngram(trie, n, [&](const NgramKey& key, std::uint32_t node) {
      const auto context = contexts.find(key.context(n), n - 1);
      sum[context] += std::exp(trie.levels[n - 1].prob[node]);
      lower[context] += std::exp(shorter.prob[suffixes.find(key, n - 1)]);
    });
    shorter.backoff.assign(shorter.size(), 0.0F);
    for (std::size_t c = 0; c < shorter.size(); ++c) {
      if (sum[c] == 0.0) continue;
      const double weight = std::log(std::max(kLeast, 1.0 - sum[c]) / std::max(kLeast, 1.0 - lower[c]));
      shorter.backoff[c] = context_backoff(static_cast<float>(weight));
    }
  }
}

NgramMixture::NgramMixture(NgramTrie ngrams) : trie_(std::move(ngrams)) {
  for (const NgramLevel& level : trie_.levels) {
    sums_.emplace_back(level.size(), 0.0);
    seen_.emplace_back(&level == &trie_.levels.back() ? 0 : level.size(), 0.0F);
  }
}

void NgramMixture::add(const NgramEstimator& part, double weight) {
  const auto same_size = [](const NgramLevel& a, const std::vector<double>& sums) { return a.size() == sums.size(); };
  if (!part.estimated() || !std::equal(part.trie().levels.begin(), part.trie().levels.end(), sums_.begin(), sums_.end(), same_size)) {
    throw std::invalid_argument("a mixture adds estimates of its own n-grams only: keep them in the estimator first");
  }
  for (std::size_t n = 0; n < sums_.size(); ++n) {
    const auto& prob = part.trie().levels[n].prob;
    for (std::size_t i = 0; i < prob.size(); ++i) sums_[n][i] += weight * std::exp(static_cast<double>(prob[i]));
    for (std::size_t i = 0; i < seen_[n].size(); ++i) {
      seen_[n][i] += static_cast<float>(weight * part.seen()[n][i] / part.tokens());
    }
  }
}

void NgramMixture::finish() {
  if (sums_.empty()) throw std::invalid_argument("the mixture is finished already");
  for (std::size_t n = 0; n < sums_.size(); ++n) {
    auto& prob = trie_.levels[n].prob;
    prob.clear();
    for (const double sum : sums_[n]) prob.push_back(static_cast<float>(std::log(sum)));
    std::vector<double>().swap(sums_[n]);
  }
  sums_.clear();
  renormalise(trie_);
}

}  // namespace earmark
