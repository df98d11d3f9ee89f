#include "decode/word_hits.h"

#include <algorithm>
#include <vector>

namespace earmark {

namespace {

void add(Path& path, const Hit& hit) {
  for (Hit& known : path.hits) {
    if (known.last < hit.first || known.first > hit.last) continue;
    if (known.first == hit.first && known.last == hit.last) known.lm = hit.lm;
    return;  // entries that overlap are not both written
  }
  path.hits.push_back(hit);
}

}  // namespace

void add_word_hits(Path& path, const WordScorer& scorer, WordHistory history,
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
        add(path, {record.entry, words[first].first, words[record.length - 1].last, 0.0, gain});
      } else {
        before = record.previous;
      }
    }
    history = before;
  }
  std::sort(path.hits.begin(), path.hits.end(), [](const Hit& a, const Hit& b) { return a.first < b.first; });
}

}  // namespace earmark
