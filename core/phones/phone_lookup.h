// Listed pronunciations among observed phones: which words could be an entry of the list.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "phones/lexicon_tree.h"
#include "phones/phone_distance.h"
#include "phones/pronunciations.h"

namespace earmark {

// Words first .. last of a sentence sound like a reading of an entry.
struct LookupMatch {
  std::int32_t first, last;
  std::int32_t entry;
  std::int32_t phones;  // length of that reading
  float cost;           // of the edits between the two
};

// The readings of all entries as one prefix tree. Immutable: searches in any number of threads may share it.
//
// Every neighbourhood of words is looked up by one walk from its first word on: a node carries the row of
// edit costs against the observed phones, and is left when even its longest entry could not afford the
// cheapest cell (Oflazer 1996, "Error-tolerant Finite-state Recognition"). Without a budget that is one
// path down the tree.
class PhoneLookup {
 public:
  // entries: word i of it is entry i, whole phrases without boundaries; no readings for one never found.
  explicit PhoneLookup(const Pronunciations& entries);

  // Matches of 1 to `most_words` neighbouring words, of which at least one is doubtful, that cost at most
  // budget * (phones of the reading). Of an entry's readings each span keeps the cheapest.
  //   ends: word w is the observed phones ends[w - 1] .. ends[w] - 1.
  // Throws std::invalid_argument when the numbers do not fit.
  std::vector<LookupMatch> find(const EditCosts& costs, std::span<const std::int32_t> ends,
                                std::span<const std::uint8_t> doubtful, std::int32_t most_words, double budget) const;

  std::int32_t nodes() const { return tree_.nodes(); }

 private:
  struct Row;
  struct Walk;
  static bool append(const Walk& walk, const Row& before, Phone phone, float most, Row& row);
  void descend(std::int32_t node, std::int32_t depth, Walk& walk) const;
  void report(std::int32_t node, std::int32_t depth, Walk& walk) const;

  LexiconTree tree_;
  std::vector<std::int32_t> longest_;  // by node: phones of the longest reading at it or below
  std::int32_t greatest_phone_;
};

}  // namespace earmark
