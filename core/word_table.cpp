#include "word_table.h"

#include <algorithm>

namespace earmark {

WordModel::WordModel(std::shared_ptr<const Language> language, std::shared_ptr<const Pronouncer> pronouncer,
                     std::span<const std::uint8_t> word_starts)
    : language_(std::move(language)),
      pronouncer_(std::move(pronouncer)),
      tree_(pronouncer_->lexicon()),
      segmenter_(language_->spellings(), word_starts) {}

std::int32_t WordTable::of_lexicon(std::int32_t spoken) {
  const auto known = number_of_lexicon_.find(spoken);
  if (known != number_of_lexicon_.end()) return known->second;
  const std::int32_t number = of(model_.pronouncer().text(spoken));
  number_of_lexicon_.emplace(spoken, number);
  return number;
}

std::int32_t WordTable::of(std::string_view text) {
  const auto [place, fresh] = number_.emplace(std::string(text), static_cast<std::int32_t>(words_.size()));
  if (!fresh) return place->second;
  TableWord word;
  word.text = text;
  word.sound = sound_of(text, model_.pronouncer(), listed_);
  const Language& language = model_.language();
  word.known = language.complete(language.narrow(language.all(), text));
  if (word.known == kUnknownWord) {
    word.known = language.rare_class();
    word.penalty = unknown_cost(options_, text);
  }
  word.offsets.push_back(0);
  for (const std::vector<Token>& spelling : model_.segmenter().best(text, kSpellings)) {
    for (const Token token : spelling) word.tokens.push_back(static_cast<Phone>(token));
    word.offsets.push_back(static_cast<std::uint32_t>(word.tokens.size()));
  }
  words_.push_back(std::move(word));
  return place->second;
}

}  // namespace earmark
