// The words of a first pass' hypotheses, as proposals for a search over words.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "decode/results.h"
#include "ctc/token_table.h"
#include "decode/word_search.h"

namespace earmark {

// Every word of the paths, and every listed entry that stands in them as one, with the phone frames at which
// the word before it may end. ratio: phone frames to a token frame; gain: how much more a nat of the word_lm
// model counts than it did in the first pass.
std::vector<Proposal> proposals_of(std::span<const Hypothesis> paths, const TokenTable& tokens, double ratio, double gain,
                                   WordTable& table);

}  // namespace earmark
