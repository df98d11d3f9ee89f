#include "ctc/segmenter.h"

#include <algorithm>

namespace earmark {

namespace {

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

Segmenter::Segmenter(const TokenTable& table) {
  for (Token token = 0; token < table.size(); ++token) {
    if (!table.writable(token) || table.separates(token)) continue;
    const std::string& text = table.text(token);
    if (table.may_begin(token) && (!text.empty() || table.role(token) == TokenRole::kBegins)) first_.emplace(text, token);
    if (table.role(token) != TokenRole::kBegins && !text.empty()) later_.emplace(text, token);
    longest_ = std::max(longest_, text.size());
  }
}

std::vector<std::vector<Token>> Segmenter::best(std::string_view word, std::size_t most) const {
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
