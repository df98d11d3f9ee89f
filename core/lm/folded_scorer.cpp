#include "lm/folded_scorer.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "util/log_math.h"

namespace earmark {

FoldedScorer::FoldedScorer(std::shared_ptr<const NgramModel> cased, const std::vector<WordId>& folded, WordId words)
    : cased_(std::move(cased)), spellings_(static_cast<std::size_t>(words)) {
  for (std::size_t spelling = 0; spelling < folded.size(); ++spelling) {
    spellings_[static_cast<std::size_t>(folded[spelling])].push_back(static_cast<WordId>(spelling));
  }
}

double FoldedScorer::score(const LmState& state, WordId word) const {
  LmState now, next;
  for (int k = state.length; k-- > 0;) {
    if (state.words[k] == kSentenceBegin) {
      now = cased_->begin();
      continue;
    }
    cased_->score(now, likeliest(now, state.words[k]), &next);
    now = next;
  }
  double total = kLogZero;
  for (const WordId spelling : spellings_[word]) total = log_add(total, cased_->score(now, spelling, nullptr));
  return total;
}

WordId FoldedScorer::likeliest(const LmState& state, WordId word) const {
  const std::vector<WordId>& spellings = spellings_[word];
  if (spellings.size() == 1) return spellings.front();
  return *std::max_element(spellings.begin(), spellings.end(), [&](WordId a, WordId b) {
    return cased_->score(state, a, nullptr) < cased_->score(state, b, nullptr);
  });
}

}  // namespace earmark
