// How the tokens of a model write words.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "ctc/token.h"

namespace earmark {

// What a token does to the words around it. The numbers are those of earmark.models.Alphabet.
enum class TokenRole : std::uint8_t {
  kContinues = 0,  // goes on with the word before it ("##ing", "ing", a letter between separators)
  kBegins = 1,     // begins a word ("▁the")
  kAlone = 2,      // is a word by itself (an ideograph; every token of a model that marks no words)
  kSeparates = 3,  // ends a word and writes nothing ("|")
  kSilent = 4,     // is never searched and writes nothing ("<s>", "<unk>")
  kEnds = 5,       // goes on with the word before it and ends it ("ing</w>")
};

// Immutable: one table serves any number of searches in any number of threads. Nothing else in the core asks how
// a token is spelt, or where a word ends.
class TokenTable {
 public:
  // texts: by token, the bytes that it adds to a word, without marks. blank: its column, wherever it is.
  // Throws std::invalid_argument where the numbers do not fit.
  TokenTable(std::vector<std::string> texts, std::vector<TokenRole> roles, Token blank);

  std::int32_t size() const { return static_cast<std::int32_t>(texts_.size()); }  // V
  Token blank() const { return blank_; }
  const std::string& text(Token token) const { return texts_[token]; }
  TokenRole role(Token token) const { return roles_[token]; }
  // The token separates words, which any other may begin then; kNone where none does.
  Token separator() const { return separator_; }
  bool separates(Token token) const { return roles_[token] == TokenRole::kSeparates; }
  // The search may write it: by token, 0 or 1.
  std::span<const std::uint8_t> writable() const { return writable_; }
  bool writable(Token token) const { return writable_[token] != 0; }
  // Words end at tokens of their own: any token may begin the next one.
  bool ends_words() const { return ends_words_; }
  // A word of several tokens may have it as its first one.
  bool may_begin(Token token) const {
    if (token == blank_) return false;
    const TokenRole role = roles_[token];
    if (role == TokenRole::kBegins || role == TokenRole::kAlone) return true;
    return (separator_ != kNone || ends_words_) && (role == TokenRole::kContinues || role == TokenRole::kEnds);
  }
  // A word may have it as its last one.
  bool may_end(Token token) const { return !ends_words_ || roles_[token] != TokenRole::kContinues; }
  // A word ends between the two. The blank as `last` stands for the beginning of the audio.
  bool boundary(Token last, Token token) const { return ((edges_[last] & kAfter) | (edges_[token] & kBefore)) != 0; }
  bool same_as(const TokenTable& other) const;

 private:
  static constexpr std::uint8_t kBefore = 1, kAfter = 2;

  std::vector<std::string> texts_;
  std::vector<TokenRole> roles_;
  std::vector<std::uint8_t> writable_;
  std::vector<std::uint8_t> edges_;  // by token, where a word ends whatever the token beside it
  Token blank_;
  Token separator_ = kNone;
  bool ends_words_ = false;
};

// Tokens first..last of a sequence, which write one word; its text may be empty.
struct TokenWord {
  std::int32_t first, last;
  std::string text;
};

// The words of a sequence in order. Separators belong to none.
std::vector<TokenWord> words_of(std::span<const Token> tokens, const TokenTable& table);
// Their texts with a space between them.
std::string text_of(std::span<const Token> tokens, const TokenTable& table);

}  // namespace earmark
