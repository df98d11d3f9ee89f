// The search for list entries among given words.
#include <stdexcept>
#include <string>

#include "decode/collected_input.h"
#include "decode/margins.h"
#include "decode/rescoring.h"
#include "decode/search.h"
#include "util/parallel.h"

namespace earmark {

namespace {

constexpr std::int32_t kAll = 1024;  // sequences and their beginnings: the words are one of them

}  // namespace

std::optional<Corrected> Search::correct(const Utterance& utterance, std::span<const Token> given,
                                         double threshold) const {
  CollectedInput collected(model_, options_.calibration, utterance.index);
  collected.append(utterance);
  const PassInput input = collected.input();
  const Options& last = twice(input) ? second_pass_->options() : options_;
  const std::vector<std::vector<Token>> words{{given.begin(), given.end()}};
  const std::vector<Hypothesis> scored = rescore(model_, exactly(last), input.without_list(), words, kAll);
  const Hypothesis* aligned = find(scored, given);
  if (aligned == nullptr) return std::nullopt;
  if (input.index == nullptr || !corrector_ || (ordinary_ && !twice(input))) return Corrected{*aligned, *aligned, {}, {}};
  FirstPass first = first_pass(input);
  first.advance(input.searched);
  const std::vector<Hypothesis> found = passes(input, kCompared, {aligned, 1}, first);
  Corrected corrected = corrector_->apply(input, *aligned, found, threshold);
  if (ending_choice_) ending_choice_->apply(input, corrected.hypothesis);
  return corrected;
}

std::vector<std::optional<Corrected>> Search::correct_batch(std::span<const Utterance> batch,
                                                            std::span<const std::vector<Token>> given, double threshold,
                                                            std::size_t threads) const {
  if (batch.size() != given.size()) {
    throw std::invalid_argument(std::to_string(batch.size()) + " utterances came with the words of " +
                                std::to_string(given.size()));
  }
  std::vector<std::optional<Corrected>> results(batch.size());
  parallel_for(batch.size(), threads, [&](std::size_t i) { results[i] = correct(batch[i], given[i], threshold); });
  return results;
}

}  // namespace earmark
