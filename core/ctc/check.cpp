#include "ctc/check.h"

#include <cmath>
#include <stdexcept>
#include <string>

namespace earmark {

namespace {

constexpr float kRounding = 1e-3F;  // of a log-softmax in single precision

bool are_log_probs(const float* row, std::int32_t tokens) {
  bool fine = true;
  for (std::int32_t v = 0; v < tokens; ++v) fine = fine && row[v] <= kRounding;  // false for NaN
  return fine;
}

}  // namespace

void check_log_probs(const Emissions& emissions, std::string_view name) {
  if (emissions.tokens < 1) {
    throw std::invalid_argument(std::string(name) + " have no columns, expected one for the blank at least");
  }
  for (std::int32_t t = 0; t < emissions.frames; ++t) {
    if (are_log_probs(emissions.row(t), emissions.tokens)) continue;
    throw std::invalid_argument(std::string(name) + " hold NaN or values above 0 in frame " + std::to_string(t) +
                                ", expected natural-log probabilities: apply log_softmax to logits first");
  }
}

}  // namespace earmark
