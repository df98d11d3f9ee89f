#include "decode/word_table.h"

#include <algorithm>
#include <limits>
#include <stdexcept>
#include <string>

namespace earmark {

WordModel::WordModel(std::shared_ptr<const TokenTable> table, std::shared_ptr<const WordLm> word_lm,
                     std::shared_ptr<const PhoneLexicon> phone_lexicon, std::shared_ptr<const Endings> endings)
    : table_(std::move(table)),
      word_lm_(std::move(word_lm)),
      phone_lexicon_(std::move(phone_lexicon)),
      endings_(std::move(endings)),
      tree_(phone_lexicon_->lexicon()),
      segmenter_(*table_) {
  constexpr std::int32_t kMost = std::numeric_limits<Phone>::max();
  if (table_->size() > kMost) {
    throw std::invalid_argument("the search over words spells them in at most " + std::to_string(kMost) +
                                " tokens and the model has " + std::to_string(table_->size()) +
                                ": switch the second pass off, or give no lexicon");
  }
}

std::int32_t WordTable::of_lexicon(std::int32_t spoken) {
  const auto known = number_of_lexicon_.find(spoken);
  if (known != number_of_lexicon_.end()) return known->second;
  const std::int32_t number = of(model_.phone_lexicon().text(spoken));
  number_of_lexicon_.emplace(spoken, number);
  return number;
}

std::int32_t WordTable::of(std::string_view text) {
  const auto [place, fresh] = number_.emplace(std::string(text), static_cast<std::int32_t>(words_.size()));
  if (!fresh) return place->second;
  TableWord word;
  word.text = text;
  word.pronunciation = pronunciation_of(text, model_.phone_lexicon(), listed_, model_.endings());
  const WordLm& word_lm = model_.word_lm();
  word.known = word_lm.complete(word_lm.narrow(word_lm.all(), text));
  if (word.known == kUnknownWord) {
    word.known = word_lm.rare_class();
    word.penalty = unknown_cost(options_.lm, text);
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
