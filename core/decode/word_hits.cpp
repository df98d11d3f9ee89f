#include "decode/word_hits.h"

#include <algorithm>
#include <vector>

namespace earmark {

namespace {

struct TokenSpan {
  std::int32_t first, last;
};

// The tokens of each word; a word without letters is none.
std::vector<TokenSpan> words_of(const Hypothesis& path, const WordScorer& scorer,
                                std::span<const std::uint8_t> word_starts) {
  std::vector<TokenSpan> words;
  const auto length = static_cast<std::int32_t>(path.tokens.size());
  for (std::int32_t first = 0, after = 1; first < length; first = after++) {
    bool spells = scorer.spells(path.tokens[first]);
    for (; after < length && word_starts[path.tokens[after]] == 0; ++after) {
      spells = spells || scorer.spells(path.tokens[after]);
    }
    if (spells) words.push_back({first, after - 1});
  }
  return words;
}

void add(Hypothesis& path, const Hit& hit) {
  for (Hit& known : path.hits) {
    if (known.last_token < hit.first_token || known.first_token > hit.last_token) continue;
    if (known.first_token == hit.first_token && known.last_token == hit.last_token) known.lm = hit.lm;
    return;  // entries that overlap are not both written
  }
  const auto behind = std::find_if(path.hits.begin(), path.hits.end(),
                                   [&](const Hit& known) { return known.first_token > hit.last_token; });
  path.hits.insert(behind, hit);
}

}  // namespace

void add_word_hits(Hypothesis& path, const WordScorer& scorer, WordHistory history,
                   std::span<const std::uint8_t> word_starts) {
  const std::vector<TokenSpan> words = words_of(path, scorer, word_starts);
  while (history != kNone) {
    const WordRecord& record = scorer.record(history);
    WordHistory before = record.previous;
    if (record.entry != kNone) {
      const std::int32_t first = record.length - record.matched;
      double gain = record.gain;
      for (; scorer.record(before).length > first; before = scorer.record(before).previous) {
        gain += scorer.record(before).gain;
      }
      // Its first words may be another entry's last, as one word of the class: that one stands.
      if (scorer.record(before).length == first) {
        add(path, {record.entry, words[first].first, words[record.length - 1].last, 0.0, gain});
      } else {
        before = record.previous;
      }
    }
    history = before;
  }
}

}  // namespace earmark
