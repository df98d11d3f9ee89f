#include "decode/placement.h"

#include <algorithm>
#include <limits>
#include <string>

namespace earmark {

namespace {

constexpr GivenRange kNoWords{-1, -1};

std::vector<TokenWord> spoken_words(std::span<const Token> tokens, const TokenTable& table) {
  std::vector<TokenWord> words = words_of(tokens, table);
  std::erase_if(words, [](const TokenWord& word) { return word.text.empty(); });
  return words;
}

std::span<const Token> tokens_of(std::span<const Token> tokens, const TokenWord& word) {
  return tokens.subspan(word.first, word.last - word.first + 1);
}

}  // namespace

GivenWords::GivenWords(const Hypothesis& aligned, const TokenTable& table)
    : words_(spoken_words(aligned.tokens, table)), table_(table) {
  for (const TokenWord& word : words_) {
    begins_.push_back(aligned.frames[word.first]);
    ends_.push_back(aligned.frames[word.last]);
  }
}

bool GivenWords::spell(GivenRange range, const std::string& text) const {
  const std::int32_t last = std::min(range.end, size());
  std::string words = " ";
  for (std::int32_t i = std::max(range.first, 0); i < last; ++i) words += words_[i].text + ' ';
  return words.find(' ' + text + ' ') != std::string::npos;
}

std::vector<Placed> GivenWords::place(const Hypothesis& hypothesis) const {
  std::vector<Placed> placed;
  const auto length = static_cast<std::int32_t>(hypothesis.tokens.size());
  std::int32_t begin = 0;
  for (const Hit& hit : hypothesis.hits) {
    std::int32_t before = hit.first_token - 1, after = hit.last_token + 1;
    while (before >= 0 && table_.separates(hypothesis.tokens[before])) --before;
    while (after < length && table_.separates(hypothesis.tokens[after])) ++after;
    const std::int32_t from = before < 0 ? -1 : hypothesis.frames[before];
    const std::int32_t to = after < length ? hypothesis.frames[after] : std::numeric_limits<std::int32_t>::max();
    const auto middle = [&](std::int32_t word) { return (begins_[word] + ends_[word]) / 2; };
    while (begin < size() && middle(begin) <= from) ++begin;
    std::int32_t end = begin;
    while (end < size() && middle(end) < to) ++end;
    const GivenRange said = said_between(hit.first_frame, hit.last_frame);
    const std::span<const Token> tokens(hypothesis.tokens);
    const auto own = tokens.subspan(hit.first_token, hit.last_token - hit.first_token + 1);
    placed.push_back({hit.entry, {own.begin(), own.end()}, {begin, end}, {std::min(begin, said.first), std::max(end, said.end)}});
    begin = end;
  }
  return placed;
}

// Words that have a frame in common with first .. last.
GivenRange GivenWords::said_between(std::int32_t first, std::int32_t last) const {
  const auto begin = std::lower_bound(ends_.begin(), ends_.end(), first) - ends_.begin();
  const auto end = std::upper_bound(begins_.begin(), begins_.end(), last) - begins_.begin();
  return {static_cast<std::int32_t>(begin), static_cast<std::int32_t>(std::max(begin, end))};
}

Placement::Placement(std::span<const Token> given, std::span<const Placed> placed, const TokenTable& table) {
  const std::vector<TokenWord> words = spoken_words(given, table);
  std::int32_t next = 0;
  const auto append_until = [&](std::int32_t end) {
    for (; next < end; ++next) append(tokens_of(given, words[next]), {next, next + 1}, table);
  };
  for (const Placed& entry : placed) {
    append_until(entry.words.first);
    append(entry.tokens, entry.words, table);
    next = std::max(next, entry.words.end);
  }
  append_until(static_cast<std::int32_t>(words.size()));
}

void Placement::append(std::span<const Token> word, GivenRange range, const TokenTable& table) {
  if (!tokens_.empty() && table.separator() != kNone) {
    tokens_.push_back(table.separator());
    ranges_.push_back(kNoWords);
  }
  tokens_.insert(tokens_.end(), word.begin(), word.end());
  ranges_.insert(ranges_.end(), word.size(), range);
}

std::optional<GivenRange> Placement::range_of(std::int32_t first, std::int32_t last) const {
  GivenRange range = kNoWords;
  for (std::int32_t i = first; i <= last; ++i) {
    if (ranges_[i] == kNoWords) continue;
    range = range == kNoWords ? ranges_[i] : GivenRange{std::min(range.first, ranges_[i].first), std::max(range.end, ranges_[i].end)};
  }
  return range == kNoWords ? std::nullopt : std::optional(range);
}

std::vector<GivenRange> nearby(std::span<const Placed> placed, std::size_t index) {
  const auto& [entry, tokens, own, reach] = placed[index];
  const std::int32_t least = index == 0 ? reach.first : std::max(reach.first, placed[index - 1].words.end);
  const std::int32_t most =
      index + 1 < placed.size() ? std::min(reach.end, placed[index + 1].words.first) : reach.end;
  std::vector<GivenRange> found;
  for (std::int32_t first = own.first - 1; first <= own.first + 1; ++first) {
    for (std::int32_t end = own.end - 1; end <= own.end + 1; ++end) {
      const GivenRange range{first, end};
      if (first >= least && end <= most && first <= end && !(range == own)) found.push_back(range);
    }
  }
  return found;
}

}  // namespace earmark
