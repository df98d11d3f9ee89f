#include "frame_tokens.h"

#include <algorithm>
#include <limits>

namespace earmark {

FrameTokens::FrameTokens(const Options& options, std::int32_t tokens)
    : options_(options), tokens_(tokens), group_(tokens, 0) {
  found_.reserve(tokens);
}

void FrameTokens::choose(const float* row, bool with_reach) {
  for (const FrameToken& f : found_) group_[f.token] = 0;
  found_.clear();
  likely_ = 0;
  top_ = -std::numeric_limits<float>::infinity();
  for (Token v = 1; v < tokens_; ++v) top_ = row[v] > top_ ? row[v] : top_;

  const double best = std::max(top_, row[kBlank]);
  const double floor = best - options_.token_threshold;
  // Not even the best token is worth a try: an entry's token, lifted level with it, is not either.
  if (!(top_ >= floor) || top_ == -std::numeric_limits<float>::infinity()) return;
  const double reach = with_reach ? top_ - options_.boost_reach : floor;
  const auto lowest = static_cast<float>(std::min(floor, reach));
  for (Token v = 1; v < tokens_; ++v) {
    if (row[v] >= lowest) found_.push_back({v, row[v]});
  }
  std::sort(found_.begin(), found_.end(), [](const FrameToken& a, const FrameToken& b) {
    return a.log_prob != b.log_prob ? a.log_prob > b.log_prob : a.token < b.token;
  });
  const auto limit = std::min(found_.size(), static_cast<std::size_t>(options_.top_k));
  while (likely_ < limit && found_[likely_].log_prob >= floor) ++likely_;
  std::size_t end = likely_;
  while (with_reach && end < found_.size() && found_[end].log_prob >= reach) ++end;
  found_.resize(end);
  for (std::size_t i = 0; i < end; ++i) group_[found_[i].token] = i < likely_ ? 1 : 2;
}

}  // namespace earmark
