// All entries of a word list in one Aho-Corasick automaton over token ids.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "ctc/token_table.h"

namespace earmark {

using Node = std::int32_t;

inline constexpr Node kRoot = 0;

// Immutable once built, so one graph serves any number of searches in any number of threads.
//
// Nodes are numbered breadth first with children sorted by token. The children of one node are
// therefore neighbours, the children of node n+1 follow those of node n, and a trie edge costs
// one token and one offset: about 30 bytes a node. Nodes with many children have a table besides.
//
// Every path starts with a token that may begin a word, and fail links lead to suffixes that begin where a word
// does: entries match whole words only.
class ContextGraph {
 public:
  // Path i is tokens[offsets[i] .. offsets[i+1]), belongs to entries[i] and carries weights[i].
  // Equal paths: the greatest weight stands, then the lowest entry.
  // Throws std::invalid_argument naming the first path that is empty, begins inside a word, ends with a separator
  // or holds a token that `table` cannot write.
  ContextGraph(std::shared_ptr<const TokenTable> table, std::span<const Token> tokens,
               std::span<const std::int64_t> offsets, std::span<const std::int32_t> entries,
               std::span<const float> weights);

  const TokenTable& table() const { return *table_; }

  Node child(Node node, Token token) const {  // kNone when there is none
    if (node < static_cast<Node>(table_of_.size()) && table_of_[node] != kNone) {
      return token < width_ ? tables_[table_of_[node] + token] : kNone;
    }
    for (Node c = child_begin_[node]; c < child_begin_[node + 1] && token_[c] <= token; ++c) {
      if (token_[c] == token) return c;
    }
    return kNone;
  }

  Node children_begin(Node node) const { return child_begin_[node]; }
  Node children_end(Node node) const { return child_begin_[node + 1]; }
  Token token(Node node) const { return token_[node]; }
  std::int32_t depth(Node node) const { return depth_[node]; }
  // The longest proper suffix of the node's tokens that begins an entry.
  Node fail(Node node) const { return fail_[node]; }
  // The longest proper suffix that is a whole entry; kNone when there is none.
  Node output(Node node) const { return output_[node]; }
  // The path that ends here; kNone inside an entry.
  std::int32_t path(Node node) const { return path_[node]; }
  // Greatest positive weight of the entries that this node, or a suffix of it, can still become.
  float reward(Node node) const { return reward_[node]; }

  std::int32_t entry_of(std::int32_t path) const { return entry_[path]; }
  float weight_of(std::int32_t path) const { return weight_[path]; }
  float greatest_reward() const { return greatest_reward_; }

  std::size_t nodes() const { return token_.size(); }
  std::size_t paths() const { return entry_.size(); }
  std::size_t entries() const { return entries_; }    // the greatest number of an entry and one
  std::size_t favoured() const { return favoured_; }  // entries of positive weight
  bool suppresses() const { return suppresses_; }     // some entry has a negative one
  std::size_t memory_bytes() const;

 private:
  void check_paths(std::span<const Token> tokens, std::span<const std::int64_t> offsets) const;
  void build_trie(std::span<const Token> tokens, std::span<const std::int64_t> offsets);
  void tabulate();
  void link();

  std::shared_ptr<const TokenTable> table_;
  std::vector<Node> child_begin_;       // nodes + 1
  std::vector<Token> token_;            // on the edge into the node
  std::vector<std::int32_t> depth_;     // tokens from the root
  std::vector<Node> fail_;
  std::vector<Node> output_;
  std::vector<std::int32_t> path_;
  std::vector<float> reward_;
  // Nodes with many children, the root first, have them in a table by token.
  Token width_ = 1;                     // of a table: the greatest token and one
  std::vector<std::int32_t> table_of_;  // by node, up to the last that has one; kNone: no table
  std::vector<Node> tables_;
  std::vector<std::int32_t> entry_;     // by path
  std::vector<float> weight_;           // by path
  float greatest_reward_ = 0.0F;
  std::size_t entries_ = 0;
  std::size_t favoured_ = 0;
  bool suppresses_ = false;
};

}  // namespace earmark
