#include "frame_tokens.h"

#include <algorithm>
#include <limits>

namespace earmark {

namespace {

constexpr float kNever = -std::numeric_limits<float>::infinity();

constexpr auto likelier = [](const FrameToken& a, const FrameToken& b) {
  return a.log_prob != b.log_prob ? a.log_prob > b.log_prob : a.token < b.token;
};

constexpr auto better_paid = [](const FrameToken& a, const FrameToken& b) {
  const float x = a.log_prob + a.begins, y = b.log_prob + b.begins;
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

FrameTokens::FrameTokens(const Options& options, std::span<const std::uint8_t> word_starts, const Ledger* ledger)
    : options_(options), word_starts_(word_starts), ledger_(ledger), place_(word_starts.size(), 0) {}

void FrameTokens::choose(const float* row) {
  for (const FrameToken& f : entry_tokens_) place_[f.token] = 0;
  likely_.clear();
  beginnings_.clear();
  entry_tokens_.clear();
  const auto tokens = static_cast<Token>(word_starts_.size());
  top_ = greatest(row + 1, row + tokens);
  best_ = std::max(top_, row[kBlank]);
  const auto floor = static_cast<float>(best_ - options_.token_threshold);
  // Not even the best token is worth a try: an entry's token, lifted level with it, is not either.
  if (!(top_ >= floor) || top_ == kNever) return;
  for (Token v = 1; v < tokens; ++v) {
    if (row[v] >= floor) likely_.push_back({v, row[v]});
  }
  keep_best(likely_, options_.top_k, likelier);
  if (ledger_ != nullptr) choose_entry_tokens(row);
}

void FrameTokens::choose_entry_tokens(const float* row) {
  const auto tokens = static_cast<Token>(word_starts_.size());
  const auto floor = static_cast<float>(best_ - options_.boost_reach);
  ceiling_ = kNever;
  for (FrameToken& f : likely_) add_entry_token(f);
  for (Token v = 1; v < tokens; ++v) {
    if (row[v] < floor || row[v] == kNever || place_[v] != 0) continue;
    FrameToken found{v, row[v]};
    add_entry_token(found);
    if (found.begins > 0.0F) beginnings_.push_back(found);
  }
  keep_best(beginnings_, options_.top_k, better_paid);
  std::sort(beginnings_.begin(), beginnings_.end(), better_paid);
}

void FrameTokens::add_entry_token(FrameToken& token) {
  const EntryGraph& graph = ledger_->graph();
  token.unit = static_cast<float>(unit(token.log_prob));
  token.most = token.unit * graph.greatest_reward();
  const Node begun = graph.child(kRoot, token.token);
  if (begun != kNone) token.begins = token.unit * graph.reward(begun);
  ceiling_ = std::max<double>(ceiling_, token.log_prob + token.most);
  entry_tokens_.push_back(token);
  place_[token.token] = static_cast<std::uint16_t>(entry_tokens_.size());
}

}  // namespace earmark
