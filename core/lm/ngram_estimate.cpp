#include "lm/ngram_estimate.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

#include "lm/ngram.h"

namespace earmark {

namespace {

constexpr std::array<double, 4> kFallback{0.0, 0.5, 1.0, 1.5};  // as KenLM's --discount_fallback
constexpr float kNeverPredicted = -99.0F * 2.302585093F;        // <s>, as all tools write it

// Chen & Goodman, equation 26; counts[k]: n-grams with a = k.
Discounts discounts_of(const std::array<std::uint64_t, 5>& counts) {
  Discounts out;
  const auto n = [&](int k) { return static_cast<double>(counts[k]); };
  const double y = n(1) / (n(1) + 2.0 * n(2));
  for (int k = 1; k <= 3; ++k) {
    out.by_count[k] = k - (k + 1) * y * n(k + 1) / n(k);
    if (!(out.by_count[k] > 0.0 && out.by_count[k] <= k)) out.fallback = true;  // NaN too
  }
  if (out.fallback) out.by_count = kFallback;
  return out;
}

int length_of(const NgramKey& key, int order) {
  for (int slot = 0; slot < order; ++slot) {
    if (key.word(slot) == kSentenceBegin) return slot + 1;
  }
  return order;
}

}  // namespace

NgramEstimator::NgramEstimator(const NgramCounter& counts, std::vector<std::string> words)
    : counts_(counts), order_(counts.order()) {
  trie_.words = std::move(words);
}

// One pass over the counts in suffix order gives the n-grams of all orders: those of one suffix are
// neighbours, and closing the suffix sums them up.
void NgramEstimator::for_each_gram(const Keep& keep, const std::function<void(const Gram&)>& visit) const {
  std::array<Gram, kMaxOrder + 1> open{};
  int depth = 0;  // open[1 .. depth] are being summed up
  const auto close = [&](int down_to) {
    for (; depth > down_to; --depth) {
      Gram& gram = open[depth];
      gram.kept = keep(gram.key, depth, gram.raw);
      if (depth > 1) {
        open[depth - 1].raw += gram.raw;
        open[depth - 1].standard += 1;
        open[depth - 1].adjusted += gram.kept ? 1 : gram.adjusted;
      }
      visit(gram);
    }
  };
  counts_.for_each([&](const NgramCount& record) {
    const int length = length_of(record.key, order_);
    int shared = 0;
    while (shared < depth && shared < length && open[depth].key.word(shared) == record.key.word(shared)) ++shared;
    close(shared);
    for (; depth < length; ++depth) open[depth + 1] = {record.key.suffix(depth + 1), depth + 1, 0, 0, 0, false};
    open[length].raw = open[length].standard = open[length].adjusted = record.count;
  });
  close(0);
}

void NgramEstimator::keep_counts(const std::vector<std::uint64_t>& least) {
  if (least.size() != static_cast<std::size_t>(order_) || !std::is_sorted(least.begin(), least.end())) {
    throw std::invalid_argument("keep_counts has " + std::to_string(least.size()) + " least counts, expected " +
                                std::to_string(order_) + " that do not decrease");
  }
  estimated_ = false;
  trie_.levels.assign(order_, {});
  seen_.assign(order_, {});
  NgramLevel& first = trie_.levels[0];
  for (std::size_t w = 0; w < trie_.words.size(); ++w) first.word.push_back(static_cast<WordId>(w));
  first.prob.assign(first.size(), 0.0F);
  seen_[0].assign(first.size(), 0.0F);
  seen_[0][kSentenceBegin] = static_cast<float>(counts_.sentences());
  std::vector<std::vector<std::uint32_t>> children(order_);  // kept, by node
  children[0].assign(first.size(), 0);
  std::array<std::uint32_t, kMaxOrder + 1> waiting{};  // kept n-grams of an order whose suffix is still open
  std::vector<std::array<std::uint64_t, 5>> counts_of_counts(order_);
  const Keep keep = [&](const NgramKey&, int n, std::uint64_t raw) { return n == 1 || raw > least[n - 1]; };
  for_each_gram(keep, [&](const Gram& gram) {
    const int n = gram.length;
    if (gram.standard < 5) ++counts_of_counts[n - 1][gram.standard];
    if (!gram.kept) return;
    NgramLevel& level = trie_.levels[n - 1];
    if (n == 1) {
      const WordId word = gram.key.word(0);
      level.prob[word] = static_cast<float>(gram.adjusted);
      seen_[0][word] = static_cast<float>(gram.raw);
      children[0][word] = waiting[2];
    } else {
      level.word.push_back(gram.key.word(n - 1));
      level.prob.push_back(static_cast<float>(gram.adjusted));
      if (n < order_) {
        seen_[n - 1].push_back(static_cast<float>(gram.raw));
        children[n - 1].push_back(waiting[n + 1]);
      }
      ++waiting[n];
    }
    if (n < order_) waiting[n + 1] = 0;
  });
  discounts_.clear();
  for (int n = 1; n <= order_; ++n) {
    discounts_.push_back(discounts_of(counts_of_counts[n - 1]));
    if (n == order_) break;
    NgramLevel& level = trie_.levels[n - 1];
    level.child.assign(1, 0);
    for (const std::uint32_t c : children[n - 1]) level.child.push_back(level.child.back() + c);
    std::vector<std::uint32_t>().swap(children[n - 1]);
  }
}

void NgramEstimator::keep(const NgramTrie& trie) {
  if (discounts_.empty()) throw std::invalid_argument("keep comes after keep_counts, which estimates the discounts");
  if (trie.order() != order_) throw std::invalid_argument("the n-grams to keep are of another order than the counts");
  estimated_ = false;
  trie_ = {trie.words, {}};
  for (const NgramLevel& level : trie.levels) {
    trie_.levels.push_back({level.word, level.child, std::vector<float>(level.size(), 0.0F), {}});
  }
  seen_.assign(order_, {});
  for (int n = 1; n < order_; ++n) seen_[n - 1].assign(trie_.levels[n - 1].size(), 0.0F);
  if (order_ > 1) seen_[0][kSentenceBegin] = static_cast<float>(counts_.sentences());
  NgramFinder nodes(trie_);
  std::int64_t node = NgramTrie::kAbsent;
  const Keep keep = [&](const NgramKey& key, int n, std::uint64_t) { return (node = nodes.find(key, n)) >= 0; };
  for_each_gram(keep, [&](const Gram& gram) {
    if (!gram.kept) return;
    trie_.levels[gram.length - 1].prob[node] = static_cast<float>(gram.adjusted);
    if (gram.length < order_) seen_[gram.length - 1][node] = static_cast<float>(gram.raw);
  });
  estimate();
}

void NgramEstimator::estimate() {
  if (trie_.levels.empty()) throw std::invalid_argument("estimate comes after keep_counts");
  if (estimated_) return;  // the counts in the levels have become probabilities
  sum_contexts();
  interpolate();
  estimated_ = true;
}

void NgramEstimator::sum_contexts() {
  mass_.assign(order_, {});
  given_.assign(order_, {});
  for (int n = 1; n <= order_; ++n) {
    const std::size_t contexts = n == 1 ? 1 : trie_.levels[n - 2].size();
    mass_[n - 1].assign(contexts, 0.0);
    given_[n - 1].assign(contexts, 0.0);
    if (n > 1) trie_.levels[n - 2].backoff.assign(contexts, 0.0F);
  }
  NgramFinder nodes(trie_);
  std::vector<NgramFinder> contexts(order_ + 1, NgramFinder(trie_));
  const Keep keep = [&](const NgramKey& key, int n, std::uint64_t) { return nodes.find(key, n) >= 0; };
  for_each_gram(keep, [&](const Gram& gram) {
    const int n = gram.length;
    const std::int64_t context = n == 1 ? 0 : contexts[n].find(gram.key.context(n), n - 1);
    if (context == NgramTrie::kAbsent) return;
    const auto a = static_cast<double>(gram.adjusted);
    mass_[n - 1][context] += a;
    given_[n - 1][context] += gram.kept ? discounts_[n - 1].of(a) : a;
    if (gram.kept && n > 1) trie_.levels[n - 2].backoff[context] = 1.0F;  // it is a context
  });
}

void NgramEstimator::interpolate() {
  for (int n = 1; n <= order_; ++n) {
    NgramLevel& level = trie_.levels[n - 1];
    const auto& mass = mass_[n - 1];
    const auto& given = given_[n - 1];
    NgramFinder contexts(trie_), suffixes(trie_);
    const double uniform = 1.0 / static_cast<double>(trie_.words.size() - 1);
    for_each_ngram(trie_, n, [&](const NgramKey& key, std::uint32_t node) {
      const std::int64_t context = n == 1 ? 0 : contexts.find(key.context(n), n - 1);
      const std::int64_t suffix = n == 1 ? 0 : suffixes.find(key, n - 1);
      if (context < 0 || suffix < 0) throw std::invalid_argument("an n-gram is kept without its context or its suffix");
      const double lower = n == 1 ? uniform : std::exp(trie_.levels[n - 2].prob[suffix]);
      const double a = level.prob[node];
      const double own = a - discounts_[n - 1].of(a);
      const double p = mass[context] > 0.0 ? (own + given[context] * lower) / mass[context] : lower;
      level.prob[node] = static_cast<float>(std::log(p));
    });
    if (n == 1) level.prob[kSentenceBegin] = kNeverPredicted;
    if (n > 1) {
      auto& backoff = trie_.levels[n - 2].backoff;
      for (std::size_t c = 0; c < backoff.size(); ++c) {
        if (is_context(backoff[c]) && mass[c] > 0.0) backoff[c] = context_backoff(static_cast<float>(std::log(given[c] / mass[c])));
      }
    }
    std::vector<double>().swap(mass_[n - 1]);
    std::vector<double>().swap(given_[n - 1]);
  }
}

}  // namespace earmark
