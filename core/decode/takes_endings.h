// Which entries of a list may have endings.
#pragma once

#include <cstdint>
#include <string_view>

#include "bias/bias_index.h"
#include "lm/word_lm.h"

namespace earmark {

// All but those that are displayed as their words are and end in a word that the language model knows: it knows that
// word's forms too, and what stands around names and nouns says nothing of a verb. word_lm: null for none.
inline bool takes_endings(const BiasIndex& index, std::int32_t entry, std::string_view last_word, const WordLm* word_lm) {
  if (index.display(entry) != Display::kPlain || word_lm == nullptr) return true;
  return word_lm->model().id(last_word) == kUnknownWord;
}

}  // namespace earmark
