// All token sequences one search has kept, each once.
#pragma once

#include <cstdint>
#include <vector>

#include "ctc/emissions.h"

namespace earmark {

struct Prefix {
  std::int32_t parent;
  Token token;
  std::int32_t first_child, sibling;  // in the order they were made
  std::int32_t slot;                  // place in the beam, kNone when not in it
};

class PrefixTree {
 public:
  void clear() { nodes_.assign(1, {kNone, kNone, kNone, kNone, kNone}); }

  Prefix& operator[](std::int32_t node) { return nodes_[node]; }
  const Prefix& operator[](std::int32_t node) const { return nodes_[node]; }

  // A sequence that left the beam and comes back gets its old node, so that its descendants in the
  // beam are still known as such and no sequence is ever held twice.
  std::int32_t child(std::int32_t parent, Token token) {
    for (std::int32_t c = nodes_[parent].first_child; c != kNone; c = nodes_[c].sibling) {
      if (nodes_[c].token == token) return c;
    }
    nodes_.push_back({parent, token, kNone, nodes_[parent].first_child, kNone});
    nodes_[parent].first_child = static_cast<std::int32_t>(nodes_.size()) - 1;
    return nodes_[parent].first_child;
  }

 private:
  std::vector<Prefix> nodes_;
};

}  // namespace earmark
