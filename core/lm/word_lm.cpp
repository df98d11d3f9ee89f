#include "lm/word_lm.h"

#include <algorithm>

#include "util/log_math.h"

namespace earmark {

WordLm::WordLm(std::shared_ptr<const NgramModel> model)
    : model_(std::move(model)), rare_class_(model_->boost_class()) {
  if (rare_class_ == kNoWord) rare_class_ = kUnknownWord;
  block_best_.assign(model_->words() / kBlock + 1, static_cast<float>(kLogZero));
  for (WordId word = model_->first_word(); word < model_->words(); ++word) {
    float& best = block_best_[word / kBlock];
    best = std::max(best, static_cast<float>(model_->unigram(word)));
  }
}

WordRange WordLm::narrow(WordRange range, std::string_view more) const {
  const auto search = [&](WordId low, const auto& before) {
    WordId count = range.last - low;
    while (count > 0) {
      const WordId half = count / 2;
      if (before(model_->word(low + half).substr(range.depth, more.size()))) {
        low += half + 1;
        count -= half + 1;
      } else {
        count = half;
      }
    }
    return low;
  };
  if (range.empty()) return {range.first, range.first, 0};
  const WordId first = search(range.first, [&](std::string_view part) { return part < more; });
  const WordId last = search(first, [&](std::string_view part) { return part == more; });
  return {first, last, range.depth + static_cast<std::int32_t>(more.size())};
}

WordId WordLm::complete(WordRange range) const {
  if (range.empty() || static_cast<std::int32_t>(model_->word(range.first).size()) != range.depth) {
    return kUnknownWord;
  }
  return range.first;
}

double WordLm::best(WordRange range) const {
  double best = kLogZero;
  for (WordId word = range.first; word < range.last;) {
    if (word % kBlock == 0 && word + kBlock <= range.last) {
      best = std::max(best, static_cast<double>(block_best_[word / kBlock]));
      word += kBlock;
    } else {
      best = std::max(best, model_->unigram(word++));
    }
  }
  return best;
}

}  // namespace earmark
