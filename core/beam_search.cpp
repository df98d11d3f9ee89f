#include "beam_search.h"

#include <algorithm>
#include <stdexcept>
#include <string>

#include "beam_run.h"
#include "forward.h"
#include "parallel.h"
#include "temper.h"

namespace earmark {

namespace {

// A language model and the class of rare words carry part of what entries are paid for.
Options beside_a_model(Options options) {
  for (double* amount : {&options.boost_lambda, &options.boost_bonus, &options.static_reward, &options.suppress_penalty}) {
    *amount *= options.lm_boost;
  }
  return options;
}

}  // namespace

BeamSearch::BeamSearch(std::vector<std::uint8_t> word_starts, Options options,
                       std::shared_ptr<const Language> language, std::shared_ptr<const Pronouncer> pronouncer)
    : word_starts_(std::move(word_starts)),
      options_(language == nullptr ? options : beside_a_model(options)),
      language_(std::move(language)),
      pronouncer_(std::move(pronouncer)) {
  if (language_ != nullptr && language_->spellings().size() != word_starts_.size()) {
    throw std::invalid_argument("a language model's words are spelt with " +
                                std::to_string(language_->spellings().size()) + " tokens but the search has " +
                                std::to_string(word_starts_.size()) + ": give the spelling of every token");
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

// The words of a list, remembered: every call with the same list needs them.
std::shared_ptr<const EntryWords> BeamSearch::words_of(const EntryGraph* graph) const {
  if (language_ == nullptr || graph == nullptr || !options_.class_token) return nullptr;
  const std::lock_guard<std::mutex> guard(lock_);
  const auto known = std::find_if(words_.begin(), words_.end(), [&](const auto& w) { return w.first == graph->number(); });
  if (known != words_.end()) {
    std::rotate(known, known + 1, words_.end());
  } else {
    if (words_.size() == kListsRemembered) words_.erase(words_.begin());
    words_.emplace_back(graph->number(), std::make_shared<EntryWords>(*graph, language_->spellings(), word_starts_));
  }
  return words_.back().second;
}

std::vector<Path> BeamSearch::search(const Emissions& emissions, const EntryGraph* graph,
                                     const Emissions* phones, std::int32_t nbest) const {
  if (graph != nullptr) check(*graph);
  const std::shared_ptr<const EntryWords> words = words_of(graph);
  BeamRun run(word_starts_, options_, graph, language_.get(), words.get(), pronouncer_.get(), phones);
  std::vector<float> rows;
  Emissions searched = emissions;
  if (language_ != nullptr && options_.temperature != 1.0) {
    rows = tempered(emissions, options_.temperature);
    searched.data = rows.data();
  }
  for (std::int32_t t = 0; t < searched.frames; ++t) run.advance(searched.row(t), t);
  std::vector<Path> paths = run.finish(nbest);
  for (Path& path : paths) path.confidences = token_confidences(emissions, path.tokens, path.frames);
  return paths;
}

std::vector<std::vector<Path>> BeamSearch::search_batch(std::span<const Emissions> batch,
                                                        std::span<const EntryGraph* const> graphs,
                                                        std::span<const Emissions> phones, std::int32_t nbest,
                                                        std::size_t threads) const {
  std::vector<std::vector<Path>> results(batch.size());
  parallel_for(batch.size(), threads, [&](std::size_t i) {
    results[i] = search(batch[i], graphs[i], phones[i].tokens > 0 ? &phones[i] : nullptr, nbest);
  });
  return results;
}

}  // namespace earmark
