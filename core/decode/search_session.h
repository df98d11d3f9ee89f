// A search that takes its emissions block by block.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "decode/collected_input.h"
#include "decode/search.h"

namespace earmark {

// Any split of the frames into blocks, and any calls of partial() between them, give the result of Search::search() bit
// for bit. advance() collects and calibrates rows only. partial() runs the first pass over the rows since the last
// call, without phone evidence, which needs frames to come. finish() takes that pass over where the utterance has no
// phone emissions, and else runs all passes over the collected rows, which is what a batch costs.
// Not shared between threads.
class SearchSession {
 public:
  // index: null for no list. Both must outlive the session. Throws std::invalid_argument for another model's list.
  SearchSession(const Search& search, const BiasIndex* index);

  // More frames. The index of the block is not read. Throws std::invalid_argument where it does not fit the model or
  // the blocks before, std::logic_error after finish().
  void advance(const Utterance& block);
  std::int32_t frames() const { return input_.frames(); }
  // The best hypothesis of the first pass if the audio ended here: not verified, so its entries may still go.
  Hypothesis partial();
  // Hypotheses of all frames, best first, at most `nbest` and at least one. Ends the session.
  std::vector<Hypothesis> finish(std::int32_t nbest);

 private:
  void expect_open() const;
  void catch_up();

  const Search& search_;
  CollectedInput input_;
  std::optional<FirstPass> first_pass_;  // none before partial()
  bool finished_ = false;
};

}  // namespace earmark
