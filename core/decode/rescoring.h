// Exact scores of token sequences that are known already.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "decode/options.h"
#include "decode/results.h"
#include "decode/search_model.h"
#include "decode/utterance.h"

namespace earmark {

// Options under which every sequence that is asked for is scored, whatever its chances.
Options exactly(Options options);

std::vector<std::vector<Token>> sequences_of(std::span<const Hypothesis> hypotheses);

// The best `nbest` of these sequences and their beginnings, by a first pass that sees no others.
std::vector<Hypothesis> rescore(const SearchModel& model, const Options& options, const PassInput& input,
                                std::span<const std::vector<Token>> sequences, std::int32_t nbest);

// The same without bonuses, class words and an adapter: the index counts for its pronunciations only.
std::vector<Hypothesis> rescore_without_list(const SearchModel& model, const Options& options, const PassInput& input,
                                             std::span<const std::vector<Token>> sequences, std::int32_t nbest);

// The hypothesis with exactly these tokens; null where the audio has no room for them.
const Hypothesis* find(std::span<const Hypothesis> hypotheses, std::span<const Token> tokens);

}  // namespace earmark
