// The entries of a word list as written words, for a language model that knows words and no tokens.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ctc/token_table.h"

namespace earmark {

// Paths of a list: path i is tokens[offsets[i] .. offsets[i + 1]), writes texts[i], belongs to entries[i] and carries
// weights[i].
struct ListPaths {
  std::span<const Token> tokens;
  std::span<const std::int64_t> offsets;
  std::span<const std::int32_t> entries;
  std::span<const std::int32_t> texts;
  std::span<const float> weights;
};

// Immutable. Every text that the tokens of an entry of positive weight write, once, sorted by bytes with one space
// between words, so that all texts that begin alike are a range.
class ClassWords {
 public:
  // Entries first..last-1 agree in their first `depth` bytes.
  struct Range {
    std::int32_t first = 0, last = 0, depth = 0;

    bool empty() const { return first >= last; }
  };

  // The paths must fit together.
  ClassWords(const ListPaths& paths, const TokenTable& table);

  Range all() const { return {0, static_cast<std::int32_t>(spellings_.size()), 0}; }
  // Those of the range that go on with `more`.
  Range narrow(Range range, std::string_view more) const;
  // The range's first entry is as long as what they share: it stands complete.
  bool complete(Range range) const {
    return !range.empty() && static_cast<std::int32_t>(spellings_[range.first].text.size()) == range.depth;
  }
  // The greatest ln(weight / size of the list) in the range, log zero when it is empty.
  double best(Range range) const;

  std::int32_t size() const { return static_cast<std::int32_t>(spellings_.size()); }
  // Of one spelling: its words, the number of its entry, and ln(weight / size of the list).
  std::string_view text(std::int32_t spelling) const { return spellings_[spelling].text; }
  std::int32_t entry_of(std::int32_t spelling) const { return spellings_[spelling].entry; }
  double log_weight_of(std::int32_t spelling) const { return spellings_[spelling].log_weight; }
  // The first path that spells it: the plain form of an entry has the entry's first path.
  std::int32_t path_of(std::int32_t spelling) const { return spellings_[spelling].path; }

  // Its number among the texts that the list came with.
  std::int32_t source_of(std::int32_t spelling) const { return spellings_[spelling].source; }
  std::size_t memory_bytes() const;

  std::int32_t entry(Range range) const { return spellings_[range.first].entry; }
  double log_weight(Range range) const { return spellings_[range.first].log_weight; }

 private:
  struct Spelling {
    std::string text;
    double log_weight;
    std::int32_t entry;
    std::int32_t path;
    std::int32_t source;  // number of the text
  };

  std::vector<Spelling> spellings_;
};

}  // namespace earmark
