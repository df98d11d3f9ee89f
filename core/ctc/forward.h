// Probability of a token sequence given the emissions, and of each of its tokens.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "ctc/emissions.h"

namespace earmark {

// log p_ctc(tokens | emissions): the sum over all alignments. Log zero if there are too few frames.
double ctc_log_prob(const Emissions& emissions, std::span<const Token> tokens, Token blank);

// Probability, for each token, that the frames around its emission read as that token and nothing
// else: of all ways to label up to five frames (200 ms at a step of 40 ms) on either side, no
// further than the neighbouring tokens' emissions, the share that collapses to the token, a rest
// of the one before and a beginning of the one after aside. All labellings of a stretch of frames
// sum to one, so this is a probability and not a score.
std::vector<float> token_confidences(const Emissions& emissions, std::span<const Token> tokens,
                                     std::span<const std::int32_t> frames, Token blank);

}  // namespace earmark
