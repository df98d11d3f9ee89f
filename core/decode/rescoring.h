// Token sequences that are known already, scored exactly: what a pass after a search is made of.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "decode/first_pass.h"
#include "decode/results.h"
#include "decode/options.h"

namespace earmark {

// Every sequence that is asked for is scored, whatever its chances.
Options exactly(Options options);

std::vector<std::vector<Token>> sequences_of(std::span<const Hypothesis> paths);

// The best `nbest` of these sequences and their beginnings, found by `run`, which has not begun yet.
std::vector<Hypothesis> scored(FirstPass& run, std::span<const std::vector<Token>> sequences, const Emissions& emissions,
                         std::int32_t nbest);

// The path with exactly these tokens; null where the audio has no room for them.
const Hypothesis* find(std::span<const Hypothesis> paths, std::span<const Token> tokens);

}  // namespace earmark
