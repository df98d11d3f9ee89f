#include "decode/rescoring.h"

#include <algorithm>
#include <limits>

namespace earmark {

namespace {

constexpr std::int32_t kBeam = 1024;  // prefixes of all sequences that may be alive in one frame

}  // namespace

Options exactly(Options options) {
  options.search.beam = std::max(options.search.beam, kBeam);
  options.search.beam_threshold = std::numeric_limits<double>::infinity();
  return options;
}

std::vector<std::vector<Token>> sequences_of(std::span<const Hypothesis> paths) {
  std::vector<std::vector<Token>> sequences;
  for (const Hypothesis& path : paths) sequences.push_back(path.tokens);
  return sequences;
}

std::vector<Hypothesis> scored(FirstPass& run, std::span<const std::vector<Token>> sequences, const Emissions& emissions,
                         std::int32_t nbest) {
  run.restrict_to(sequences);
  for (std::int32_t t = 0; t < emissions.frames; ++t) run.advance(emissions.row(t), t);
  return run.finish(nbest);
}

const Hypothesis* find(std::span<const Hypothesis> paths, std::span<const Token> tokens) {
  const auto found = std::find_if(paths.begin(), paths.end(),
                                  [&](const Hypothesis& path) { return std::ranges::equal(path.tokens, tokens); });
  return found == paths.end() ? nullptr : &*found;
}

}  // namespace earmark
