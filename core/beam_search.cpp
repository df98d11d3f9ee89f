#include "beam_search.h"

#include <algorithm>
#include <limits>
#include <stdexcept>
#include <string>

#include "beam_run.h"
#include "forward.h"
#include "greedy.h"
#include "guard.h"
#include "log_math.h"
#include "parallel.h"
#include "proposals.h"
#include "temper.h"
#include "word_search.h"

namespace earmark {

namespace {

constexpr std::int32_t kFirst = 50;        // hypotheses of the first pass that the second begins with
constexpr std::size_t kFound = 30;         // word sequences that it adds
constexpr std::int32_t kFinalBeam = 1024;  // prefixes of all of them that may be alive in one frame
constexpr std::size_t kRivals = 4;         // of each listed entry that is weighed
constexpr double kFinalThreshold = 60.0;   // nats: the weights are greater, and nothing new is looked for

// A language model and the class of rare words carry part of what entries are paid for.
Options beside_a_model(Options options) {
  for (double* amount : {&options.boost_lambda, &options.boost_bonus, &options.static_reward, &options.suppress_penalty}) {
    *amount *= options.lm_boost;
  }
  return options;
}

Options final_options(Options options) {
  options.beam = std::max(options.beam, kFinalBeam);
  options.beam_threshold = std::max(options.beam_threshold, kFinalThreshold);
  options.blank_skip = 1.0;
  // What is unknown costs as many nats as in the first pass: it is no likelier where the model counts more.
  const double share = options.final_lm_weight > 0.0 ? options.lm_weight / options.final_lm_weight : 1.0;
  options.unknown_penalty *= share;
  options.unknown_letter *= share;
  options.lm_weight = options.final_lm_weight;
  options.word_bonus = options.final_word_bonus;
  options.phone_weight = options.final_phone_weight;
  return options;
}

// Everything as words like others, exactly.
Options unlisted_options(Options options) {
  options.biasing = Biasing::kOff;
  options.class_token = false;
  options.beam = std::max(options.beam, kFinalBeam);
  options.beam_threshold = std::numeric_limits<double>::infinity();
  options.blank_skip = 1.0;
  return options;
}

}  // namespace

BeamSearch::BeamSearch(std::vector<std::uint8_t> word_starts, Options options,
                       std::shared_ptr<const Language> language, std::shared_ptr<const Pronouncer> pronouncer)
    : word_starts_(std::move(word_starts)),
      options_(language == nullptr ? options : beside_a_model(options)),
      final_(final_options(options_)),
      unlisted_(unlisted_options(language != nullptr && pronouncer != nullptr && options.word_search ? final_ : options_)),
      language_(std::move(language)),
      pronouncer_(std::move(pronouncer)) {
  if (language_ != nullptr && language_->spellings().size() != word_starts_.size()) {
    throw std::invalid_argument("a language model's words are spelt with " +
                                std::to_string(language_->spellings().size()) + " tokens but the search has " +
                                std::to_string(word_starts_.size()) + ": give the spelling of every token");
  }
  if (options_.word_search && language_ != nullptr && pronouncer_ != nullptr && options_.final_phone_weight > 0.0) {
    word_model_ = std::make_unique<WordModel>(language_, pronouncer_, word_starts_);
  }
}

void BeamSearch::check(const EntryGraph& graph) const {
  if (graph.greatest_token() >= tokens()) {
    throw std::invalid_argument("the word list holds token " + std::to_string(graph.greatest_token()) +
                                " but the model has " + std::to_string(tokens()) +
                                " tokens: compile the list with this model's tokenizer");
  }
  for (Node child = graph.children_begin(kRoot); child < graph.children_end(kRoot); ++child) {
    if (!word_starts_[graph.token(child)]) {
      throw std::invalid_argument("the word list has an entry that begins with token " +
                                  std::to_string(graph.token(child)) +
                                  ", which starts no word: compile the list with this model's tokenizer");
    }
  }
}

// The words and sounds of a list, remembered: every call with the same list needs them.
std::shared_ptr<const Listed> BeamSearch::listed(const WordListing& list) const {
  if (language_ == nullptr || list.graph == nullptr) return nullptr;
  const std::lock_guard<std::mutex> guard(lock_);
  const auto known = std::find_if(listed_.begin(), listed_.end(), [&](const auto& l) {
    return l.first == list.graph->number() && l.second->sounds() == list.sounds.get();
  });
  if (known != listed_.end()) {
    std::rotate(known, known + 1, listed_.end());
  } else {
    if (listed_.size() == kListsRemembered) listed_.erase(listed_.begin());
    const std::int32_t boundary = pronouncer_ == nullptr ? kNone : pronouncer_->boundary();
    listed_.emplace_back(list.graph->number(),
                         std::make_shared<Listed>(*list.graph, pronouncer_ == nullptr ? nullptr : list.sounds,
                                                  language_->spellings(), word_starts_, boundary));
  }
  return listed_.back().second;
}

std::vector<Path> BeamSearch::search(const Emissions& emissions, const WordListing& list,
                                     const Emissions* phones, std::int32_t nbest) const {
  if (list.graph != nullptr) check(*list.graph);
  const std::shared_ptr<const Listed> known = listed(list);
  BeamRun run(word_starts_, options_, list.graph, language_.get(), known.get(), pronouncer_.get(), phones);
  std::vector<float> rows;
  Emissions searched = emissions;
  if (language_ != nullptr && (options_.temperature != 1.0 || options_.blank_penalty != 0.0)) {
    rows = tempered(emissions, options_.temperature, options_.blank_penalty);
    searched.data = rows.data();
  }
  for (std::int32_t t = 0; t < searched.frames; ++t) run.advance(searched.row(t), t);
  const bool guarded = list.graph != nullptr && options_.guard;
  const bool again = word_model_ != nullptr && phones != nullptr && phones->frames > 0 && searched.frames > 0;
  const std::int32_t wanted = again || guarded ? std::max(nbest, kFirst) : nbest;
  std::vector<Path> paths = run.finish(wanted);
  if (again) paths = second_pass(std::move(paths), searched, list.graph, known.get(), *phones, wanted);
  if (guarded && !paths[0].hits.empty()) {
    std::vector<Path> others(paths.begin() + 1, paths.end());
    others.push_back(greedy(emissions));
    weigh(paths[0], others, searched, known.get(), phones);
    if (again) {
      PhoneEvidence evidence = pronouncer_->evidence(*phones, {.boundary_skip = options_.phone_skip, .floor = options_.phone_floor, .unknown_word = options_.phone_unknown});
      hear(paths[0], word_starts_, language_->spellings(), *pronouncer_, known == nullptr ? nullptr : known->sounds(), evidence);
    }
  }
  if (paths.size() > static_cast<std::size_t>(nbest)) paths.resize(nbest);
  for (Path& path : paths) path.confidences = token_confidences(emissions, path.tokens, path.frames);
  return paths;
}

std::vector<Path> BeamSearch::second_pass(std::vector<Path> first, const Emissions& emissions,
                                          const EntryGraph* graph, const Listed* listed,
                                          const Emissions& phones, std::int32_t nbest) const {
  WordTable table(*word_model_, final_, listed == nullptr ? nullptr : listed->sounds());
  const double ratio = static_cast<double>(phones.frames) / emissions.frames;
  const double gain = options_.lm_weight > 0.0 ? options_.final_lm_weight / options_.lm_weight : 0.0;
  const std::vector<Proposal> proposals =
      proposals_of(first, language_->spellings(), word_starts_, ratio, gain, table);
  std::vector<std::vector<Token>> sequences =
      WordSearch(*word_model_, final_, table, listed, emissions, phones).search(proposals, kFound);
  for (Path& path : first) sequences.push_back(std::move(path.tokens));
  BeamRun run(word_starts_, final_, graph, language_.get(), listed, pronouncer_.get(), &phones);
  run.restrict_to(sequences);
  for (std::int32_t t = 0; t < emissions.frames; ++t) run.advance(emissions.row(t), t);
  return run.finish(nbest);
}

// What each listed entry in the path is worth without the list, against its best rival among other paths.
void BeamSearch::weigh(Path& path, std::span<const Path> others, const Emissions& emissions, const Listed* listed,
                       const Emissions* phones) const {
  const std::vector<Rival> rivals = rivals_of(path, others, word_starts_, kRivals);
  if (rivals.empty()) return;
  std::vector<std::vector<Token>> sequences{path.tokens};
  for (const Rival& rival : rivals) sequences.push_back(rival.sequence);
  BeamRun run(word_starts_, unlisted_, nullptr, language_.get(), listed, pronouncer_.get(), phones);
  run.restrict_to(sequences);
  for (std::int32_t t = 0; t < emissions.frames; ++t) run.advance(emissions.row(t), t);
  const std::vector<Path> scored = run.finish(static_cast<std::int32_t>(sequences.size()));
  const auto found = [&](const std::vector<Token>& tokens) {
    return std::find_if(scored.begin(), scored.end(), [&](const Path& p) { return p.tokens == tokens; });
  };
  const auto own = found(path.tokens);
  if (own == scored.end()) return;
  std::vector<double> best(path.hits.size(), kLogZero);
  for (const Rival& rival : rivals) {
    const auto other = found(rival.sequence);
    if (other == scored.end()) continue;
    const double total = other->acoustic + other->phones + other->words;
    if (!(total > best[rival.hit])) continue;
    best[rival.hit] = total;
    Hit& hit = path.hits[rival.hit];
    hit.weighed = true;
    hit.acoustic_ratio = own->acoustic - other->acoustic;
    hit.phone_ratio = own->phones - other->phones;
    hit.word_ratio = own->words - other->words;
    hit.rival = rival.tokens;
  }
}

std::vector<std::vector<Path>> BeamSearch::search_batch(std::span<const Emissions> batch,
                                                        std::span<const WordListing> lists,
                                                        std::span<const Emissions> phones, std::int32_t nbest,
                                                        std::size_t threads) const {
  std::vector<std::vector<Path>> results(batch.size());
  parallel_for(batch.size(), threads, [&](std::size_t i) {
    results[i] = search(batch[i], lists[i], phones[i].tokens > 0 ? &phones[i] : nullptr, nbest);
  });
  return results;
}

}  // namespace earmark
