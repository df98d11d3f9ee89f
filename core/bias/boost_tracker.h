// What list entries have paid a hypothesis: pending while an entry may still complete, then
// committed or refunded.
#pragma once

#include <cstdint>
#include <vector>

#include "bias/context_graph.h"
#include "bias/boosting_options.h"

namespace earmark {

// One entry that stands complete, tokens first..last of the hypothesis. Records are never changed,
// so hypotheses share their common past.
struct Commit {
  std::int32_t previous;  // the commit before it, kNone if first
  std::int32_t path;
  std::int32_t first, last;
  double amount;  // nats paid, at the entry's own weight
};

// The state of one hypothesis. Its boost while it competes is committed + pending; at the end of
// the audio pending is gone.
struct BoostState {
  Node node = kRoot;             // longest suffix of the tokens that an entry can grow from
  std::int32_t paid = kNone;     // last of the chain of payments over that suffix
  std::int32_t commit = kNone;   // last of the chain of entries that stand complete
  double committed = 0.0;        // nats, sum over the chain of commits
  double pending = 0.0;          // nats, payments of the suffix that no commit has taken over

  double boost() const { return committed + pending; }
};

// The rules, and the records of one search. Not shared between threads.
//
// A token that continues an entry is paid unit(gap) nats times the greatest weight it can still
// become (ContextGraph::reward), one that begins an entry first_payment(). When the match breaks, what was paid for tokens outside
// the longest suffix that still begins an entry is refunded. When a token that starts a word
// follows a complete entry, or the audio ends there, the entry is committed: the sum of its units
// times its own weight, or for a negative weight a fixed penalty a token. An entry that contains
// committed ones takes their place; one that overlaps a committed one in part is not written.
class BoostTracker {
 public:
  BoostTracker(const ContextGraph& graph, const BoostingOptions& options) : graph_(graph), options_(options) {}

  const ContextGraph& graph() const { return graph_; }
  void clear();

  // What a token is paid as the first of an entry, `begun` being the root's child it leads to. A first
  // token says little, most names share it with ordinary words: only options.first_share of the unit
  // is paid, unless it is an entry by itself.
  double first_payment(Node begun, double unit) const {
    const double shared = options_.first_share * graph_.reward(begun);
    const std::int32_t path = graph_.path(begun);
    const double own = path == kNone ? 0.0 : graph_.weight_of(path);
    return unit * (shared > own ? shared : own);
  }
  // Nats of one payment before its weight. gap: below the frame's best token other than the blank;
  // distance: below its best, blank included. Both zero or more.
  double unit(double gap, double distance) const {
    if (options_.mode == BoostingMode::kStatic) return options_.static_reward;
    if (!(distance <= options_.reach)) return 0.0;
    return options_.gap_share * (gap < options_.gap_cap ? gap : options_.gap_cap) + options_.bonus;
  }

  // The boost_state after one more token, the hypothesis' token number `position`. starts_word: a word ends before
  // it, so that an entry may stand complete there, or begin.
  BoostState append(const BoostState& boost_state, Token token, bool starts_word, std::int32_t position, double unit);
  // The boost() of append(...) without a record being made. begins: what the token is paid when
  // it begins an entry.
  double preview(const BoostState& boost_state, Token token, bool starts_word, std::int32_t position, double unit,
                 double begins);
  // The boost_state at the end of the audio: a complete entry committed, the rest refunded.
  BoostState close(const BoostState& boost_state, std::int32_t length);

  // The entries that stand complete in a hypothesis, in order.
  std::vector<Commit> commits(const BoostState& boost_state) const;

 private:
  struct Payment {
    std::int32_t previous;
    Token token;
    float unit;    // before the weight
    float amount;  // nats, at the greatest weight within reach
  };

  BoostState complete(const BoostState& boost_state, std::int32_t length);
  double first_share(Token token) const;
  Node step(const BoostState& boost_state, Token token, bool starts_word, std::int32_t position) const;
  bool inside_commit(const BoostState& boost_state, std::int32_t position) const;
  double open(const BoostState& boost_state, std::int32_t first, std::int32_t tokens) const;

  const ContextGraph& graph_;
  const BoostingOptions& options_;
  std::vector<Payment> payments_;
  std::vector<Commit> commits_;
};

}  // namespace earmark
