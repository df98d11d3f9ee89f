// The tokens worth trying in one frame.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "emissions.h"
#include "options.h"

namespace earmark {

struct FrameToken {
  Token token;
  float log_prob;
};

// Two groups: `likely` may extend any hypothesis; `within_reach` only one whose entry it begins or
// continues. Choosing these before anything is pruned is what lets an entry's token through
// that the model finds unlikely (boosting after pruning is too late).
class FrameTokens {
 public:
  FrameTokens(const Options& options, std::int32_t tokens);

  // The groups for one row of `tokens` log-probabilities; with_reach: fill the second one too.
  void choose(const float* row, bool with_reach);

  std::span<const FrameToken> likely() const { return {found_.data(), likely_}; }
  std::span<const FrameToken> within_reach() const {
    return {found_.data() + likely_, found_.size() - likely_};
  }
  // True when the token is in the second group.
  bool reaches(Token token) const { return group_[token] == 2; }
  float top() const { return top_; }  // log-probability of the best token other than the blank

 private:
  const Options& options_;
  std::int32_t tokens_;
  std::vector<FrameToken> found_;
  std::size_t likely_ = 0;
  std::vector<std::uint8_t> group_;  // by token: 1 likely, 2 within reach, 0 neither
  float top_ = 0.0F;
};

}  // namespace earmark
