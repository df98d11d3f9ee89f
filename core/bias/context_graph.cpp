#include "bias/context_graph.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>
#include <string>
#include <utility>

namespace earmark {

namespace {

constexpr Node kWide = 9;                    // children from which a table beats looking through them
constexpr std::size_t kTableRoom = 4 << 20;  // 16 MB for all tables, whatever the vocabulary

void check_arrays(std::span<const Token> tokens, std::span<const std::int64_t> offsets,
                  std::span<const std::int32_t> entries, std::span<const float> weights) {
  const std::size_t paths = entries.size();
  if (offsets.size() != paths + 1 || weights.size() != paths) {
    throw std::invalid_argument(
        "an entry graph of " + std::to_string(paths) + " paths needs " + std::to_string(paths + 1) +
        " offsets and " + std::to_string(paths) + " weights, got " + std::to_string(offsets.size()) +
        " and " + std::to_string(weights.size()));
  }
  if (offsets.front() != 0 || offsets.back() != static_cast<std::int64_t>(tokens.size())) {
    throw std::invalid_argument("offsets of an entry graph must run from 0 to the number of tokens (" +
                                std::to_string(tokens.size()) + "), got " +
                                std::to_string(offsets.front()) + " to " + std::to_string(offsets.back()));
  }
  for (std::size_t i = 0; i < paths; ++i) {
    if (offsets[i + 1] <= offsets[i]) {
      throw std::invalid_argument("path " + std::to_string(i) +
                                  " of the entry graph is empty: every path needs at least one token");
    }
    if (entries[i] < 0) {
      throw std::invalid_argument("path " + std::to_string(i) + " of the entry graph belongs to entry " +
                                  std::to_string(entries[i]) + ", expected 0 or more");
    }
    if (!std::isfinite(weights[i])) {
      throw std::invalid_argument("weight of path " + std::to_string(i) +
                                  " of the entry graph is not finite");
    }
  }
}

std::size_t count_favoured(std::span<const std::int32_t> entries, std::span<const float> weights) {
  std::vector<std::int32_t> numbers;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (weights[i] > 0.0F) numbers.push_back(entries[i]);
  }
  std::sort(numbers.begin(), numbers.end());
  return std::unique(numbers.begin(), numbers.end()) - numbers.begin();
}

// Of the trie of sorted paths: one for every token that a path does not share with the one before.
std::size_t edges(std::span<const std::int32_t> order, std::span<const Token> tokens,
                  std::span<const std::int64_t> offsets) {
  std::size_t count = 0;
  std::span<const Token> before;
  for (const std::int32_t path : order) {
    const auto here = tokens.subspan(offsets[path], static_cast<std::size_t>(offsets[path + 1] - offsets[path]));
    const auto parted = std::mismatch(here.begin(), here.end(), before.begin(), before.end()).first;
    count += static_cast<std::size_t>(here.end() - parted);
    before = here;
  }
  return count;
}

}  // namespace

ContextGraph::ContextGraph(std::shared_ptr<const TokenTable> table, std::span<const Token> tokens,
                           std::span<const std::int64_t> offsets, std::span<const std::int32_t> entries,
                           std::span<const float> weights)
    : table_(std::move(table)), entry_(entries.begin(), entries.end()), weight_(weights.begin(), weights.end()) {
  check_arrays(tokens, offsets, entries, weights);
  check_paths(tokens, offsets);
  for (const std::int32_t entry : entries) entries_ = std::max(entries_, static_cast<std::size_t>(entry) + 1);
  favoured_ = count_favoured(entries, weights);
  suppresses_ = std::any_of(weights.begin(), weights.end(), [](float weight) { return weight < 0.0F; });
  build_trie(tokens, offsets);
  tabulate();
  link();
}

void ContextGraph::check_paths(std::span<const Token> tokens, std::span<const std::int64_t> offsets) const {
  const auto refuse = [](Token token, const std::string& why) {
    throw std::invalid_argument("the word list has an entry with token " + std::to_string(token) + ", " + why +
                                ": compile the list with this model's tokenizer");
  };
  for (const Token token : tokens) {
    if (token < 0 || token >= table_->size()) {
      refuse(token, "but the model has " + std::to_string(table_->size()) + " tokens");
    }
    if (!table_->writable(token)) refuse(token, "which writes nothing");
  }
  for (std::size_t i = 0; i + 1 < offsets.size(); ++i) {
    const Token first = tokens[offsets[i]], last = tokens[offsets[i + 1] - 1];
    if (!table_->may_begin(first)) refuse(first, "which starts no word, as its first");
    if (table_->separates(last)) refuse(last, "which separates words, as its last");
    if (!table_->may_end(last)) refuse(last, "which ends no word, as its last");
  }
}

void ContextGraph::build_trie(std::span<const Token> tokens, std::span<const std::int64_t> offsets) {
  const auto length = [&](std::int32_t p) { return static_cast<std::int32_t>(offsets[p + 1] - offsets[p]); };
  std::vector<std::int32_t> order(entry_.size());
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(), [&](std::int32_t a, std::int32_t b) {
    const auto x = tokens.subspan(offsets[a], length(a)), y = tokens.subspan(offsets[b], length(b));
    const auto [i, j] = std::mismatch(x.begin(), x.end(), y.begin(), y.end());
    if (i != x.end() && j != y.end()) return *i < *j;
    if (x.size() != y.size()) return x.size() < y.size();
    if (weight_[a] != weight_[b]) return weight_[a] > weight_[b];
    return a < b;
  });

  // Breadth first over ranges of sorted paths that share their first depth tokens.
  struct Range {
    std::int32_t begin, end;
  };
  const std::size_t nodes = 1 + edges(order, tokens, offsets);
  for (auto* filled : {&token_, &depth_, &path_}) filled->reserve(nodes);
  child_begin_.reserve(nodes + 1);
  std::vector<Range> ranges;
  ranges.reserve(nodes);
  ranges.push_back({0, static_cast<std::int32_t>(order.size())});
  token_ = {0};
  depth_ = {0};
  for (std::size_t node = 0; node < ranges.size(); ++node) {
    const auto [begin, end] = ranges[node];
    const std::int32_t depth = depth_[node];
    child_begin_.push_back(static_cast<Node>(token_.size()));
    std::int32_t i = begin;
    path_.push_back(i < end && length(order[i]) == depth ? order[i] : kNone);
    while (i < end && length(order[i]) == depth) ++i;
    while (i < end) {
      const Token token = tokens[offsets[order[i]] + depth];
      const std::int32_t first = i;
      while (i < end && tokens[offsets[order[i]] + depth] == token) ++i;
      token_.push_back(token);
      depth_.push_back(depth + 1);
      ranges.push_back({first, i});
    }
  }
  child_begin_.push_back(static_cast<Node>(token_.size()));

  if (!tokens.empty()) width_ = 1 + *std::max_element(tokens.begin(), tokens.end());
}

// Wide nodes lie near the root, where most hypotheses are most of the time.
void ContextGraph::tabulate() {
  const Node count = static_cast<Node>(token_.size());
  for (Node node = 0; node < count; ++node) {
    const Node begin = children_begin(node), end = children_end(node);
    const bool worth = end - begin >= kWide && tables_.size() + width_ <= kTableRoom;
    if (node != kRoot && !worth) continue;
    table_of_.resize(node + 1, kNone);
    table_of_[node] = static_cast<std::int32_t>(tables_.size());
    tables_.resize(tables_.size() + width_, kNone);
    for (Node c = begin; c < end; ++c) tables_[table_of_[node] + token_[c]] = c;
  }
}

void ContextGraph::link() {
  const Node count = static_cast<Node>(token_.size());
  fail_.assign(count, kRoot);
  output_.assign(count, kNone);
  reward_.assign(count, 0.0F);
  for (Node node = count - 1; node >= 0; --node) {  // children come after their parent
    if (path_[node] != kNone) reward_[node] = std::max(0.0F, weight_[path_[node]]);
    for (Node c = children_begin(node); c < children_end(node); ++c) {
      reward_[node] = std::max(reward_[node], reward_[c]);
    }
  }
  greatest_reward_ = reward_[kRoot];
  reward_[kRoot] = 0.0F;
  for (Node node = 0; node < count; ++node) {  // fail links lead to lesser depth, so to lower numbers
    for (Node c = children_begin(node); c < children_end(node); ++c) {
      if (node != kRoot) {
        Node suffix = fail_[node];
        while (suffix != kRoot && child(suffix, token_[c]) == kNone) suffix = fail_[suffix];
        const bool inside = suffix == kRoot && !table_->boundary(token_[node], token_[c]);
        const Node target = inside ? kNone : child(suffix, token_[c]);
        fail_[c] = target == kNone ? kRoot : target;
      }
      output_[c] = path_[fail_[c]] != kNone ? fail_[c] : output_[fail_[c]];
      reward_[c] = std::max(reward_[c], reward_[fail_[c]]);
    }
  }
}

std::size_t ContextGraph::memory_bytes() const {
  const auto bytes = [](const auto& v) { return v.capacity() * sizeof(v[0]); };
  return bytes(child_begin_) + bytes(token_) + bytes(depth_) + bytes(fail_) + bytes(output_) +
         bytes(path_) + bytes(reward_) + bytes(table_of_) + bytes(tables_) + bytes(entry_) + bytes(weight_);
}

}  // namespace earmark
