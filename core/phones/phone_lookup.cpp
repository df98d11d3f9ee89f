#include "phones/phone_lookup.h"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <tuple>

namespace earmark {

namespace {

constexpr std::int32_t kLongest = 1000;  // phones of a reading: the walk down the tree goes a call deeper at each
constexpr double kRounding = 1e-4;  // sums of a few dozen single-precision costs

void check(const EditCosts& costs, std::span<const std::int32_t> ends, std::size_t doubtful, std::int32_t greatest) {
  costs.check();
  if (doubtful != ends.size()) {
    throw std::invalid_argument(std::to_string(ends.size()) + " words came with " + std::to_string(doubtful) +
                                " doubts");
  }
  std::int32_t before = 0;
  for (const std::int32_t end : ends) {
    if (end < before || end > costs.observed) {
      throw std::invalid_argument("a word ends at phone " + std::to_string(end) + " of " +
                                  std::to_string(costs.observed) + ", after one that ends at " + std::to_string(before));
    }
    before = end;
  }
  if (greatest >= costs.phones) {
    throw std::invalid_argument("an entry has phone " + std::to_string(greatest) + ", costs are known of " +
                                std::to_string(costs.phones));
  }
}

}  // namespace

// The costs of the phones down to a node against the first g observed phones, g = begin .. end - 1; the others are
// more than the node can afford.
struct PhoneLookup::Row {
  std::int32_t begin = 0, end = 0;
  std::vector<float> costs;  // by g

  bool has(std::int32_t g) const { return g >= begin && g < end; }
};

// One walk, of the spans that begin at one word.
struct PhoneLookup::Walk {
  const EditCosts& costs;
  double budget;
  std::int32_t word, begin;            // the first word, and its first observed phone
  std::span<const std::int32_t> ends;  // of the spans, in observed phones
  std::int32_t doubtful;               // spans shorter than this have no doubtful word
  std::vector<Row> rows;               // by depth
  std::vector<LookupMatch>& found;
};

PhoneLookup::PhoneLookup(const Pronunciations& entries)
    : tree_(entries), longest_(tree_.nodes(), 0), greatest_phone_(entries.greatest_phone()) {
  // Breadth first: parents before children, so that depths go up and the longest go down the numbers.
  std::vector<std::int32_t> depth(tree_.nodes(), 0);
  for (std::int32_t node = 0; node < tree_.nodes(); ++node) {
    if (!tree_.words(node).empty()) longest_[node] = depth[node];
    for (std::int32_t c = tree_.children_begin(node); c < tree_.children_end(node); ++c) depth[c] = depth[node] + 1;
  }
  for (std::int32_t node = tree_.nodes() - 1; node >= 0; --node) {
    for (std::int32_t c = tree_.children_begin(node); c < tree_.children_end(node); ++c) {
      longest_[node] = std::max(longest_[node], longest_[c]);
    }
  }
  if (longest_[0] > kLongest) {
    throw std::invalid_argument("an entry's pronunciation has " + std::to_string(longest_[0]) +
                                " phones, expected at most " + std::to_string(kLongest));
  }
}

std::vector<LookupMatch> PhoneLookup::find(const EditCosts& costs, std::span<const std::int32_t> ends,
                                           std::span<const std::uint8_t> doubtful, std::int32_t most_words,
                                           double budget) const {
  check(costs, ends, doubtful.size(), greatest_phone_);
  if (most_words < 1 || !(budget >= 0.0)) {
    throw std::invalid_argument("most_words is " + std::to_string(most_words) + " and budget " +
                                std::to_string(budget) + ", expected at least 1 and 0");
  }
  std::vector<LookupMatch> found;
  const auto words = static_cast<std::int32_t>(ends.size());
  for (std::int32_t word = 0; word < words; ++word) {
    const std::int32_t spans = std::min(most_words, words - word);
    std::int32_t first = 0;
    while (first < spans && doubtful[word + first] == 0) ++first;
    if (first == spans) continue;
    const std::int32_t begin = word == 0 ? 0 : ends[word - 1];
    Walk walk{costs, budget, word, begin, ends.subspan(word, spans), first, {}, found};
    walk.rows.resize(1 + longest_[0]);
    for (Row& row : walk.rows) row.costs.resize(1 + ends[word + spans - 1] - begin);
    Row& row = walk.rows[0];
    row.end = static_cast<std::int32_t>(row.costs.size());
    row.costs[0] = 0.0f;
    for (std::int32_t g = 1; g < row.end; ++g) row.costs[g] = row.costs[g - 1] + costs.surplus[begin + g - 1];
    descend(0, 0, walk);
  }
  // Of each span and entry the cheapest, of equal ones the longest reading.
  std::sort(found.begin(), found.end(), [](const LookupMatch& a, const LookupMatch& b) {
    return std::tuple(a.first, a.last, a.entry, a.cost, -a.phones) < std::tuple(b.first, b.last, b.entry, b.cost, -b.phones);
  });
  const auto same = [](const LookupMatch& a, const LookupMatch& b) {
    return a.first == b.first && a.last == b.last && a.entry == b.entry;
  };
  found.erase(std::unique(found.begin(), found.end(), same), found.end());
  return found;
}

void PhoneLookup::descend(std::int32_t node, std::int32_t depth, Walk& walk) const {
  report(node, depth, walk);
  for (std::int32_t c = tree_.children_begin(node); c < tree_.children_end(node); ++c) {
    const auto most = static_cast<float>(walk.budget * longest_[c] + kRounding);
    if (append(walk, walk.rows[depth], tree_.phone(c), most, walk.rows[depth + 1])) descend(c, depth + 1, walk);
  }
}

// append_phone within the cells that cost at most `most`; false if there is none. Costs only grow on the way
// down and what can be afforded only shrinks, so that a cell once left out is never missed.
bool PhoneLookup::append(const Walk& walk, const Row& before, Phone phone, float most, Row& row) {
  const float missing = walk.costs.missing[phone];
  const auto size = static_cast<std::int32_t>(row.costs.size());
  row.begin = row.end = before.begin;
  for (std::int32_t g = before.begin; g < size; ++g) {
    float cost = before.has(g) ? before.costs[g] + missing : most + 1.0f;
    if (g > 0) {
      const std::int32_t place = walk.begin + g - 1;
      if (before.has(g - 1)) cost = std::min(cost, before.costs[g - 1] + walk.costs.substitutions(place)[phone]);
      if (row.has(g - 1)) cost = std::min(cost, row.costs[g - 1] + walk.costs.surplus[place]);
    }
    row.costs[g] = cost;
    row.end = g + 1;
    if (cost > most && row.begin == g) row.begin = g + 1;  // nothing so far
    if (g >= before.end && cost > most) break;
  }
  while (row.end > row.begin && row.costs[row.end - 1] > most) --row.end;
  return row.end > row.begin;
}

void PhoneLookup::report(std::int32_t node, std::int32_t depth, Walk& walk) const {
  if (tree_.words(node).empty()) return;
  const Row& row = walk.rows[depth];
  for (std::size_t span = walk.doubtful; span < walk.ends.size(); ++span) {
    const std::int32_t g = walk.ends[span] - walk.begin;
    if (!row.has(g) || row.costs[g] > walk.budget * depth + kRounding) continue;
    const std::int32_t last = walk.word + static_cast<std::int32_t>(span);
    for (const std::int32_t entry : tree_.words(node)) {
      walk.found.push_back({walk.word, last, entry, depth, row.costs[g]});
    }
  }
}

}  // namespace earmark
