#include "decode/word_hits.h"

#include <algorithm>
#include <vector>

namespace earmark {

namespace {

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
                   const TokenTable& table) {
  std::vector<TokenWord> words = words_of(path.tokens, table);
  std::erase_if(words, [](const TokenWord& word) { return word.text.empty(); });
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
        add(path, {.entry = record.entry,
                   .first_token = words[first].first,
                   .last_token = words[record.length - 1].last,
                   .lm = gain,
                   .ending = record.ending});
      } else {
        before = record.previous;
      }
    }
    history = before;
  }
}

}  // namespace earmark
