// Margins of words: how much worse the search's hypotheses without a word are.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "ctc/token_table.h"
#include "decode/results.h"

namespace earmark {

inline constexpr std::int32_t kCompared = 50;  // hypotheses
inline constexpr double kWideMargin = 12.0;  // nats: words with more are right all the same

// For each token of the first hypothesis, nats of the total score by which the best of the others without its word at
// that place falls behind: 0 to kWideMargin, which also stands for words that all others have.
std::vector<float> margins_of(std::span<const Hypothesis> hypotheses, const TokenTable& table);

// Gives the words of a hypothesis that stand in the result without the list too the margins that they have there.
void keep_margins(const Hypothesis& unlisted, const TokenTable& table, Hypothesis& best);

}  // namespace earmark
