// Which frames each label of a known sequence takes: Viterbi alignment by the rules of CTC.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "ctc/emissions.h"
#include "phones/pronunciations.h"

namespace earmark {

struct AlignOptions {
  std::int32_t blank = 0;
  std::int32_t boundary = kNone;  // label between words that may be left out, kNone: there is none
  double boundary_skip = 0.0;     // nats that leaving one out costs
};

// Frames begin[i] .. end[i] - 1 read as label i; begin == end for a boundary that is left out.
struct LabelAlignment {
  double log_prob = 0.0;  // nats, of the best path; log zero, and no frames, where none fits
  std::vector<std::int32_t> begin, end;
};

// A label that takes any frames but boundaries as they come: a word without a pronunciation.
inline constexpr std::int32_t kAnyLabel = -1;

// The likeliest path a through (frames, labels) log-probabilities,
//
//   log_prob = max over a of sum over t of log p_t(a_t),
//
// that CTC collapses to `labels`. Boundaries within `labels` may be left out at their price; one may be
// emitted several times, and before the first label and after the last one as often as it likes. Two equal
// labels need a blank between them. Time and memory grow with frames * labels.
// Throws std::invalid_argument for a label that is no column.
LabelAlignment align_labels(const Emissions& emissions, std::span<const std::int32_t> labels,
                            const AlignOptions& options);

}  // namespace earmark
