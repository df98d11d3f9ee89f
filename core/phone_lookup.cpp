#include "phone_lookup.h"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <tuple>

namespace earmark {

namespace {

constexpr double kRounding = 1e-4;  // sums of a few dozen single-precision costs

void check(const EditCosts& heard, std::span<const std::int32_t> ends, std::size_t doubtful, std::int32_t greatest) {
  heard.check();
  if (doubtful != ends.size()) {
    throw std::invalid_argument(std::to_string(ends.size()) + " words came with " + std::to_string(doubtful) +
                                " doubts");
  }
  std::int32_t before = 0;
  for (const std::int32_t end : ends) {
    if (end < before || end > heard.heard) {
      throw std::invalid_argument("a word ends at phone " + std::to_string(end) + " of " +
                                  std::to_string(heard.heard) + ", after one that ends at " + std::to_string(before));
    }
    before = end;
  }
  if (greatest >= heard.phones) {
    throw std::invalid_argument("an entry has phone " + std::to_string(greatest) + ", costs are known of " +
                                std::to_string(heard.phones));
  }
}

}  // namespace

// One walk, of the spans that begin at one word.
struct PhoneLookup::Walk {
  const EditCosts& heard;
  double budget;
  std::int32_t word, begin;              // the first word, and its first heard phone
  std::span<const std::int32_t> ends;    // of the spans, in heard phones
  std::int32_t doubtful;                 // spans shorter than this have no doubtful word
  std::vector<std::vector<float>> rows;  // by depth
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
}

std::vector<LookupMatch> PhoneLookup::find(const EditCosts& heard, std::span<const std::int32_t> ends,
                                           std::span<const std::uint8_t> doubtful, std::int32_t most_words,
                                           double budget) const {
  check(heard, ends, doubtful.size(), greatest_phone_);
  std::vector<LookupMatch> found;
  const auto words = static_cast<std::int32_t>(ends.size());
  for (std::int32_t word = 0; word < words; ++word) {
    const std::int32_t spans = std::min(most_words, words - word);
    std::int32_t first = 0;
    while (first < spans && doubtful[word + first] == 0) ++first;
    if (first == spans) continue;
    const std::int32_t begin = word == 0 ? 0 : ends[word - 1];
    Walk walk{heard, budget, word, begin, ends.subspan(word, spans), first, {}, found};
    walk.rows.resize(1 + longest_[0]);
    std::vector<float>& row = walk.rows[0];
    row.assign(1 + ends[word + spans - 1] - begin, 0.0f);
    for (std::size_t g = 1; g < row.size(); ++g) row[g] = row[g - 1] + heard.surplus[begin + g - 1];
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
    std::vector<float>& row = walk.rows[depth + 1];
    row = walk.rows[depth];
    append_phone(walk.heard, tree_.phone(c), walk.begin, row);
    const double least = *std::min_element(row.begin(), row.end());
    if (least <= walk.budget * longest_[c] + kRounding) descend(c, depth + 1, walk);
  }
}

void PhoneLookup::report(std::int32_t node, std::int32_t depth, Walk& walk) const {
  if (tree_.words(node).empty()) return;
  const std::vector<float>& row = walk.rows[depth];
  for (std::size_t span = walk.doubtful; span < walk.ends.size(); ++span) {
    const float cost = row[walk.ends[span] - walk.begin];
    if (cost > walk.budget * depth + kRounding) continue;
    const std::int32_t last = walk.word + static_cast<std::int32_t>(span);
    for (const std::int32_t entry : tree_.words(node)) walk.found.push_back({walk.word, last, entry, depth, cost});
  }
}

}  // namespace earmark
