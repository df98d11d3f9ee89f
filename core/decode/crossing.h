// Crossing: the entries of one hypothesis among the words of another.
#pragma once

#include <span>
#include <vector>

#include "decode/results.h"
#include "ctc/token_table.h"

namespace earmark {

// Prefixes with begun entries fill the beam, and the best words of the rest of the audio can fall out of it, though no
// entry is near them. So the hypothesis' entries are put among the words that `other` has around them.
//
// Token sequences: the hypothesis with all its words between entries, then with each stretch of them alone, replaced by
// the words of `other` at that time; without those that are the hypothesis itself. Entries of `other` are not taken.
std::vector<std::vector<Token>> crossings_of(const Hypothesis& hypothesis, const Hypothesis& other,
                                             const TokenTable& table);

}  // namespace earmark
