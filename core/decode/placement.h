// Placement: list entries in the place of some of the words that another recognizer has written.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "ctc/token_table.h"
#include "decode/results.h"

namespace earmark {

// Words first .. end - 1 of a given sentence; first == end: the gap before that word.
struct GivenRange {
  std::int32_t first = 0, end = 0;

  bool operator==(const GivenRange&) const = default;
};

// An entry's tokens and the words that they replace.
struct Placed {
  std::int32_t entry;
  std::vector<Token> tokens;
  GivenRange words;
  GivenRange reach;  // of the words that are said while it is, with those: it replaces no others
};

// A given sentence, aligned with the emissions.
class GivenWords {
 public:
  // aligned: its tokens with their frames. table must outlive it.
  GivenWords(const Hypothesis& aligned, const TokenTable& table);

  std::int32_t size() const { return static_cast<std::int32_t>(words_.size()); }
  // Whether neighbouring words of the range, which may reach beyond the sentence, spell this text.
  bool spell(GivenRange range, const std::string& text) const;
  // The hits of a hypothesis in its place: each replaces the words whose middles lie between the words around it.
  std::vector<Placed> place(const Hypothesis& hypothesis) const;

 private:
  GivenRange said_between(std::int32_t first, std::int32_t last) const;

  std::vector<TokenWord> words_;
  std::vector<std::int32_t> begins_, ends_;  // frames of the first and last token, by word
  const TokenTable& table_;
};

// A given sentence with entries in their places, and what each token of it stands for.
class Placement {
 public:
  // placed: in order, without overlap.
  Placement(std::span<const Token> given, std::span<const Placed> placed, const TokenTable& table);

  const std::vector<Token>& tokens() const { return tokens_; }
  // The given words that tokens first .. last stand for; none for separators alone.
  std::optional<GivenRange> range_of(std::int32_t first, std::int32_t last) const;

 private:
  void append(std::span<const Token> word, GivenRange range, const TokenTable& table);

  std::vector<Token> tokens_;
  std::vector<GivenRange> ranges_;  // by token; an empty one at -1 for separators
};

// Other places of one of them: a word more or less at either end, within its reach and where no other entry stands.
std::vector<GivenRange> nearby(std::span<const Placed> placed, std::size_t index);

}  // namespace earmark
