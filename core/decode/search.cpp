#include "decode/search.h"

#include <algorithm>
#include <stdexcept>
#include <string>

#include "decode/first_pass.h"
#include "ctc/check.h"
#include "ctc/forward.h"
#include "decode/verifier.h"
#include "util/parallel.h"
#include "decode/proposals.h"
#include "decode/rescoring.h"
#include "ctc/temperature.h"
#include "decode/word_search.h"

namespace earmark {

namespace {

constexpr std::int32_t kFirst = 50;        // hypotheses of the first pass that the second begins with
constexpr std::size_t kFound = 30;         // word sequences that it adds
constexpr std::int32_t kFinalBeam = 1024;  // prefixes of all of them that may be alive in one frame
constexpr double kFinalThreshold = 60.0;   // nats: the weights are greater, and nothing new is looked for

const Options& checked(const Options& options) {
  check(options);
  return options;
}

// Without boosting nothing is paid, and nothing is charged.
Options paid(Options options) {
  if (options.boosting.mode == BoostingMode::kOff) options.boosting.suppress_penalty = 0.0;
  return options;
}

// A language model and the class of rare words carry part of what entries are paid for.
Options beside_a_model(Options options) {
  for (double* amount : {&options.boosting.gap_share, &options.boosting.bonus, &options.boosting.static_reward, &options.boosting.suppress_penalty}) {
    *amount *= options.boosting.scale_with_lm;
  }
  return options;
}

Options final_options(Options options) {
  options.search.beam = std::max(options.search.beam, kFinalBeam);
  options.search.beam_threshold = std::max(options.search.beam_threshold, kFinalThreshold);
  // What is unknown costs as many nats as in the first pass: it is no likelier where the model counts more.
  const double share = options.second_pass.lm_weight > 0.0 ? options.lm.weight / options.second_pass.lm_weight : 1.0;
  options.lm.unknown_word *= share;
  options.lm.unknown_letter *= share;
  options.lm.weight = options.second_pass.lm_weight;
  options.lm.word_bonus = options.second_pass.word_bonus;
  options.phones.weight = options.second_pass.phone_weight;
  return options;
}

}  // namespace

Search::Search(std::shared_ptr<const TokenTable> table, Options options,
                       std::shared_ptr<const WordLm> word_lm, std::shared_ptr<const PhoneLexicon> phone_lexicon)
    : table_(std::move(table)),
      options_(paid(word_lm == nullptr ? checked(options) : beside_a_model(checked(options)))),
      final_(final_options(options_)),
      word_lm_(std::move(word_lm)),
      phone_lexicon_(std::move(phone_lexicon)) {
  if (options_.second_pass.enabled && word_lm_ != nullptr && phone_lexicon_ != nullptr && options_.second_pass.phone_weight > 0.0) {
    word_model_ = std::make_unique<WordModel>(table_, word_lm_, phone_lexicon_);
  }
  if (options_.verification.enabled) {
    verifier_ = std::make_unique<Verifier>(table_, word_model_ == nullptr ? options_ : final_, word_lm_.get(),
                                     phone_lexicon_.get());
  }
}

void Search::check(const Utterance& utterance) const {
  const auto& [emissions, unbiased, phones, attention, index] = utterance;
  if (emissions.tokens != tokens()) {
    throw std::invalid_argument("emissions have " + std::to_string(emissions.tokens) +
                                " tokens a frame, the search was made for " + std::to_string(tokens()));
  }
  check_log_probs(emissions, "emissions");
  if (unbiased.tokens != emissions.tokens || unbiased.frames != emissions.frames) {
    throw std::invalid_argument("unbiased emissions have " + std::to_string(unbiased.frames) + " frames of " +
                                std::to_string(unbiased.tokens) + " tokens, expected " +
                                std::to_string(emissions.frames) + " of " + std::to_string(emissions.tokens) +
                                " as the biased ones");
  }
  if (unbiased.data != emissions.data) check_log_probs(unbiased, "unbiased emissions");
  if (phones.tokens > 0) check_phones(phones);
  if (attention) check(*attention, emissions.frames, index);
  if (index != nullptr) check(*index);
}

void Search::check_phones(const Emissions& phones) const {
  if (phone_lexicon_ == nullptr) {
    throw std::invalid_argument("phone emissions came to a search without a phone lexicon: leave them out");
  }
  if (phones.tokens != phone_lexicon_->columns()) {
    throw std::invalid_argument("phone emissions have " + std::to_string(phones.tokens) +
                                " columns a frame, the search was made for " +
                                std::to_string(phone_lexicon_->columns()));
  }
  check_log_probs(phones, "phone emissions");
}

void Search::check(const Attention& attention, std::int32_t frames, const BiasIndex* index) const {
  const auto& [entries, mass] = attention;
  if (mass.frames != frames || mass.tokens != static_cast<std::int32_t>(entries.size())) {
    throw std::invalid_argument("attention has " + std::to_string(mass.frames) + " frames of " +
                                std::to_string(mass.tokens) + " columns, expected " + std::to_string(frames) +
                                " frames as the emissions and a column for each of " +
                                std::to_string(entries.size()) + " entries");
  }
  const std::size_t listed = index == nullptr ? 0 : index->confusability().size();
  for (const std::int32_t entry : entries) {
    if (entry >= 0 && (listed == 0 || static_cast<std::size_t>(entry) < listed)) continue;
    throw std::invalid_argument("attention names entry " + std::to_string(entry) + " of a list of " +
                                std::to_string(listed));
  }
}

void Search::check(const BiasIndex& index) const {
  const TokenTable& own = index.graph().table();
  if (&own != table_.get() && !own.same_as(*table_)) {
    throw std::invalid_argument("the word list was compiled for a model of " + std::to_string(own.size()) +
                                " tokens but this one has " + std::to_string(tokens()) +
                                ", or others: compile the list with this model's tokenizer");
  }
  if (phone_lexicon_ == nullptr || index.sounds() == nullptr) return;
  const Phone greatest = std::max(index.sounds()->greatest_phone(),
                                  index.tree() == nullptr ? Phone{0} : index.tree()->greatest_phone());
  if (greatest >= phone_lexicon_->phones()) {
    throw std::invalid_argument("a pronunciation of the word list has phone " + std::to_string(greatest) +
                                ", the model has " + std::to_string(phone_lexicon_->phones()) +
                                ": compile the list with this model's phone set");
  }
}

std::vector<Hypothesis> Search::search(const Utterance& heard, std::int32_t nbest) const {
  if (nbest < 1) throw std::invalid_argument("nbest is " + std::to_string(nbest) + ", expected at least 1");
  check(heard);
  const BiasIndex* index = heard.index;
  Emissions phones = heard.phones;
  const bool biased = heard.unbiased.data != heard.emissions.data;
  Task task{heard.emissions, heard.unbiased, heard.unbiased, index, word_lm_ == nullptr ? nullptr : index, phones.tokens > 0 ? &phones : nullptr,
            heard.attention ? &*heard.attention : nullptr};
  std::vector<float> searched, compared, flattened;
  if (phones.tokens > 0 && options_.calibration.phone_temperature != 1.0) {
    flattened = apply_temperature(phones, options_.calibration.phone_temperature, 0.0, kNone);
    phones.data = flattened.data();
  }
  if (word_lm_ != nullptr && (options_.calibration.temperature != 1.0 || options_.calibration.blank_penalty != 0.0)) {
    searched = apply_temperature(heard.emissions, options_.calibration.temperature, options_.calibration.blank_penalty, table_->blank());
    if (biased) compared = apply_temperature(heard.unbiased, options_.calibration.temperature, options_.calibration.blank_penalty, table_->blank());
    task.searched.data = searched.data();
    task.compared.data = biased ? compared.data() : searched.data();
  }
  const bool guarded = index != nullptr && verifier_ != nullptr;
  std::vector<Hypothesis> plain;
  if (guarded) plain = without_list(task);
  if (guarded && index->graph().suppresses()) drop_suppressed(task, plain);
  std::vector<Hypothesis> paths = best_of(task, guarded ? std::max(nbest, kFirst) : nbest, plain);
  if (guarded) keep_what_was_said(task, std::move(plain), paths);
  if (paths.size() > static_cast<std::size_t>(nbest)) paths.resize(nbest);
  for (Hypothesis& path : paths) path.confidences = token_confidences(task.unbiased, path.tokens, path.frames, table_->blank());
  return paths;
}

bool Search::twice(const Task& task) const {
  return word_model_ != nullptr && task.phones != nullptr && task.phones->frames > 0 && task.searched.frames > 0;
}

// What would be written without the list.
std::vector<Hypothesis> Search::without_list(const Task& task) const {
  return best_of({task.compared, task.unbiased, task.compared, nullptr, nullptr, task.phones, nullptr}, kFirst, {});
}

// Both passes; plain: what a search without the list has found, empty for none.
std::vector<Hypothesis> Search::best_of(const Task& task, std::int32_t nbest, std::span<const Hypothesis> plain) const {
  FirstPass run(*table_, options_, task.index == nullptr ? nullptr : &task.index->graph(), word_lm_.get(), task.listed, phone_lexicon_.get(), task.phones);
  for (std::int32_t t = 0; t < task.searched.frames; ++t) run.advance(task.searched.row(t), t);
  const bool again = twice(task);
  const std::int32_t wanted = again ? std::max(nbest, kFirst) : nbest;
  std::vector<Hypothesis> found = run.finish(wanted);
  const bool crowded = !plain.empty() && find(found, plain[0].tokens) == nullptr;
  if (again || crowded) found.insert(found.end(), plain.begin(), plain.end());
  if (again) return second_pass(task, std::move(found), wanted, plain.empty());
  return crowded ? scored(task, exactly(options_), sequences_of(found), nbest) : found;
}

// lexicon: its words are looked for too, not only those of the first hypotheses and of the list.
std::vector<Hypothesis> Search::second_pass(const Task& task, std::vector<Hypothesis> first, std::int32_t nbest,
                                          bool lexicon) const {
  WordTable table(*word_model_, final_, task.listed == nullptr ? nullptr : task.listed->sounds());
  const double ratio = static_cast<double>(task.phones->frames) / task.searched.frames;
  const double gain = options_.lm.weight > 0.0 ? options_.second_pass.lm_weight / options_.lm.weight : 0.0;
  const std::vector<Proposal> proposals =
      proposals_of(first, *table_, ratio, gain, table);
  std::vector<std::vector<Token>> sequences =
      WordSearch(*word_model_, final_, table, task.listed, task.searched, *task.phones, lexicon).search(proposals, kFound);
  for (Hypothesis& path : first) sequences.push_back(std::move(path.tokens));
  return scored(task, final_, sequences, nbest);
}

// The best of these token sequences and their beginnings.
std::vector<Hypothesis> Search::scored(const Task& task, const Options& options,
                                     std::span<const std::vector<Token>> sequences, std::int32_t nbest) const {
  FirstPass run(*table_, options, task.index == nullptr ? nullptr : &task.index->graph(), word_lm_.get(), task.listed, phone_lexicon_.get(), task.phones);
  return earmark::scored(run, sequences, task.searched, nbest);
}

std::vector<std::vector<Hypothesis>> Search::search_batch(std::span<const Utterance> batch, std::int32_t nbest,
                                                          std::size_t threads) const {
  std::vector<std::vector<Hypothesis>> results(batch.size());
  parallel_for(batch.size(), threads, [&](std::size_t i) { results[i] = search(batch[i], nbest); });
  return results;
}

}  // namespace earmark
