// The texts and open words of the hypotheses of one search, each kept once.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "util/flat_map.h"

namespace earmark {

// Open words: 0 is the empty one.
class OpenWords {
 public:
  OpenWords() { intern({}); }

  std::int32_t intern(std::string letters);
  // The word that goes on with a label.
  std::int32_t extend(std::int32_t word, std::int32_t label, const std::string& letters);
  const std::string& letters(std::int32_t word) const { return letters_[word]; }
  std::size_t size() const { return letters_.size(); }

 private:
  std::vector<std::string> letters_;
  std::unordered_map<std::string, std::int32_t> numbers_;
  FlatMap<std::int32_t> extended_;  // by word and label
};

// What the search knows of a text, which is one more word than another.
struct TextNode {
  std::int32_t parent, word;
  std::int32_t state;     // of the language model, behind the last word
  std::int32_t hotwords;  // of the words
  std::int32_t history;   // equal where the last words are
  double score;           // nats by the language model
};

// Texts: 0 is the empty one.
class Texts {
 public:
  Texts() { nodes_.push_back({-1, 0, 0, 0, 0, 0.0}); }

  const std::int32_t* find(std::int32_t text, std::int32_t word) const { return children_.find(pair_key(text, word)); }
  // Works out the history, of so many words.
  std::int32_t add(TextNode node, std::int32_t history);
  const TextNode& operator[](std::int32_t text) const { return nodes_[text]; }
  // Numbers of its words, in order.
  std::vector<std::int32_t> words(std::int32_t text) const;

 private:
  std::vector<TextNode> nodes_;
  std::map<std::vector<std::int32_t>, std::int32_t> histories_;  // numbers from 1, by the last words
  FlatMap<std::int32_t> children_;  // by text and word
};

}  // namespace earmark
