#pragma once

#include "ctc/emissions.h"

namespace earmark {

// The best token of each frame, repeats and blanks collapsed: no beam, no entries.
Path greedy(const Emissions& emissions, Token blank);

}  // namespace earmark
