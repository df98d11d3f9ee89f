#include "ctc/token_table.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace earmark {

TokenTable::TokenTable(std::vector<std::string> texts, std::vector<TokenRole> roles, Token blank)
    : texts_(std::move(texts)),
      roles_(std::move(roles)),
      writable_(texts_.size(), 1),
      edges_(texts_.size(), 0),
      blank_(blank) {
  if (roles_.size() != texts_.size()) {
    throw std::invalid_argument("a table of " + std::to_string(texts_.size()) + " tokens came with " +
                                std::to_string(roles_.size()) + " roles: give one for each token");
  }
  if (blank < 0 || blank >= size()) {
    throw std::invalid_argument("the blank is token " + std::to_string(blank) + " of " + std::to_string(size()) +
                                ": give its column");
  }
  for (Token token = 0; token < size(); ++token) {
    if (token == blank_) continue;
    const TokenRole role = roles_[token];
    if (role > TokenRole::kEnds) throw std::invalid_argument("token " + std::to_string(token) + " has an unknown role");
    if (role == TokenRole::kSilent) writable_[token] = 0;
    if (role == TokenRole::kSeparates && separator_ == kNone) separator_ = token;
    if (role == TokenRole::kBegins) edges_[token] = kBefore;
    if (role == TokenRole::kEnds) {
      edges_[token] = kAfter;
      ends_words_ = true;
    }
    if (role == TokenRole::kAlone || role == TokenRole::kSeparates) edges_[token] = kBefore | kAfter;
  }
  writable_[blank_] = 0;
  edges_[blank_] = kAfter;
}

bool TokenTable::same_as(const TokenTable& other) const {
  return blank_ == other.blank_ && roles_ == other.roles_ && texts_ == other.texts_;
}

std::vector<TokenWord> words_of(std::span<const Token> tokens, const TokenTable& table) {
  std::vector<TokenWord> words;
  const auto length = static_cast<std::int32_t>(tokens.size());
  for (std::int32_t first = 0, next = 0; first < length; first = next) {
    next = first + 1;
    if (table.separates(tokens[first])) continue;
    std::string text = table.text(tokens[first]);
    for (; next < length && !table.boundary(tokens[next - 1], tokens[next]); ++next) text += table.text(tokens[next]);
    words.push_back({first, next - 1, std::move(text)});
  }
  return words;
}

std::string text_of(std::span<const Token> tokens, const TokenTable& table) {
  std::string text;
  for (const TokenWord& word : words_of(tokens, table)) {
    if (!text.empty() && !word.text.empty()) text += ' ';
    text += word.text;
  }
  return text;
}

}  // namespace earmark
