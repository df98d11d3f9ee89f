#pragma once

#include "decode/results.h"

namespace earmark {

// Takes the best token of each frame, repeats and blanks collapsed: no beam, no entries.
Hypothesis greedy(const Emissions& emissions, Token blank);

}  // namespace earmark
