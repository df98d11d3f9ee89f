#include "bias/class_words.h"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <unordered_set>
#include <utility>

#include "util/log_math.h"

namespace earmark {

ClassWords::ClassWords(const ContextGraph& graph) {
  const TokenTable& table = graph.table();
  std::vector<std::pair<Node, std::string>> open{{kRoot, ""}};
  while (!open.empty()) {
    auto [node, text] = std::move(open.back());
    open.pop_back();
    const std::int32_t path = graph.path(node);
    const std::string written = text.substr(0, text.find_last_not_of(' ') + 1);
    if (path != kNone && graph.weight_of(path) > 0.0F && !written.empty()) {
      entries_.push_back({written, std::log(static_cast<double>(graph.weight_of(path))),
                          graph.entry_of(path), path});
    }
    for (Node child = graph.children_begin(node); child < graph.children_end(node); ++child) {
      const Token token = graph.token(child);
      const Token last = node == kRoot ? table.blank() : graph.token(node);
      const bool gap = table.boundary(last, token) && !text.empty() && text.back() != ' ';
      open.emplace_back(child, text + (gap ? " " : "") + table.text(token));
    }
  }
  // Of equal spellings the heaviest entry stands, then the lowest, with its first path.
  std::sort(entries_.begin(), entries_.end(), [](const Entry& a, const Entry& b) {
    return std::tuple(std::string_view(a.text), -a.log_weight, a.entry, a.path) <
           std::tuple(std::string_view(b.text), -b.log_weight, b.entry, b.path);
  });
  const auto same = [](const Entry& a, const Entry& b) { return a.text == b.text; };
  entries_.erase(std::unique(entries_.begin(), entries_.end(), same), entries_.end());
  entries_.shrink_to_fit();
  // The class is shared out among the entries: the longer the list, the less says that it is this one. An
  // entry of several spellings is no likelier to be said, and no less.
  std::unordered_set<std::int32_t> numbers;
  for (const Entry& entry : entries_) numbers.insert(entry.entry);
  const double size = std::log(static_cast<double>(std::max<std::size_t>(numbers.size(), 1)));
  for (Entry& entry : entries_) entry.log_weight -= size;
}

ClassWords::Range ClassWords::narrow(Range range, std::string_view more) const {
  const auto part = [&](const Entry& e) { return std::string_view(e.text).substr(range.depth, more.size()); };
  const auto begin = entries_.begin() + range.first, end = entries_.begin() + range.last;
  const auto low = std::partition_point(begin, end, [&](const Entry& e) { return part(e) < more; });
  const auto high = std::partition_point(low, end, [&](const Entry& e) { return part(e) == more; });
  return {static_cast<std::int32_t>(low - entries_.begin()), static_cast<std::int32_t>(high - entries_.begin()),
          range.depth + static_cast<std::int32_t>(more.size())};
}

double ClassWords::best(Range range) const {
  double best = kLogZero;
  for (std::int32_t i = range.first; i < range.last; ++i) best = std::max(best, entries_[i].log_weight);
  return best;
}

}  // namespace earmark
