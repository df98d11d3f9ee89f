#include "ctc/temperature.h"

#include <algorithm>
#include <cmath>

namespace earmark {

std::vector<float> apply_temperature(const Emissions& emissions, double temperature, double blank_penalty,
                                     Token blank) {
  std::vector<float> rows(static_cast<std::size_t>(emissions.frames) * emissions.tokens);
  const auto share = static_cast<float>(1.0 / temperature), penalty = static_cast<float>(blank_penalty);
  for (std::int32_t t = 0; t < emissions.frames; ++t) {
    const float* row = emissions.row(t);
    float* out = rows.data() + static_cast<std::size_t>(t) * emissions.tokens;
    const float best = *std::max_element(row, row + emissions.tokens);
    if (!std::isfinite(best)) {  // a frame in which nothing is possible stays one
      std::copy(row, row + emissions.tokens, out);
      continue;
    }
    double sum = 0.0;
    for (std::int32_t v = 0; v < emissions.tokens; ++v) {
      out[v] = (row[v] - best - (v == blank ? penalty : 0.0F)) * share;
      sum += std::exp(out[v]);
    }
    const auto log_sum = static_cast<float>(std::log(sum));
    for (std::int32_t v = 0; v < emissions.tokens; ++v) out[v] -= log_sum;
  }
  return rows;
}

}  // namespace earmark
