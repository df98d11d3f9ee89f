#include "frame_tokens.h"

#include <algorithm>
#include <limits>

namespace earmark {

namespace {

constexpr float kNever = -std::numeric_limits<float>::infinity();

bool likelier(const FrameToken& a, const FrameToken& b) {
  return a.log_prob != b.log_prob ? a.log_prob > b.log_prob : a.token < b.token;
}

bool better_paid(const FrameToken& a, const FrameToken& b) {
  const float x = a.log_prob + a.begins, y = b.log_prob + b.begins;
  return x != y ? x > y : likelier(a, b);
}

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
  for (const FrameToken& f : within_reach_) place_[f.token] = 0;
  likely_.clear();
  beginnings_.clear();
  within_reach_.clear();
  const auto tokens = static_cast<Token>(word_starts_.size());
  top_ = greatest(row + 1, row + tokens);
  best_ = std::max(top_, row[kBlank]);
  const auto floor = static_cast<float>(best_ - options_.token_threshold);
  // Not even the best token is worth a try: an entry's token, lifted level with it, is not either.
  if (!(top_ >= floor) || top_ == kNever) return;
  for (Token v = 1; v < tokens; ++v) {
    if (row[v] >= floor) likely_.push_back({v, row[v], 0.0F, 0.0F});
  }
  keep_best(likely_, options_.top_k, likelier);
  if (ledger_ != nullptr) choose_entry_tokens(row);
}

void FrameTokens::choose_entry_tokens(const float* row) {
  const EntryGraph& graph = ledger_->graph();
  const auto tokens = static_cast<Token>(word_starts_.size());
  const auto describe = [&](Token v) -> FrameToken {
    const auto paid = static_cast<float>(unit(row[v]));
    const Node begun = graph.child(kRoot, v);
    return {v, row[v], paid, begun == kNone ? 0.0F : paid * graph.reward(begun)};
  };
  for (FrameToken& f : likely_) {
    f = describe(f.token);
    place_[f.token] = 1;  // for the moment: taken
  }
  const auto floor = static_cast<float>(best_ - options_.boost_reach);
  ceiling_ = kNever;
  for (Token v = 1; v < tokens; ++v) {
    if (row[v] < floor || row[v] == kNever || place_[v] != 0) continue;
    const FrameToken found = describe(v);
    within_reach_.push_back(found);
    ceiling_ = std::max<double>(ceiling_, row[v] + found.unit * graph.greatest_reward());
    if (found.begins > 0.0F) beginnings_.push_back(found);
  }
  for (const FrameToken& f : likely_) place_[f.token] = 0;
  for (std::size_t i = 0; i < within_reach_.size(); ++i) {
    place_[within_reach_[i].token] = static_cast<std::uint16_t>(i + 1);
  }
  keep_best(beginnings_, options_.top_k, better_paid);
  std::sort(beginnings_.begin(), beginnings_.end(), better_paid);
}

}  // namespace earmark
