// Phone emissions with their symbols pooled, relative to the best of each frame.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "ctc/emissions.h"
#include "phones/pronunciations.h"

namespace earmark {

struct PhoneOptions {
  std::int32_t blank = 0;         // phone that is the blank
  std::int32_t boundary = kNone;  // phone between words, kNone: the model emits none
  double boundary_skip = 2.0;     // nats that two words without a boundary between them cost
  double floor = 10.0;            // nats below the frame's best that a phone can fall
  double unknown_word = 4.0;      // nats that a word without a pronunciation costs
  double window = 25.0;           // nats below its best frame that a word's end is followed
};

// (T, P) probabilities of each phone in each frame, summed over the columns that count for it. columns[c] is the
// phone of column c, or kNone for a column that is not used. Throws std::invalid_argument when the numbers do not
// fit.
std::vector<double> pool_phones(const Emissions& emissions, std::span<const std::int32_t> columns,
                                std::int32_t phones);

// p(phone, t) / p(best of t, t), T frames for each of P phones. Against the free best path every
// score is a ratio, so that what ends early and what ends late can be compared, and the products
// of a word's few dozen frames need no logarithms.
class PhoneFrames {
 public:
  // columns as for pool_phones.
  PhoneFrames(const Emissions& emissions, std::span<const std::int32_t> columns, std::int32_t phones,
              double floor);

  std::int32_t frames() const { return frames_; }
  std::int32_t phones() const { return phones_; }
  // T ratios of one phone, 0..1.
  const float* of(std::int32_t phone) const { return ratios_.data() + static_cast<std::ptrdiff_t>(phone) * frames_; }

 private:
  std::int32_t frames_, phones_;
  std::vector<float> ratios_;  // (P, T)
};

}  // namespace earmark
