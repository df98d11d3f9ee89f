#include "beam_search.h"

#include <stdexcept>
#include <string>

#include "beam_run.h"
#include "forward.h"
#include "parallel.h"

namespace earmark {

BeamSearch::BeamSearch(std::vector<std::uint8_t> word_starts, Options options)
    : word_starts_(std::move(word_starts)), options_(options) {}

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

std::vector<Path> BeamSearch::search(const Emissions& emissions, const EntryGraph* graph,
                                     std::int32_t nbest) const {
  if (graph != nullptr) check(*graph);
  BeamRun run(word_starts_, options_, graph);
  for (std::int32_t t = 0; t < emissions.frames; ++t) run.advance(emissions.row(t), t);
  std::vector<Path> paths = run.finish(nbest);
  for (Path& path : paths) path.confidences = token_confidences(emissions, path.tokens, path.frames);
  return paths;
}

std::vector<std::vector<Path>> BeamSearch::search_batch(std::span<const Emissions> batch,
                                                        std::span<const EntryGraph* const> graphs,
                                                        std::int32_t nbest, std::size_t threads) const {
  std::vector<std::vector<Path>> results(batch.size());
  parallel_for(batch.size(), threads,
               [&](std::size_t i) { results[i] = search(batch[i], graphs[i], nbest); });
  return results;
}

}  // namespace earmark
