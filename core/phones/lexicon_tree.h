// The readings of all words as one prefix tree, and a walk through it over phone emissions.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "phones/phone_frames.h"
#include "phones/pronunciations.h"

namespace earmark {

// Immutable. Nodes are numbered breadth first, so that the children of a node are neighbours.
class LexiconTree {
 public:
  explicit LexiconTree(const Pronunciations& lexicon);

  struct Node {
    std::int32_t child;  // first one; they end where the next node's begin
    std::int32_t word;   // first of its words in words(); they end where the next node's begin
    Phone phone;
  };
  std::int32_t children_begin(std::int32_t node) const { return nodes_[node].child; }
  std::int32_t children_end(std::int32_t node) const { return nodes_[node + 1].child; }
  Phone phone(std::int32_t node) const { return nodes_[node].phone; }
  std::span<const std::int32_t> words(std::int32_t node) const {
    return {words_.data() + nodes_[node].word, words_.data() + nodes_[node + 1].word};
  }
  std::int32_t nodes() const { return static_cast<std::int32_t>(nodes_.size()) - 1; }
  Phone greatest_phone() const { return greatest_; }

 private:
  std::vector<Node> nodes_;  // and one more that ends the last one's children and words
  std::vector<std::int32_t> words_;
  Phone greatest_;
};

// A word that fits the phone emissions.
struct MatchedWord {
  std::int32_t word;
  std::int32_t end;  // frame at which most of it is complete
  float score;       // nats, as PhoneEvidence::score: of this word alone
};

// Walks the tree over phone emissions. Holds scratch: not shared between threads.
class LexiconWalk {
 public:
  // Throws std::invalid_argument where the tree has phones beyond those of the frames.
  LexiconWalk(const LexiconTree& tree, const PhoneFrames& frames, const PhoneOptions& options);

  // The words that begin where `start` has mass (start[i]: before frame begin + 1 + i) and score
  // at most `beam` nats below the best at the same frame, best first, at most `most`.
  std::vector<MatchedWord> words(std::int32_t begin, std::span<const float> start, double beam, std::size_t most);

 private:
  struct Active {
    std::int32_t node;
    double phone, blank;  // mass of the alignments that are in its phone, or in the blank after it
  };
  struct Complete {
    std::int32_t node;
    std::int32_t end = kNone;
    double mass = 0.0, best = 0.0;
  };

  double advance(std::int32_t t, double entering, double least);
  void complete(std::int32_t node, std::int32_t t, double mass);
  Active& reach(std::int32_t node);

  const LexiconTree& tree_;
  const PhoneFrames& frames_;
  const PhoneOptions& options_;
  double skip_;
  std::vector<Active> active_, next_;
  std::vector<std::int32_t> place_;     // by node: place in next_
  std::vector<std::int32_t> finished_;  // by node: place in complete_
  std::vector<Complete> complete_;
};

}  // namespace earmark
