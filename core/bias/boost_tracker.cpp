#include "bias/boost_tracker.h"

#include <algorithm>

namespace earmark {

void BoostTracker::clear() {
  payments_.clear();
  commits_.clear();
}

// True when `position` lies behind the first token of a committed entry: no entry starts there.
bool BoostTracker::inside_commit(const BoostState& boost_state, std::int32_t position) const {
  for (std::int32_t c = boost_state.commit; c != kNone && commits_[c].last >= position; c = commits_[c].previous) {
    if (commits_[c].first < position) return true;
  }
  return false;
}

// Nats pending on the last `tokens` payments, which begin at token number `first`.
double BoostTracker::open(const BoostState& boost_state, std::int32_t first, std::int32_t tokens) const {
  double sum = 0.0;
  for (std::int32_t p = boost_state.paid; tokens > 0; --tokens, p = payments_[p].previous) {
    sum += payments_[p].amount;
  }
  // Tokens of a commit inside the match were settled by it. Its amount stands in for theirs, so
  // that the longer entry, once complete, is paid in full and not twice.
  for (std::int32_t c = boost_state.commit; c != kNone && commits_[c].first >= first; c = commits_[c].previous) {
    sum -= commits_[c].amount;
  }
  return sum;
}

BoostState BoostTracker::complete(const BoostState& boost_state, std::int32_t length) {
  Node node = boost_state.node;
  if (graph_.path(node) == kNone) node = graph_.output(node);
  for (; node != kNone; node = graph_.output(node)) {
    const std::int32_t tokens = graph_.depth(node), first = length - tokens;
    if (inside_commit(boost_state, first)) continue;
    const std::int32_t path = graph_.path(node);
    const double weight = graph_.weight_of(path);
    double amount = weight * options_.suppress_penalty * tokens;
    if (weight >= 0.0) {
      amount = 0.0;
      std::int32_t p = boost_state.paid;
      for (std::int32_t i = 1; i < tokens; ++i, p = payments_[p].previous) amount += payments_[p].unit;
      amount = weight * (amount + first_share(payments_[p].token) * payments_[p].unit);
    }
    BoostState after = boost_state;
    after.committed += amount;
    while (after.commit != kNone && commits_[after.commit].first >= first) {
      after.committed -= commits_[after.commit].amount;
      after.commit = commits_[after.commit].previous;
    }
    commits_.push_back({after.commit, path, first, length - 1, amount});
    after.commit = static_cast<std::int32_t>(commits_.size()) - 1;
    return after;
  }
  return boost_state;
}

// Share of its unit that the first token of an entry is paid.
double BoostTracker::first_share(Token token) const {
  return graph_.path(graph_.child(kRoot, token)) == kNone ? options_.first_share : 1.0;
}

// The node after `token`: the longest suffix that an entry can grow from and that no committed
// entry is cut in two by.
Node BoostTracker::step(const BoostState& boost_state, Token token, bool starts_word, std::int32_t position) const {
  for (Node node = boost_state.node;; node = graph_.fail(node)) {
    if (node == kRoot && !starts_word) return kRoot;
    const Node next = graph_.child(node, token);
    if (next != kNone && !inside_commit(boost_state, position + 1 - graph_.depth(next))) return next;
    if (node == kRoot) return kRoot;
  }
}

BoostState BoostTracker::append(const BoostState& boost_state, Token token, bool starts_word, std::int32_t position,
                       double unit) {
  if (boost_state.node == kRoot && !starts_word) return boost_state;
  BoostState after = starts_word && boost_state.node != kRoot ? complete(boost_state, position) : boost_state;
  after.node = step(after, token, starts_word, position);
  if (after.node == kRoot) {
    after.paid = kNone;
    after.pending = 0.0;
    return after;
  }
  const std::int32_t depth = graph_.depth(after.node), first = position + 1 - depth;
  const float amount = static_cast<float>(depth == 1 ? first_payment(after.node, unit)
                                                     : unit * graph_.reward(after.node));
  after.pending = open(after, first, depth - 1) + amount;
  payments_.push_back({depth == 1 ? kNone : after.paid, token, static_cast<float>(unit), amount});
  after.paid = static_cast<std::int32_t>(payments_.size()) - 1;
  return after;
}

double BoostTracker::preview(const BoostState& boost_state, Token token, bool starts_word, std::int32_t position,
                       double unit, double begins) {
  const Node node = boost_state.node;
  if (!starts_word) begins = 0.0;
  if (node == kRoot) return boost_state.committed + begins;
  if (!starts_word || (graph_.path(node) == kNone && graph_.output(node) == kNone)) {
    const Node next = graph_.child(node, token);
    if (next != kNone) return boost_state.boost() + unit * graph_.reward(next);
    Node suffix = graph_.fail(node);
    while (suffix != kRoot && graph_.child(suffix, token) == kNone) suffix = graph_.fail(suffix);
    if (suffix == kRoot) return boost_state.committed + begins;
  }
  const std::size_t payments = payments_.size(), commits = commits_.size();
  const double boost = append(boost_state, token, starts_word, position, unit).boost();
  payments_.resize(payments);
  commits_.resize(commits);
  return boost;
}

BoostState BoostTracker::close(const BoostState& boost_state, std::int32_t length) {
  BoostState after = boost_state.node == kRoot ? boost_state : complete(boost_state, length);
  after.pending = 0.0;
  return after;
}

std::vector<Commit> BoostTracker::commits(const BoostState& boost_state) const {
  std::vector<Commit> found;
  for (std::int32_t c = boost_state.commit; c != kNone; c = commits_[c].previous) found.push_back(commits_[c]);
  std::reverse(found.begin(), found.end());
  return found;
}

}  // namespace earmark
