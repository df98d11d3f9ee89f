// Candidate tokens of one frame, and the bonus that each would earn in an entry.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "bias/boost_tracker.h"
#include "ctc/emissions.h"
#include "decode/options.h"

namespace earmark {

struct FrameToken {
  Token token;
  float log_prob;
  float unit = 0.0F;         // nats: its bonus in an entry, before the entry's weight
  float first_bonus = 0.0F;  // nats: its bonus as the beginning of an entry; 0 where it begins none
  float max_bonus = 0.0F;    // nats: the greatest bonus in any entry
};

struct Continuation {
  const FrameToken* token;
  float bonus;  // nats, at the greatest weight of the entries that it can still become
};

// Three groups. `likely` may extend any hypothesis; `beginnings` are too unlikely for that, but begin
// an entry; `continuations` are those of all tokens within reach, likely or not, that go on with an
// entry a hypothesis is in. Choosing them before anything is pruned is what lets an
// entry's token through that the model finds unlikely: boosting what pruning has left is too late.
class FrameTokens {
 public:
  // tracker: null where no entry can earn a bonus.
  FrameTokens(const Options& options, const TokenTable& table, const BoostTracker* tracker);

  void choose(const float* row);

  std::span<const FrameToken> likely() const { return likely_; }
  std::span<const FrameToken> beginnings() const { return beginnings_; }  // best score with its bonus first
  // The entry tokens that continue `node`; worked out once a frame for all hypotheses that share it.
  std::span<const Continuation> continuations(Node node);
  // Any token of the frame with its bonus, likely or not.
  FrameToken priced(Token token, float log_prob) const;
  // No token of the frame scores more than this, with the greatest bonus of any entry.
  double ceiling() const { return ceiling_; }
  bool has_entry_tokens() const { return !entry_tokens_.empty(); }
  // The bonus of a token of this log-probability, before the weight of its entry.
  double unit(float log_prob) const {
    return tracker_ == nullptr ? 0.0 : tracker_->unit(top_ - log_prob, best_ - log_prob);
  }

 private:
  struct Remembered {  // continuations of one node in this frame: a range of continuations_
    Node node = kNone;
    std::uint32_t frame = 0;
    std::uint32_t begin = 0, end = 0;
  };
  static constexpr std::size_t kRemembered = 64;  // a few times the nodes that a beam is spread over

  void choose_entry_tokens(const float* row, std::span<const Token> found, float floor);
  void add_entry_token(FrameToken& token);

  const Options& options_;
  const TokenTable& table_;
  const BoostTracker* tracker_;
  std::vector<FrameToken> likely_, beginnings_, entry_tokens_;
  std::vector<Continuation> continuations_;
  std::vector<Remembered> remembered_;  // by node modulo its size
  std::uint32_t frame_ = 0;
  std::vector<std::int32_t> place_;   // by token: 1 + place in entry_tokens_
  std::vector<Token> found_;          // room for every token
  float top_ = 0.0F;                  // best log-probability of a token other than the blank
  float best_ = 0.0F;                 // of any token
  float ceiling_ = 0.0F;
};

}  // namespace earmark
