// Emissions less sure of themselves, and of silence.
#pragma once

#include <vector>

#include "ctc/emissions.h"

namespace earmark {

// (T, V): log of q_t(v)^(1/temperature) / sum over u of q_t(u)^(1/temperature), where q_t is p_t but for
// q_t(blank) = exp(-blank_penalty) p_t(blank).
std::vector<float> apply_temperature(const Emissions& emissions, double temperature, double blank_penalty, Token blank);

}  // namespace earmark
