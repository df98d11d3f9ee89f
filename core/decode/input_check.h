// Checks of what a caller gives to a search: nothing wrong reaches a pass.
#pragma once

#include <stdexcept>

#include "decode/search_model.h"
#include "decode/utterance.h"

namespace earmark {

// A list that was compiled for another model.
struct ListError : std::invalid_argument {
  using std::invalid_argument::invalid_argument;
};

// Throws std::invalid_argument where the utterance does not fit the model, or its parts each other.
void check_input(const SearchModel& model, const Utterance& utterance);
// Throws ListError where the list was compiled for another model.
void check_index(const SearchModel& model, const BiasIndex& index);

}  // namespace earmark
