// The ending of each list entry in a result: none, or the one that audio and sentence speak for.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "ctc/segmenter.h"
#include "decode/options.h"
#include "decode/results.h"
#include "decode/search_model.h"
#include "decode/utterance.h"

namespace earmark {

// Compares an entry of a hypothesis without an ending and with each that its last word can have:
//
//   score(e) = log sum over spellings y of p_ctc(y | frames around) + gamma * phones(words around, e)
//              + context_weight * ln of the odds of e by the words around + log_weight, if any ending
//
// The odds come from a model of what stands around words with each ending: a language model knows no entry with its
// ending. Immutable.
class EndingChoice {
 public:
  // The model has endings. options: of the pass with whose weights hypotheses are compared.
  EndingChoice(const SearchModel& model, const Options& options);

  // Writes every hit of positive weight with its best ending; whether one has changed. The hypothesis keeps its verdicts.
  bool apply(const PassInput& input, Hypothesis& best) const;

 private:
  struct Place;
  struct Form {
    std::int32_t ending;
    std::string stem;                           // the entry's last word
    std::string last;                           // and with the ending
    std::vector<std::vector<Token>> spellings;  // of the whole entry
  };
  struct Choice {
    std::int32_t ending;
    std::vector<Token> tokens;
  };

  void join_pieces(const std::string& text, std::size_t from, std::vector<Token>& begun,
                   std::vector<std::vector<Token>>& found) const;
  static bool is_listed(const Place& place, std::string_view last);
  std::vector<Form> forms_of(const Place& place) const;
  Choice choose(const PassInput& input, const Place& place) const;
  double acoustic(const PassInput& input, const Place& place, Form& form) const;
  double phones(const PassInput& input, const Place& place, const Form& form) const;
  bool rewrite(const PassInput& input, std::span<const Choice> choices, Hypothesis& best) const;

  SearchModel model_;
  Options options_;  // exact
  Segmenter segmenter_;
  std::unordered_map<std::string, Token> pieces_;  // tokens that go on with a word
};

}  // namespace earmark
