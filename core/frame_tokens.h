// The tokens worth trying in one frame, and what an entry would pay for each.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "account.h"
#include "emissions.h"
#include "options.h"

namespace earmark {

struct FrameToken {
  Token token;
  float log_prob;
  float unit = 0.0F;    // nats an entry pays for it in this frame, before the entry's weight
  float begins = 0.0F;  // nats it is paid as the beginning of an entry; 0 when it begins none
  float most = 0.0F;    // nats that any entry could pay
};

// Three groups. `likely` may extend any hypothesis; `beginnings` are too unlikely for that, but begin
// an entry; `entry_tokens` are all that an entry would pay for, likely or not, for a hypothesis
// whose entry one of them continues. Choosing them before anything is pruned is what lets an
// entry's token through that the model finds unlikely: boosting what pruning has left is too late.
class FrameTokens {
 public:
  // ledger: null when no entry can be paid anything.
  FrameTokens(const Options& options, std::span<const std::uint8_t> word_starts, const Ledger* ledger);

  void choose(const float* row);

  std::span<const FrameToken> likely() const { return likely_; }
  std::span<const FrameToken> beginnings() const { return beginnings_; }  // best paid score first
  std::span<const FrameToken> entry_tokens() const { return entry_tokens_; }
  const FrameToken* find(Token token) const {  // among entry_tokens, null when it is none
    return place_[token] == 0 ? nullptr : &entry_tokens_[place_[token] - 1];
  }
  // No entry token, paid as well as any entry can pay, scores more than this.
  double ceiling() const { return ceiling_; }
  // What a token of this log-probability is paid in the frame, before the weight.
  double unit(float log_prob) const {
    return ledger_ == nullptr ? 0.0 : ledger_->unit(top_ - log_prob, best_ - log_prob);
  }

 private:
  void choose_entry_tokens(const float* row);
  void add_entry_token(FrameToken& token);

  const Options& options_;
  std::span<const std::uint8_t> word_starts_;
  const Ledger* ledger_;
  std::vector<FrameToken> likely_, beginnings_, entry_tokens_;
  std::vector<std::uint16_t> place_;  // by token: 1 + place in entry_tokens_
  float top_ = 0.0F;                  // best log-probability of a token other than the blank
  float best_ = 0.0F;                 // of any token
  double ceiling_ = 0.0;
};

}  // namespace earmark
