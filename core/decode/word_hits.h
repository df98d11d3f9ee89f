// The listed entries that the words of a path spell, whichever tokens they are made of.
#pragma once

#include <cstdint>

#include "decode/results.h"
#include "ctc/token_table.h"
#include "decode/word_scorer.h"

namespace earmark {

// Adds to path.hits what being listed changed in the language model's score, and the entries that stand in
// the words of `history` without a hit yet: those spelt by tokens the entry graph has no path for, and all of
// them where tokens are not boosted.
void add_word_hits(Hypothesis& path, const WordScorer& scorer, WordHistory history,
                   const TokenTable& table);

}  // namespace earmark
