#include "decode/alternatives.h"

#include <algorithm>
#include <limits>
#include <string>

namespace earmark {

namespace {

// Frames of the tokens around a hit.
std::int32_t before_hit(const Hypothesis& hypothesis, const Hit& hit) {
  return hit.first_token == 0 ? kNone : hypothesis.frames[hit.first_token - 1];
}

std::int32_t after_hit(const Hypothesis& hypothesis, const Hit& hit) {
  const auto length = static_cast<std::int32_t>(hypothesis.tokens.size());
  return hit.last_token + 1 == length ? std::numeric_limits<std::int32_t>::max() : hypothesis.frames[hit.last_token + 1];
}

// Puts `piece`, which stands in the place of an entry, and `rest` behind `tokens`. Where the piece is empty, one of the
// separators around it is too many.
void splice(std::vector<Token>& tokens, std::span<const Token> piece, std::span<const Token> rest,
            const TokenTable& table) {
  tokens.insert(tokens.end(), piece.begin(), piece.end());
  const bool open = tokens.empty() || table.separates(tokens.back());
  if (piece.empty() && open && !rest.empty() && table.separates(rest.front())) rest = rest.subspan(1);
  tokens.insert(tokens.end(), rest.begin(), rest.end());
}

std::span<const Token> tokens_of(const Hypothesis& hypothesis, const Hit& hit) {
  return std::span(hypothesis.tokens).subspan(hit.first_token, hit.last_token - hit.first_token + 1);
}

}  // namespace

std::optional<std::vector<Token>> words_between(const Hypothesis& other, std::int32_t after, std::int32_t before,
                                                const TokenTable& table) {
  std::int32_t begin = kNone, end = 0;
  for (const TokenWord& word : words_of(other.tokens, table)) {
    // A word belongs where most of it lies: alignments differ by a frame or two.
    const std::int32_t middle = (other.frames[word.first] + other.frames[word.last]) / 2;
    if (middle <= after || middle >= before) continue;
    if (begin == kNone) begin = word.first;
    end = word.last + 1;
  }
  if (begin == kNone) return std::vector<Token>{};
  for (const Hit& hit : other.hits) {
    if (hit.first_token < end && hit.last_token >= begin) return std::nullopt;
  }
  return std::vector<Token>(other.tokens.begin() + begin, other.tokens.begin() + end);
}

bool Writing::same(std::span<const Token> a, std::span<const Token> b) const {
  return std::ranges::equal(a, b) || (by_text && text_of(a, *table) == text_of(b, *table));
}

std::vector<Alternative> alternatives_of(const Hypothesis& hypothesis, std::span<const Hypothesis> others,
                                         const Writing& writing, std::size_t limit, std::int32_t reach) {
  std::vector<Alternative> found;
  for (std::size_t i = 0; i < hypothesis.hits.size(); ++i) {
    const Hit& hit = hypothesis.hits[i];
    std::int32_t after = before_hit(hypothesis, hit), before = after_hit(hypothesis, hit);
    if (reach != kNone) {
      after = std::max(after, hypothesis.frames[hit.first_token] - reach);
      before = std::min(before, hypothesis.frames[hit.last_token] + reach);
    }
    const auto first = hypothesis.tokens.begin() + hit.first_token, next = hypothesis.tokens.begin() + hit.last_token + 1;
    std::vector<std::vector<Token>> known{{first, next}};
    for (const Hypothesis& other : others) {
      if (known.size() > limit) break;
      const std::optional<std::vector<Token>> piece = words_between(other, after, before, *writing.table);
      const auto is_this = [&](const std::vector<Token>& tokens) { return writing.same(tokens, *piece); };
      if (!piece || std::any_of(known.begin(), known.end(), is_this)) continue;
      known.push_back(*piece);
      Alternative alternative{i, *piece, {hypothesis.tokens.begin(), first}};
      splice(alternative.sequence, *piece, {next, hypothesis.tokens.end()}, *writing.table);
      found.push_back(std::move(alternative));
    }
  }
  return found;
}

bool stands_in(const Hypothesis& other, const Hypothesis& hypothesis, const Hit& hit, const Writing& writing) {
  const auto piece = words_between(other, before_hit(hypothesis, hit), after_hit(hypothesis, hit), *writing.table);
  return piece && writing.same(*piece, tokens_of(hypothesis, hit));
}

std::vector<Token> without(const Hypothesis& hypothesis, std::span<const std::size_t> hits, const TokenTable& table) {
  if (hits.empty()) return hypothesis.tokens;
  const std::span<const Token> all = hypothesis.tokens;
  std::vector<Token> tokens(hypothesis.tokens.begin(), hypothesis.tokens.begin() + hypothesis.hits[hits[0]].first_token);
  for (std::size_t i = 0; i < hits.size(); ++i) {
    const Hit& hit = hypothesis.hits[hits[i]];
    const std::size_t from = hit.last_token + 1, to = i + 1 < hits.size() ? hypothesis.hits[hits[i + 1]].first_token : all.size();
    splice(tokens, *hit.verdict->alternative, all.subspan(from, to - from), table);
  }
  return tokens;
}

}  // namespace earmark
