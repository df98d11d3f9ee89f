// Proposals for the search over words from the hypotheses of a first pass.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "decode/results.h"
#include "ctc/token_table.h"
#include "decode/word_search.h"

namespace earmark {

// Proposes every word of the hypotheses, and every list entry in them as a whole, with the phone frames at which
// the word before it may end. ratio: phone frames to a token frame; gain: weight of the language model as a multiple
// of the first pass'.
std::vector<Proposal> proposals_of(std::span<const Hypothesis> paths, const TokenTable& tokens, double ratio, double gain,
                                   WordTable& table);

}  // namespace earmark
