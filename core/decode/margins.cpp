#include "decode/margins.h"

#include <algorithm>

namespace earmark {

namespace {

constexpr std::int32_t kNear = 3;  // frames by which alignments of the same word differ

struct Place {
  std::int32_t begin, end;  // frames of its first and its last token
};

Place place_of(const Hypothesis& hypothesis, const TokenWord& word) {
  return {hypothesis.frames[word.first], hypothesis.frames[word.last]};
}

// Finds the words of one hypothesis in another, in order: index of the word there that stands at the same place with
// the same text, or kNone. No word is found twice; ask for all words.
class Matcher {
 public:
  Matcher(const Hypothesis& hypothesis, const Hypothesis& other, std::span<const TokenWord> theirs)
      : hypothesis_(hypothesis), other_(other), theirs_(theirs) {}

  std::int32_t next(const TokenWord& word) {
    const Place place = place_of(hypothesis_, word);
    while (from_ < theirs_.size() && place_of(other_, theirs_[from_]).end + kNear < place.begin) ++from_;
    for (std::size_t at = from_; at < theirs_.size(); ++at) {
      if (place_of(other_, theirs_[at]).begin - kNear > place.end) break;
      if (theirs_[at].text != word.text) continue;
      from_ = at + 1;
      return static_cast<std::int32_t>(at);
    }
    return kNone;
  }

 private:
  const Hypothesis& hypothesis_;
  const Hypothesis& other_;
  std::span<const TokenWord> theirs_;
  std::size_t from_ = 0;  // the first word that may stand at a place, or at a later one
};

void fill(std::vector<float>& by_token, const TokenWord& word, float margin) {
  std::fill(by_token.begin() + word.first, by_token.begin() + word.last + 1, margin);
}

}  // namespace

std::vector<float> margins_of(std::span<const Hypothesis> hypotheses, const TokenTable& table) {
  const Hypothesis& best = hypotheses[0];
  const std::vector<TokenWord> words = words_of(best.tokens, table);
  std::vector<float> margins(best.tokens.size(), static_cast<float>(kWideMargin));
  for (const Hypothesis& other : hypotheses.subspan(1, std::min<std::size_t>(hypotheses.size(), kCompared) - 1)) {
    const auto margin = static_cast<float>(std::max(0.0, best.scores.total() - other.scores.total()));
    if (margin >= kWideMargin) continue;
    const std::vector<TokenWord> theirs = words_of(other.tokens, table);
    Matcher matcher(best, other, theirs);
    for (const TokenWord& word : words) {
      if (matcher.next(word) == kNone) fill(margins, word, std::min(margin, margins[word.first]));
    }
  }
  return margins;
}

void keep_margins(const Hypothesis& unlisted, const TokenTable& table, Hypothesis& best) {
  const std::vector<TokenWord> theirs = words_of(unlisted.tokens, table);
  Matcher matcher(best, unlisted, theirs);
  for (const TokenWord& word : words_of(best.tokens, table)) {
    const std::int32_t same = matcher.next(word);
    if (same != kNone) fill(best.margins, word, unlisted.margins[theirs[same].first]);
  }
}

}  // namespace earmark
