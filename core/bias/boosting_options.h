// Options of the bonuses of list entries; earmark.decoding.DecodeOptions gives the reasons.
#pragma once

namespace earmark {

enum class BoostingMode { kOff, kStatic, kAdaptive };

struct BoostingOptions {
  BoostingMode mode;
  double gap_share;         // 1 lifts an entry's token level with the best
  double gap_cap;           // nats
  double reach;             // nats below the best token
  double bonus;             // nats a token more than level
  double first_share;       // share of it that the first token of a longer entry earns
  double static_reward;     // nats a token
  double suppress_penalty;  // nats a token of an entry with weight -1
  double scale_with_lm;     // share of all of these beside a language model
};

}  // namespace earmark
