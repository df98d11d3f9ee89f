// The beam of a first pass as hypotheses.
#include <algorithm>

#include "decode/first_pass.h"
#include "decode/word_hits.h"

namespace earmark {

std::vector<Hypothesis> FirstPass::best(std::int32_t nbest) {
  std::vector<Ended> order;
  for (const BeamItem& item : beam_) order.push_back(ended(item));
  std::stable_sort(order.begin(), order.end(), [](const Ended& a, const Ended& b) { return a.score > b.score; });
  order.resize(std::min(order.size(), static_cast<std::size_t>(nbest)));
  std::vector<Hypothesis> hypotheses;
  for (const Ended& end : order) hypotheses.push_back(hypothesis_of(end));
  return hypotheses;
}

// Commits complete entries, refunds the others and closes the open word. What tracker and scorer record for it does
// not change what they say of longer hypotheses.
FirstPass::Ended FirstPass::ended(const BeamItem& item) {
  Ended end{&item, item.boost_state, {kNone, 0.0, 0.0, 0.0}, 0.0};
  if (tracker_) end.boost_state = tracker_->close(item.boost_state, item.length);
  if (scorer_) end.words = scorer_->close(item.words);
  end.score = item.total + end.boost_state.committed + (end.words.score + end.words.phones);
  return end;
}

Hypothesis FirstPass::hypothesis_of(const Ended& end) const {
  Hypothesis hypothesis;
  hypothesis.scores = {end.item->total, end.boost_state.committed, end.words.score, end.words.phones,
                       end.words.log_prob};
  add_tokens(*end.item, hypothesis);
  for (const Commit& commit : tracker_ ? tracker_->commits(end.boost_state) : std::vector<Commit>()) {
    hypothesis.hits.push_back(
        {tracker_->graph().entry_of(commit.path), commit.first, commit.last, commit.amount});
  }
  if (scorer_) add_word_hits(hypothesis, *scorer_, end.words.history, table_);
  for (Hit& hit : hypothesis.hits) {
    hit.first_frame = hypothesis.frames[hit.first_token];
    hit.last_frame = hypothesis.frames[hit.last_token];
  }
  return hypothesis;
}

void FirstPass::add_tokens(const BeamItem& item, Hypothesis& hypothesis) const {
  hypothesis.tokens.resize(item.length);
  hypothesis.frames.resize(item.length);
  std::int32_t prefix = item.prefix, time = item.time;
  for (std::int32_t i = item.length - 1; i >= 0; --i) {
    hypothesis.tokens[i] = prefixes_[prefix].token;
    hypothesis.frames[i] = times_[time].frame;
    prefix = prefixes_[prefix].parent;
    time = times_[time].previous;
  }
}

}  // namespace earmark
