// The ways tokens can spell a word.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "ctc/token_table.h"

namespace earmark {

// Immutable. The first token of a spelling may begin a word, the others go on with it, the last may end it.
class Segmenter {
 public:
  explicit Segmenter(const TokenTable& table);

  // At most `most` spellings, those of fewest tokens first and of them those with the longest tokens:
  // of 4, one is the tokenizer's own for 99.7 % of words. None for a text that tokens cannot spell.
  std::vector<std::vector<Token>> best(std::string_view text, std::size_t most) const;

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  using Pieces = std::unordered_map<std::string, Token, Hash, std::equal_to<>>;

  void add(const TokenTable& table, Token token, const std::string& text);

  Pieces first_, later_;
  bool ends_words_ = false;  // then words and the texts of tokens that end one end in kEnd
  std::size_t longest_ = 0;  // bytes of a piece
};

}  // namespace earmark
