// What a sentence says of one of its places: whether a name stands there, or the words that sound like it.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "ctc/token_table.h"
#include "decode/options.h"
#include "decode/search_model.h"

namespace earmark {

// Words first..last-1 of a sentence.
struct WordSpan {
  std::size_t first = 0, last = 0;
};

// Words of one hypothesis. The model must outlive it.
class SentenceContext {
 public:
  // options: of the cost of words that the language model does not know.
  SentenceContext(const SearchModel& model, const LmOptions& options, std::span<const Token> tokens);

  // The words that tokens first..last write.
  WordSpan span_of(std::int32_t first, std::int32_t last) const;
  // Two words before the place and two after it, as models of contexts know them. The sentence must outlive them.
  WordContext around(WordSpan place) const;
  // ln of the odds that a name stands in the place, and not `others`, by the words around it; the mean over `others`. 0
  // where the model cannot say.
  double name_log_odds(WordSpan place, std::span<const std::string> others) const;
  // Nats of the language model over the whole sentence, unweighted: a word of its class of rare words in the place,
  // less `others` there. 0 without a language model.
  double rare_log_ratio(WordSpan place, std::span<const std::string> others) const;

 private:
  std::string_view known(std::string_view word) const;
  std::string_view word(std::size_t place, std::ptrdiff_t offset) const;
  double log_prob(WordSpan place, std::span<const std::string> others) const;

  const SearchModel& model_;
  const LmOptions& options_;
  std::vector<std::string> words_;
  std::vector<TokenWord> places_;  // of each word, its tokens
};

// The words that tokens write.
std::vector<std::string> texts_of(std::span<const Token> tokens, const TokenTable& table);

}  // namespace earmark
