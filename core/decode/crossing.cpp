#include "decode/crossing.h"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <optional>

#include "decode/alternatives.h"

namespace earmark {

namespace {

using Tokens = std::vector<Token>;

// The tokens of a stretch without the separators at its ends.
Tokens trimmed(std::span<const Token> stretch, const TokenTable& table) {
  while (!stretch.empty() && table.separates(stretch.front())) stretch = stretch.subspan(1);
  while (!stretch.empty() && table.separates(stretch.back())) stretch = stretch.first(stretch.size() - 1);
  return {stretch.begin(), stretch.end()};
}

// Parts in order, with a separator between them where the alphabet has one, and at the ends where `first` and `last`
// have one: a model emits those as surely as the ones between words.
Tokens joined(std::span<const Tokens> parts, const Tokens& first, const Tokens& last, const TokenTable& table) {
  Tokens tokens;
  const bool opens = !first.empty() && table.separates(first.front());
  const bool closes = !last.empty() && table.separates(last.back());
  for (const Tokens& part : parts) {
    if (part.empty()) continue;
    if (!tokens.empty() && table.separator() != kNone) tokens.push_back(table.separator());
    tokens.insert(tokens.end(), part.begin(), part.end());
  }
  if (opens) tokens.insert(tokens.begin(), table.separator());
  if (closes && tokens.size() > (opens ? 1u : 0u)) tokens.push_back(table.separator());
  return tokens;
}

}  // namespace

std::vector<Tokens> crossings_of(const Hypothesis& hypothesis, const Hypothesis& other, const TokenTable& table) {
  const std::span<const Token> tokens(hypothesis.tokens);
  std::vector<Tokens> parts, all;     // stretches at even places, entries between them
  std::vector<std::size_t> differing;  // places of stretches that the other has otherwise
  std::vector<Tokens> theirs;          // what it has there
  std::int32_t next = 0, after = kNone;
  for (std::size_t i = 0; i <= hypothesis.hits.size(); ++i) {
    const Hit* hit = i < hypothesis.hits.size() ? &hypothesis.hits[i] : nullptr;
    const std::int32_t end = hit != nullptr ? hit->first_token : static_cast<std::int32_t>(tokens.size());
    const std::int32_t before = hit != nullptr ? hypothesis.frames[hit->first_token] : std::numeric_limits<std::int32_t>::max();
    parts.push_back(trimmed(tokens.subspan(next, end - next), table));
    std::optional<Tokens> words = words_between(other, after, before, table);
    if (words && *words != parts.back()) {
      differing.push_back(parts.size() - 1);
      theirs.push_back(std::move(*words));
    }
    if (hit == nullptr) break;
    parts.emplace_back(tokens.begin() + hit->first_token, tokens.begin() + hit->last_token + 1);
    next = hit->last_token + 1;
    after = hypothesis.frames[hit->last_token];
  }
  if (differing.empty()) return {};
  std::vector<Tokens> found;
  all = parts;
  for (std::size_t i = 0; i < differing.size(); ++i) all[differing[i]] = theirs[i];
  const auto source = [&](bool theirs_there) -> const Tokens& { return theirs_there ? other.tokens : hypothesis.tokens; };
  const std::size_t end = parts.size() - 1;
  found.push_back(joined(all, source(differing.front() == 0), source(differing.back() == end), table));
  for (std::size_t i = 0; i < differing.size() && differing.size() > 1; ++i) {
    std::vector<Tokens> one = parts;
    one[differing[i]] = theirs[i];
    found.push_back(joined(one, source(differing[i] == 0), source(differing[i] == end), table));
  }
  return found;
}

}  // namespace earmark
