#include "decode/sentence_context.h"

#include <algorithm>

namespace earmark {

namespace {

constexpr std::string_view kBegin = "<s>", kEnd = "</s>";

}  // namespace

std::vector<std::string> texts_of(std::span<const Token> tokens, const TokenTable& table) {
  std::vector<std::string> texts;
  for (TokenWord& word : words_of(tokens, table)) {
    if (!word.text.empty()) texts.push_back(std::move(word.text));
  }
  return texts;
}

SentenceContext::SentenceContext(const SearchModel& model, const LmOptions& options, std::span<const Token> tokens)
    : model_(model), options_(options), places_(words_of(tokens, *model.table)) {
  std::erase_if(places_, [](const TokenWord& word) { return word.text.empty(); });
  for (const TokenWord& word : places_) words_.push_back(word.text);
}

WordSpan SentenceContext::span_of(std::int32_t first, std::int32_t last) const {
  const auto before = [](const TokenWord& word, std::int32_t token) { return word.last < token; };
  const auto begin = std::lower_bound(places_.begin(), places_.end(), first, before);
  const auto end = std::find_if(begin, places_.end(), [&](const TokenWord& word) { return word.first > last; });
  return {static_cast<std::size_t>(begin - places_.begin()), static_cast<std::size_t>(end - places_.begin())};
}

// The word `offset` places from `place`.
std::string_view SentenceContext::word(std::size_t place, std::ptrdiff_t offset) const {
  const std::ptrdiff_t at = static_cast<std::ptrdiff_t>(place) + offset;
  if (at < 0) return kBegin;
  if (at >= static_cast<std::ptrdiff_t>(words_.size())) return kEnd;
  return known(words_[static_cast<std::size_t>(at)]);
}

// As the model of contexts knows it.
std::string_view SentenceContext::known(std::string_view word) const {
  const bool is_known = model_.word_lm == nullptr || model_.word_lm->model().id(word) != kUnknownWord;
  return is_known ? word : NameContext::kRare;
}

WordContext SentenceContext::around(WordSpan place) const {
  return {word(place.first, -2), word(place.first, -1), word(place.last, 0), word(place.last, 1)};
}

double SentenceContext::name_log_odds(WordSpan place, std::span<const std::string> others) const {
  if (model_.names == nullptr || place.first >= place.last || others.empty()) return 0.0;
  double sum = 0.0;
  for (const std::string& other : others) sum += model_.names->log_odds(around(place), known(other));
  return sum / static_cast<double>(others.size());
}

double SentenceContext::rare_log_ratio(WordSpan place, std::span<const std::string> others) const {
  if (model_.word_lm == nullptr || place.first >= place.last) return 0.0;
  const NgramModel& model = model_.word_lm->model();
  const double theirs = log_prob(place, others);
  const std::string rare{model.word(model_.word_lm->rare_class())};
  return log_prob(place, {&rare, 1}) - theirs;
}

// ln p of the sentence with `others` in the place.
double SentenceContext::log_prob(WordSpan place, std::span<const std::string> others) const {
  const NgramModel& model = model_.word_lm->model();
  const WordId rare = model_.word_lm->rare_class();
  LmState states[2] = {model.begin(), {}};
  int now = 0;
  double total = 0.0;
  const auto add = [&](const std::string& word, bool is_class) {
    const WordId known = is_class ? rare : model.id(word);
    const WordId id = known == kUnknownWord ? rare : known;
    total += model.score(states[now], id, &states[1 - now]);
    if (known == kUnknownWord) total -= unknown_cost(options_, word);
    now = 1 - now;
  };
  const std::string_view class_word = model.word(rare);
  for (std::size_t i = 0; i < place.first; ++i) add(words_[i], false);
  for (const std::string& other : others) add(other, other == class_word);
  for (std::size_t i = place.last; i < words_.size(); ++i) add(words_[i], false);
  return total + model.end(states[now]);
}

}  // namespace earmark
