#include "decode/search.h"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <utility>

#include "ctc/forward.h"
#include "decode/crossing.h"
#include "decode/margins.h"
#include "decode/rescoring.h"
#include "decode/search_session.h"
#include "util/parallel.h"

namespace earmark {

namespace {

constexpr double kChance = 2.0;  // nats by which prefixes that a beam has lost may differ from those that it has kept
constexpr double kOtherRows = 8.0;  // nats likewise, where the words were found in rows that are not flattened
constexpr std::int32_t kFirst = kCompared;  // hypotheses of the first pass that the later parts begin with

SearchModel with_options(SearchModel model, const Options& options) {
  if (!options.endings.enabled) model.endings = nullptr;
  return model;
}

// Options of the first pass: no bonus and no penalty without boosting, and smaller ones beside a language model, which
// carries part of what entries need.
Options first_options(const SearchModel& model, Options options) {
  check(options);
  BoostingOptions& boosting = options.boosting;
  if (model.word_lm != nullptr) {
    boosting.gap_share *= boosting.scale_with_lm;
    boosting.bonus *= boosting.scale_with_lm;
    boosting.static_reward *= boosting.scale_with_lm;
    boosting.suppress_penalty *= boosting.scale_with_lm;
  }
  if (boosting.mode == BoostingMode::kOff) boosting.suppress_penalty = 0.0;
  return options;
}

}  // namespace

Search::Search(SearchModel model, const Options& options, std::shared_ptr<const Search> ordinary)
    : model_(with_options(std::move(model), options)),
      options_(first_options(model_, options)),
      ordinary_(std::move(ordinary)) {
  if (SecondPass::configured(model_, options_)) second_pass_.emplace(model_, options_);
  if (options_.verification.enabled) {
    verification_.emplace(model_, options_, second_pass_ ? second_pass_->options() : options_);
    corrector_.emplace(model_, second_pass_ ? second_pass_->options() : options_, ordinary_ != nullptr);
  }
  if (model_.endings != nullptr) ending_choice_.emplace(model_, second_pass_ ? second_pass_->options() : options_);
}

std::vector<Hypothesis> Search::search(const Utterance& utterance, std::int32_t nbest) const {
  SearchSession session(*this, utterance.index);
  session.advance(utterance);
  return session.finish(nbest);
}

std::vector<std::vector<Hypothesis>> Search::search_batch(std::span<const Utterance> batch, std::int32_t nbest,
                                                          std::size_t threads) const {
  std::vector<std::vector<Hypothesis>> results(batch.size());
  parallel_for(batch.size(), threads, [&](std::size_t i) { results[i] = search(batch[i], nbest); });
  return results;
}

FirstPass Search::first_pass(const PassInput& input) const {
  return FirstPass(model_, options_, input.graph(), input.index, input.phones);
}

std::vector<Hypothesis> Search::decode(const PassInput& input, std::int32_t nbest, FirstPass* first) const {
  if (nbest < 1) throw std::invalid_argument("nbest is " + std::to_string(nbest) + ", expected at least 1");
  if (ordinary_ && (input.index == nullptr || !twice(input))) {  // nothing to decide, or nothing to decide by
    return ordinary_->search({input.unbiased, input.unbiased, {}, {}, input.index}, nbest);
  }
  const bool verified = input.index != nullptr && verification_;
  std::vector<Hypothesis> unlisted;
  if (verified) unlisted = without_list(input, std::max(nbest, kFirst));
  std::vector<Hypothesis> found;
  const std::int32_t wanted = verified || model_.word_lm ? std::max(nbest, kFirst) : nbest;
  if (first != nullptr) {
    found = passes(input, wanted, unlisted, *first);
  } else {
    FirstPass own = first_pass(input);
    own.advance(input.searched);
    found = passes(input, wanted, unlisted, own);
  }
  const Hypothesis plain = unlisted.empty() ? Hypothesis{} : unlisted[0];
  if (verified) {
    const Options& last = twice(input) ? second_pass_->options() : options_;
    cross(input, last, unlisted, found);
    std::vector<Hypothesis> ordinary;
    if (ordinary_) ordinary = unlisted;
    verification_->apply(input, last, std::move(unlisted), found);
    if (ordinary_ && found[0].hits.empty()) take_ordinary(std::move(ordinary), found);
  }
  if (input.index != nullptr && ending_choice_ && ending_choice_->apply(input, found[0])) {
    const auto outdated = [&](const Hypothesis& other) {  // the same, or better by scores that it was not chosen by
      return other.tokens == found[0].tokens || other.scores.total() > found[0].scores.total();
    };
    found.erase(std::remove_if(found.begin() + 1, found.end(), outdated), found.end());
  }
  if (model_.word_lm && !ordinary_) {
    found[0].margins = margins_of(found, *model_.table);
    keep_margins(plain, *model_.table, found[0]);
  }
  if (found.size() > static_cast<std::size_t>(nbest)) found.resize(nbest);
  for (Hypothesis& h : found) h.confidences = token_confidences(input.unbiased, h.tokens, h.frames, model_.table->blank());
  return found;
}

// The result of the search for ordinary words, where no entry is left.
void Search::take_ordinary(std::vector<Hypothesis> ordinary, std::vector<Hypothesis>& found) const {
  if (ordinary.empty()) return;
  ordinary[0].rejected = std::move(found[0].rejected);
  ordinary[0].considered = std::move(found[0].considered);
  found = std::move(ordinary);
}

// Puts the entries of the best hypothesis among the words of the best one without the list, where that scores better.
// Where no word depends on another, as without a language model, scores less than a nat or two apart are chance: the
// words without the list are kept then. Where another search has found those, its acoustic scores compare them.
void Search::cross(const PassInput& input, const Options& options, std::span<const Hypothesis> unlisted,
                   std::vector<Hypothesis>& found) const {
  if (found[0].hits.empty() || unlisted.empty()) return;
  std::vector<std::vector<Token>> sequences = crossings_of(found[0], unlisted[0], *model_.table);
  if (sequences.empty()) return;
  const std::size_t crossings = sequences.size();
  sequences.push_back(found[0].tokens);
  const std::vector<Hypothesis> scored = rescore(model_, exactly(options), input, sequences, kFirst);
  const Hypothesis* own = find(scored, found[0].tokens);
  if (own == nullptr) return;
  const auto worth = [&](const Hypothesis& h) { return ordinary_ ? h.scores.acoustic + h.scores.boost : h.scores.total(); };
  const double chance = ordinary_ ? kOtherRows : model_.word_lm == nullptr ? kChance : 0.0;
  double best = worth(*own) - chance;
  const Hypothesis* chosen = nullptr;
  for (std::size_t i = 0; i < crossings; ++i) {
    const Hypothesis* crossed = find(scored, sequences[i]);
    if (crossed == nullptr || crossed->hits.empty() || !(worth(*crossed) > best)) continue;
    best = worth(*crossed);
    chosen = crossed;
  }
  if (chosen == nullptr) return;
  std::erase_if(found, [&](const Hypothesis& hypothesis) { return hypothesis.tokens == chosen->tokens; });
  found.insert(found.begin(), *chosen);
}

// Hypotheses of the audio without the list, those with suppressed entries aside.
std::vector<Hypothesis> Search::without_list(const PassInput& input, std::int32_t nbest) const {
  std::vector<Hypothesis> found;
  if (ordinary_) {
    found = ordinary_->search({input.unbiased, input.unbiased}, nbest);
  } else {
    const PassInput plain = input.without_list();
    FirstPass first = first_pass(plain);
    first.advance(plain.searched);
    found = passes(plain, kFirst, {}, first);
  }
  if (input.index->graph().suppresses()) verification_->drop_suppressed(input, found);
  if (model_.word_lm && !ordinary_ && !found.empty()) found[0].margins = margins_of(found, *model_.table);
  return found;
}

// The second pass behind a first one; without it, the first pass' hypotheses and the best one without the list.
std::vector<Hypothesis> Search::passes(const PassInput& input, std::int32_t nbest,
                                       std::span<const Hypothesis> unlisted, FirstPass& first) const {
  const bool again = twice(input);
  const std::int32_t wanted = again ? std::max(nbest, kFirst) : nbest;
  std::vector<Hypothesis> found = first.best(wanted);
  const bool crowded_out = !unlisted.empty() && find(found, unlisted[0].tokens) == nullptr;
  if (again || crowded_out) found.insert(found.end(), unlisted.begin(), unlisted.end());
  if (again) return second_pass_->run(input, std::move(found), wanted, unlisted.empty());
  return crowded_out ? rescore(model_, exactly(options_), input, sequences_of(found), nbest) : found;
}

}  // namespace earmark
