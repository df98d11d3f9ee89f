#include "decode/rescoring.h"

#include <algorithm>
#include <limits>

#include "decode/first_pass.h"

namespace earmark {

namespace {

constexpr std::int32_t kBeam = 1024;  // prefixes of all sequences that may be alive in one frame

std::vector<Hypothesis> run(FirstPass& pass, const Emissions& emissions, std::span<const std::vector<Token>> sequences,
                            std::int32_t nbest) {
  pass.restrict_to(sequences);
  pass.advance(emissions);
  return pass.best(nbest);
}

}  // namespace

Options exactly(Options options) {
  options.search.beam = std::max(options.search.beam, kBeam);
  options.search.beam_threshold = std::numeric_limits<double>::infinity();
  return options;
}

std::vector<std::vector<Token>> sequences_of(std::span<const Hypothesis> hypotheses) {
  std::vector<std::vector<Token>> sequences;
  for (const Hypothesis& hypothesis : hypotheses) sequences.push_back(hypothesis.tokens);
  return sequences;
}

std::vector<Hypothesis> rescore(const SearchModel& model, const Options& options, const PassInput& input,
                                std::span<const std::vector<Token>> sequences, std::int32_t nbest) {
  FirstPass pass(model, options, input.graph(), input.index, input.phones);
  return run(pass, input.searched, sequences, nbest);
}

std::vector<Hypothesis> rescore_without_list(const SearchModel& model, const Options& options, const PassInput& input,
                                             std::span<const std::vector<Token>> sequences, std::int32_t nbest) {
  FirstPass pass(model, options, nullptr, input.index, input.phones);
  return run(pass, input.compared, sequences, nbest);
}

const Hypothesis* find(std::span<const Hypothesis> hypotheses, std::span<const Token> tokens) {
  const auto same = std::find_if(hypotheses.begin(), hypotheses.end(),
                                 [&](const Hypothesis& h) { return std::ranges::equal(h.tokens, tokens); });
  return same == hypotheses.end() ? nullptr : &*same;
}

}  // namespace earmark
