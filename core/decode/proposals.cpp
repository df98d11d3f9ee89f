#include "decode/proposals.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

namespace earmark {

namespace {

constexpr std::int32_t kSlack = 8;    // phone frames: sub-words come later than the sound, or earlier
constexpr std::int32_t kRegion = 16;  // phone frames: the same words begun in one region are one proposal

struct WordSpan {
  std::int32_t first, last;  // tokens
  std::int32_t word;         // of the table
};

std::vector<WordSpan> numbered(const Hypothesis& path, const TokenTable& tokens, WordTable& table) {
  std::vector<WordSpan> words;
  for (const TokenWord& word : words_of(path.tokens, tokens)) {
    if (!word.text.empty()) words.push_back({word.first, word.last, table.of(word.text)});
  }
  return words;
}

class Collector {
 public:
  Collector(double ratio, double gain) : ratio_(ratio), gain_(gain) {}

  void add(const Hypothesis& path, std::span<const WordSpan> words) {
    for (std::size_t i = 0; i < words.size(); ++i) propose(path, words, i, i, 0.0);
    for (const Hit& hit : path.hits) {
      const auto first = std::find_if(words.begin(), words.end(), [&](const WordSpan& w) { return w.first == hit.first_token; });
      const auto last = std::find_if(words.begin(), words.end(), [&](const WordSpan& w) { return w.last == hit.last_token; });
      if (first == words.end() || last == words.end() || last < first) continue;
      propose(path, words, static_cast<std::size_t>(first - words.begin()), static_cast<std::size_t>(last - words.begin()),
              hit.boost + gain_ * hit.lm);
    }
  }
  std::vector<Proposal> take() {
    std::vector<Proposal> all;
    for (auto& [key, proposal] : found_) all.push_back(std::move(proposal));
    return all;
  }

 private:
  void propose(const Hypothesis& path, std::span<const WordSpan> words, std::size_t first, std::size_t last, double bonus) {
    const std::int32_t begins = frame(path.frames[words[first].first]);
    const std::int32_t from = first == 0 ? -1 : frame(path.frames[words[first - 1].last]) - kSlack;
    Proposal proposal{{}, from, begins + kSlack, bonus};
    for (std::size_t i = first; i <= last; ++i) proposal.words.push_back(words[i].word);
    const auto [place, fresh] = found_.emplace(std::pair(begins / kRegion, proposal.words), proposal);
    if (fresh) return;
    Proposal& known = place->second;
    known.from = std::min(known.from, proposal.from);
    known.to = std::max(known.to, proposal.to);
    known.bonus = std::max(known.bonus, bonus);
  }
  std::int32_t frame(std::int32_t token_frame) const { return static_cast<std::int32_t>(std::lround(token_frame * ratio_)); }

  double ratio_, gain_;
  std::map<std::pair<std::int32_t, std::vector<std::int32_t>>, Proposal> found_;
};

}  // namespace

std::vector<Proposal> proposals_of(std::span<const Hypothesis> paths, const TokenTable& tokens, double ratio, double gain,
                                   WordTable& table) {
  Collector collector(ratio, gain);
  for (const Hypothesis& path : paths) collector.add(path, numbered(path, tokens, table));
  return collector.take();
}

}  // namespace earmark
