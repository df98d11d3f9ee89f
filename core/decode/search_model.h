// What all searches of one acoustic model share.
#pragma once

#include <memory>

#include "ctc/token_table.h"
#include "bias/endings.h"
#include "lm/name_context.h"
#include "lm/word_lm.h"
#include "phones/phone_lexicon.h"

namespace earmark {

// Immutable; copies share the parts.
struct SearchModel {
  std::shared_ptr<const TokenTable> table;
  std::shared_ptr<const WordLm> word_lm;              // null: no language model
  std::shared_ptr<const PhoneLexicon> phone_lexicon;  // null: no phone evidence
  std::shared_ptr<const NameContext> names{};         // null: words do not speak for or against names
  std::shared_ptr<const Endings> endings{};           // null: entries have no endings
};

}  // namespace earmark
