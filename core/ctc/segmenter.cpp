#include "ctc/segmenter.h"

#include <algorithm>

namespace earmark {

namespace {

constexpr char kEnd = '\n';  // stands in no word

struct Spelling {
  std::int32_t tokens = 0;
  std::int32_t squares = 0;  // of the tokens' lengths, summed: greater is better
  std::vector<Token> path;

  bool operator<(const Spelling& other) const {
    if (tokens != other.tokens) return tokens < other.tokens;
    return squares != other.squares ? squares > other.squares : path < other.path;
  }
};

Spelling longer(const Spelling& spelling, Token token, std::size_t bytes) {
  Spelling next = spelling;
  ++next.tokens;
  next.squares += static_cast<std::int32_t>(bytes * bytes);
  next.path.push_back(token);
  return next;
}

}  // namespace

Segmenter::Segmenter(const TokenTable& table) : ends_words_(table.ends_words()) {
  for (Token token = 0; token < table.size(); ++token) {
    if (!table.writable(token) || table.separates(token)) continue;
    const TokenRole role = table.role(token);
    if (role != TokenRole::kEnds) add(table, token, table.text(token));
    if (role == TokenRole::kEnds || (ends_words_ && role == TokenRole::kAlone)) add(table, token, table.text(token) + kEnd);
  }
}

void Segmenter::add(const TokenTable& table, Token token, const std::string& text) {
  const bool begins = table.role(token) == TokenRole::kBegins;
  if (table.may_begin(token) && (!text.empty() || begins)) first_.emplace(text, token);
  if (!begins && !text.empty()) later_.emplace(text, token);
  longest_ = std::max(longest_, text.size());
}

std::vector<std::vector<Token>> Segmenter::best(std::string_view text, std::size_t most) const {
  const std::string ended = ends_words_ ? std::string(text) + kEnd : std::string();
  const std::string_view word = ends_words_ ? ended : text;
  std::vector<std::vector<Spelling>> ends(word.size() + 1);  // spellings of the first bytes
  for (std::size_t end = 0; end <= word.size(); ++end) {
    std::vector<Spelling>& found = ends[end];
    if (const auto piece = first_.find(word.substr(0, end)); piece != first_.end()) {
      found.push_back(longer({}, piece->second, end));
    }
    for (std::size_t begin = end > longest_ ? end - longest_ : 0; begin < end; ++begin) {
      if (ends[begin].empty()) continue;
      const auto piece = later_.find(word.substr(begin, end - begin));
      if (piece == later_.end()) continue;
      for (const Spelling& before : ends[begin]) found.push_back(longer(before, piece->second, end - begin));
    }
    std::sort(found.begin(), found.end());
    if (found.size() > most) found.resize(most);
  }
  std::vector<std::vector<Token>> paths;
  for (Spelling& spelling : ends[word.size()]) paths.push_back(std::move(spelling.path));
  return paths;
}

}  // namespace earmark
