#include "decode/frame_tokens.h"

#include <algorithm>
#include <limits>

namespace earmark {

namespace {

constexpr float kNever = -std::numeric_limits<float>::infinity();

constexpr auto likelier = [](const FrameToken& a, const FrameToken& b) {
  return a.log_prob != b.log_prob ? a.log_prob > b.log_prob : a.token < b.token;
};

constexpr auto better_boosted = [](const FrameToken& a, const FrameToken& b) {
  const float x = a.log_prob + a.first_bonus, y = b.log_prob + b.first_bonus;
  return x != y ? x > y : likelier(a, b);
};

float greatest(const float* begin, const float* end) {
  float lanes[4] = {kNever, kNever, kNever, kNever};  // four chains, so that the loop is not one long wait
  for (; end - begin >= 4; begin += 4) {
    for (int i = 0; i < 4; ++i) lanes[i] = begin[i] > lanes[i] ? begin[i] : lanes[i];
  }
  for (; begin < end; ++begin) lanes[0] = std::max(lanes[0], *begin);
  return std::max(std::max(lanes[0], lanes[1]), std::max(lanes[2], lanes[3]));
}

template <typename Order>
void keep_best(std::vector<FrameToken>& tokens, std::int32_t count, Order order) {
  if (tokens.size() > static_cast<std::size_t>(count)) {
    std::nth_element(tokens.begin(), tokens.begin() + count, tokens.end(), order);
    tokens.resize(count);
  }
}

}  // namespace

FrameTokens::FrameTokens(const Options& options, const TokenTable& table, const BoostTracker* tracker)
    : options_(options),
      table_(table),
      tracker_(tracker),
      remembered_(kRemembered),
      place_(table.size(), 0),
      found_(table.size(), 0) {}

void FrameTokens::choose(const float* row) {
  for (const FrameToken& f : entry_tokens_) place_[f.token] = 0;
  likely_.clear();
  beginnings_.clear();
  entry_tokens_.clear();
  continuations_.clear();
  ++frame_;
  const Token blank = table_.blank(), tokens = table_.size();
  top_ = std::max(greatest(row, row + blank), greatest(row + blank + 1, row + tokens));
  best_ = std::max(top_, row[blank]);
  ceiling_ = top_;
  const auto likely = static_cast<float>(best_ - options_.search.token_threshold);
  // Not even the best token is worth a try: an entry's token, lifted level with it, is not either.
  if (!(top_ >= likely) || top_ == kNever) return;
  const auto reach = tracker_ == nullptr ? likely : static_cast<float>(best_ - options_.boosting.reach);
  const float floor = std::max(std::min(likely, reach), std::numeric_limits<float>::lowest());
  const std::span<const std::uint8_t> writable = table_.writable();
  std::int32_t found = 0;
  for (Token v = 0; v < tokens; ++v) {  // without a branch: which tokens pass is not predictable
    found_[found] = v;
    found += static_cast<std::int32_t>(row[v] >= floor) & writable[v];
  }
  for (std::int32_t i = 0; i < found; ++i) {
    if (row[found_[i]] >= likely) likely_.push_back({found_[i], row[found_[i]]});
  }
  keep_best(likely_, options_.search.top_k, likelier);
  if (tracker_ != nullptr) choose_entry_tokens(row, {found_.data(), static_cast<std::size_t>(found)}, reach);
}

void FrameTokens::choose_entry_tokens(const float* row, std::span<const Token> found, float floor) {
  for (FrameToken& f : likely_) add_entry_token(f);
  for (const Token v : found) {
    if (row[v] < floor || place_[v] != 0) continue;
    FrameToken token{v, row[v]};
    add_entry_token(token);
    if (token.first_bonus > 0.0F) beginnings_.push_back(token);
  }
  keep_best(beginnings_, options_.search.top_k, better_boosted);
  std::sort(beginnings_.begin(), beginnings_.end(), better_boosted);
}

FrameToken FrameTokens::priced(Token token, float log_prob) const {
  FrameToken priced{token, log_prob};
  if (tracker_ == nullptr) return priced;
  const ContextGraph& graph = tracker_->graph();
  priced.unit = static_cast<float>(unit(log_prob));
  priced.max_bonus = priced.unit * graph.greatest_reward();
  const Node begun = graph.child(kRoot, token);
  if (begun != kNone) priced.first_bonus = static_cast<float>(tracker_->first_payment(begun, priced.unit));
  return priced;
}

void FrameTokens::add_entry_token(FrameToken& token) {
  token = priced(token.token, token.log_prob);
  ceiling_ = std::max(ceiling_, token.log_prob + token.max_bonus);
  entry_tokens_.push_back(token);
  place_[token.token] = static_cast<std::int32_t>(entry_tokens_.size());
}

std::span<const Continuation> FrameTokens::continuations(Node node) {
  Remembered& known = remembered_[node % kRemembered];
  if (known.node != node || known.frame != frame_) {
    const ContextGraph& graph = tracker_->graph();
    const Node begin = graph.children_begin(node), end = graph.children_end(node);
    known = {node, frame_, static_cast<std::uint32_t>(continuations_.size()), 0};
    if (end - begin <= static_cast<Node>(entry_tokens_.size())) {
      for (Node child = begin; child < end; ++child) {
        const std::int32_t place = place_[graph.token(child)];
        if (place == 0) continue;
        const FrameToken& token = entry_tokens_[place - 1];
        continuations_.push_back({&token, token.unit * graph.reward(child)});
      }
    } else {
      for (const FrameToken& token : entry_tokens_) {
        const Node child = graph.child(node, token.token);
        if (child != kNone) continuations_.push_back({&token, token.unit * graph.reward(child)});
      }
    }
    known.end = static_cast<std::uint32_t>(continuations_.size());
  }
  return {continuations_.data() + known.begin, known.end - known.begin};
}

}  // namespace earmark
