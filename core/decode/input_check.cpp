#include "decode/input_check.h"

#include <algorithm>
#include <cstddef>
#include <stdexcept>
#include <string>

#include "ctc/check.h"

namespace earmark {

namespace {

void check_phones(const SearchModel& model, const Emissions& phones) {
  if (model.phone_lexicon == nullptr) {
    throw std::invalid_argument("phone emissions came to a search without a phone lexicon: leave them out");
  }
  if (phones.tokens != model.phone_lexicon->columns()) {
    throw std::invalid_argument("phone emissions have " + std::to_string(phones.tokens) +
                                " columns a frame, the search was made for " +
                                std::to_string(model.phone_lexicon->columns()));
  }
  check_log_probs(phones, "phone emissions");
}

void check_attention(const Attention& attention, std::int32_t frames, const BiasIndex* index) {
  const auto& [entries, mass] = attention;
  if (mass.frames != frames || mass.tokens != static_cast<std::int32_t>(entries.size())) {
    throw std::invalid_argument("attention has " + std::to_string(mass.frames) + " frames of " +
                                std::to_string(mass.tokens) + " columns, expected " + std::to_string(frames) +
                                " frames as the emissions and a column for each of " +
                                std::to_string(entries.size()) + " entries");
  }
  const std::size_t listed = index == nullptr ? 0 : index->confusability().size();
  for (const std::int32_t entry : entries) {
    if (entry >= 0 && (listed == 0 || static_cast<std::size_t>(entry) < listed)) continue;
    throw std::invalid_argument("attention names entry " + std::to_string(entry) + " of a list of " +
                                std::to_string(listed));
  }
}

}  // namespace

void check_input(const SearchModel& model, const Utterance& utterance) {
  const auto& [emissions, unbiased, phones, attention, index] = utterance;
  if (emissions.tokens != model.table->size()) {
    throw std::invalid_argument("emissions have " + std::to_string(emissions.tokens) +
                                " tokens a frame, the search was made for " + std::to_string(model.table->size()));
  }
  check_log_probs(emissions, "emissions");
  if (unbiased.tokens != emissions.tokens || unbiased.frames != emissions.frames) {
    throw std::invalid_argument("unbiased emissions have " + std::to_string(unbiased.frames) + " frames of " +
                                std::to_string(unbiased.tokens) + " tokens, expected " +
                                std::to_string(emissions.frames) + " of " + std::to_string(emissions.tokens) +
                                " as the biased ones");
  }
  if (unbiased.data != emissions.data) check_log_probs(unbiased, "unbiased emissions");
  if (phones.tokens > 0) check_phones(model, phones);
  if (attention) check_attention(*attention, emissions.frames, index);
  if (index != nullptr) check_index(model, *index);
}

void check_index(const SearchModel& model, const BiasIndex& index) {
  const TokenTable& own = index.graph().table();
  if (&own != model.table.get() && !own.same_as(*model.table)) {
    throw ListError("the word list was compiled for a model of " + std::to_string(own.size()) +
                    " tokens, this one has " + std::to_string(model.table->size()) +
                    (own.size() == model.table->size() ? " others" : "") +
                    ": compile the list with this model's tokenizer");
  }
  if (model.phone_lexicon == nullptr || index.pronunciations() == nullptr) return;
  const Phone greatest = std::max(index.pronunciations()->greatest_phone(),
                                  index.tree() == nullptr ? Phone{0} : index.tree()->greatest_phone());
  if (greatest >= model.phone_lexicon->phones()) {
    throw ListError("a pronunciation of the word list has phone " + std::to_string(greatest) + ", the model has " +
                    std::to_string(model.phone_lexicon->phones()) + ": compile the list with this model's phone set");
  }
}

}  // namespace earmark
