#include "decode/second_pass.h"

#include <algorithm>

#include "decode/proposals.h"
#include "decode/rescoring.h"
#include "decode/word_search.h"

namespace earmark {

namespace {

constexpr std::size_t kFound = 30;    // word sequences that it adds
constexpr std::int32_t kBeam = 1024;  // prefixes of all sequences that may be alive in one frame
constexpr double kThreshold = 60.0;   // nats: the weights are greater, and no new sequence can appear

Options with_second_weights(Options options) {
  options.search.beam = std::max(options.search.beam, kBeam);
  options.search.beam_threshold = std::max(options.search.beam_threshold, kThreshold);
  // An unknown word costs as many nats as in the first pass: it is no likelier where the model counts more.
  const double share = options.second_pass.lm_weight > 0.0 ? options.lm.weight / options.second_pass.lm_weight : 1.0;
  options.lm.unknown_word *= share;
  options.lm.unknown_letter *= share;
  options.lm.weight = options.second_pass.lm_weight;
  options.lm.word_bonus = options.second_pass.word_bonus;
  options.phones.weight = options.second_pass.phone_weight;
  return options;
}

}  // namespace

SecondPass::SecondPass(const SearchModel& model, const Options& options)
    : model_(model),
      options_(with_second_weights(options)),
      lm_gain_(options.lm.weight > 0.0 ? options.second_pass.lm_weight / options.lm.weight : 0.0),
      words_(model.table, model.word_lm, model.phone_lexicon, model.endings) {}

bool SecondPass::configured(const SearchModel& model, const Options& options) {
  return options.second_pass.enabled && options.second_pass.phone_weight > 0.0 && model.word_lm != nullptr &&
         model.phone_lexicon != nullptr;
}

bool SecondPass::applies(const PassInput& input) {
  return input.phones != nullptr && input.phones->frames > 0 && input.searched.frames > 0;
}

std::vector<Hypothesis> SecondPass::run(const PassInput& input, std::vector<Hypothesis> first, std::int32_t nbest,
                                        bool lexicon) const {
  WordTable table(words_, options_, input.index == nullptr ? nullptr : input.index->pronunciations());
  const double ratio = static_cast<double>(input.phones->frames) / input.searched.frames;
  const std::vector<Proposal> proposals = proposals_of(first, *model_.table, ratio, lm_gain_, table);
  WordSearch search(words_, options_, table, input.index, input.searched, *input.phones, lexicon);
  std::vector<std::vector<Token>> sequences = search.search(proposals, kFound);
  for (Hypothesis& hypothesis : first) sequences.push_back(std::move(hypothesis.tokens));
  return rescore(model_, options_, input, sequences, nbest);
}

}  // namespace earmark
