// Emissions less sure of themselves.
#pragma once

#include <vector>

#include "emissions.h"

namespace earmark {

// (T, V): log of p_t(v)^(1/temperature) / sum over u of p_t(u)^(1/temperature).
std::vector<float> tempered(const Emissions& emissions, double temperature);

}  // namespace earmark
