// List entries that the words of a hypothesis spell, whichever tokens they consist of.
#pragma once

#include <cstdint>

#include "decode/results.h"
#include "ctc/token_table.h"
#include "decode/word_scorer.h"

namespace earmark {

// Adds the class gain in the language model's score to the hypothesis' hits, and hits for the entries in the words of
// `history` that have none yet: those spelt by tokens that the context graph has no path for, and all of them where
// tokens are not boosted.
void add_word_hits(Hypothesis& path, const WordScorer& scorer, WordHistory history,
                   const TokenTable& table);

}  // namespace earmark
