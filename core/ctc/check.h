// Checks of emissions, so that no search or alignment reads what is not a log-probability.
#pragma once

#include <string_view>

#include "ctc/emissions.h"

namespace earmark {

// Refuses NaN, infinity and values above 0, a rounding aside. name: of the emissions, such as "phone emissions".
// Throws std::invalid_argument.
void check_log_probs(const Emissions& emissions, std::string_view name);

}  // namespace earmark
