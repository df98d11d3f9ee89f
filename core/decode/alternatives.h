// Alternatives of a list entry in a hypothesis: the tokens that stand in its place in other hypotheses.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "ctc/token_table.h"
#include "decode/results.h"

namespace earmark {

// How tokens part into words, and when two sequences count as the same.
struct Writing {
  std::shared_ptr<const TokenTable> table;
  bool by_text;  // where they spell the same words; else only where the tokens are equal

  bool same(std::span<const Token> a, std::span<const Token> b) const;
};

struct Alternative {
  std::size_t hit;              // of the hypothesis
  std::vector<Token> tokens;    // in the place of the entry's
  std::vector<Token> sequence;  // the whole hypothesis with them
};

// The whole words of `other` whose middles lie between two frames; none where one of them is of an entry.
std::optional<std::vector<Token>> words_between(const Hypothesis& other, std::int32_t after, std::int32_t before,
                                                const TokenTable& table);

// At most `limit` alternatives of each hit, from other hypotheses, each once. A piece of them begins after the word
// before the entry ends, and ends before the next begins; pieces that hold an entry themselves, or that are the same
// text, are left out.
// reach: frames before and after the entry in which the words lie; kNone: up to the words beside it, however far away.
std::vector<Alternative> alternatives_of(const Hypothesis& hypothesis, std::span<const Hypothesis> others,
                                         const Writing& writing, std::size_t limit, std::int32_t reach = kNone);

// The same text stands in another hypothesis, in the place of the hit.
bool stands_in(const Hypothesis& other, const Hypothesis& hypothesis, const Hit& hit, const Writing& writing);

// The hypothesis' tokens with the alternatives of some of its hits, numbered in order, in their places.
std::vector<Token> without(const Hypothesis& hypothesis, std::span<const std::size_t> hits, const TokenTable& table);

}  // namespace earmark
