// The entries of a word list as written words, for a language model that knows words and no tokens.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "bias/context_graph.h"

namespace earmark {

// Immutable. Every spelling that an entry of positive weight has in the graph, once, sorted by bytes with
// one space between words, so that all that begins alike is a range.
class ClassWords {
 public:
  // Entries first..last-1 agree in their first `depth` bytes.
  struct Range {
    std::int32_t first = 0, last = 0, depth = 0;

    bool empty() const { return first >= last; }
  };

  explicit ClassWords(const ContextGraph& graph);

  Range all() const { return {0, static_cast<std::int32_t>(entries_.size()), 0}; }
  // Those of the range that go on with `more`.
  Range narrow(Range range, std::string_view more) const;
  // The range's first entry is as long as what they share: it stands complete.
  bool complete(Range range) const {
    return !range.empty() && static_cast<std::int32_t>(entries_[range.first].text.size()) == range.depth;
  }
  // The greatest ln(weight / size of the list) in the range, log zero when it is empty.
  double best(Range range) const;

  std::int32_t size() const { return static_cast<std::int32_t>(entries_.size()); }
  // Of one spelling: its words, the number of its entry, and ln(weight / size of the list).
  std::string_view text(std::int32_t spelling) const { return entries_[spelling].text; }
  std::int32_t entry_of(std::int32_t spelling) const { return entries_[spelling].entry; }
  double log_weight_of(std::int32_t spelling) const { return entries_[spelling].log_weight; }
  // The first path of the graph that spells it: what an entry is plainly called has its entry's first.
  std::int32_t path_of(std::int32_t spelling) const { return entries_[spelling].path; }

  std::int32_t entry(Range range) const { return entries_[range.first].entry; }
  double log_weight(Range range) const { return entries_[range.first].log_weight; }

 private:
  struct Entry {
    std::string text;
    double log_weight;
    std::int32_t entry;
    std::int32_t path;
  };

  std::vector<Entry> entries_;
};

}  // namespace earmark
