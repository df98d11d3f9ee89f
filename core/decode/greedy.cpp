#include "decode/greedy.h"

#include <algorithm>

#include "ctc/forward.h"

namespace earmark {

Hypothesis greedy(const Emissions& emissions, Token blank) {
  Hypothesis path;
  Token last = blank;
  for (std::int32_t t = 0; t < emissions.frames; ++t) {
    const float* row = emissions.row(t);
    const auto best = static_cast<Token>(std::max_element(row, row + emissions.tokens) - row);
    if (best != blank && best != last) {
      path.tokens.push_back(best);
      path.frames.push_back(t);
    }
    last = best;
  }
  path.scores.acoustic = ctc_log_prob(emissions, path.tokens, blank);
  path.confidences = token_confidences(emissions, path.tokens, path.frames, blank);
  return path;
}

}  // namespace earmark
