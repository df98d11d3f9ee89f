// A view of one utterance's emissions and what a search makes of them.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "ctc/token.h"

namespace earmark {

// (frames, tokens) natural-log probabilities, row by row; not owned.
struct Emissions {
  const float* data;
  std::int32_t frames;
  std::int32_t tokens;

  const float* row(std::int32_t frame) const {
    return data + static_cast<std::ptrdiff_t>(frame) * tokens;
  }
};

// Where an adapter looked: shares 0..1 of each frame, a column for every entry that it looked at; not owned.
struct Attention {
  std::span<const std::int32_t> entries;
  Emissions mass;  // (frames, entries)

  // Mean share of the entry over the frames from..to, both inclusive.
  double of(std::int32_t entry, std::int32_t from, std::int32_t to) const;
};

}  // namespace earmark
