// One utterance, as a caller gives it and as the passes read it.
#pragma once

#include <optional>

#include "bias/bias_index.h"
#include "ctc/emissions.h"

namespace earmark {

// Emissions of an utterance, or of a block of its frames; the arrays and the index are the caller's.
struct Utterance {
  Emissions emissions;                   // (T, V), perhaps biased towards the list by an adapter
  Emissions unbiased;                    // (T, V), without the list: for confidences and verification
  Emissions phones{};                    // (T', columns of the phone head); without columns: none
  std::optional<Attention> attention{};  // of that adapter
  const BiasIndex* index = nullptr;      // null: no list
};

struct PassInput {
  Emissions searched;          // (T, V), calibrated, perhaps biased
  Emissions unbiased;          // (T, V), as the model emitted them
  Emissions compared;          // (T, V), unbiased, calibrated
  const BiasIndex* index;      // null: no list
  const Emissions* phones;     // calibrated; null: none
  const Attention* attention;  // null: no adapter

  const ContextGraph* graph() const { return index == nullptr ? nullptr : &index->graph(); }
  PassInput without_list() const { return {compared, unbiased, compared, nullptr, phones, nullptr}; }
};

}  // namespace earmark
