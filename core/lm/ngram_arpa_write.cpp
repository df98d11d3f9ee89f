#include <algorithm>
#include <cstdio>
#include <numbers>

#include "lm/ngram_arpa.h"

namespace earmark {

namespace {

constexpr double kLn10 = std::numbers::ln10;

void append_number(std::string& line, double value) {
  char buffer[32];
  line.append(buffer, static_cast<std::size_t>(std::snprintf(buffer, sizeof buffer, "%.7g", value)));
}

}  // namespace

void write_arpa_head(const NgramTrie& trie, std::ostream& out) {
  out << "\\data\\\n";
  for (int n = 1; n <= trie.order(); ++n) out << "ngram " << n << "=" << trie.levels[n - 1].size() << "\n";
}

void write_arpa_order(const NgramTrie& trie, int order, std::ostream& out) {
  const NgramLevel& level = trie.levels[order - 1];
  out << "\n\\" << order << "-grams:\n";
  std::string line;
  for_each_ngram(trie, order, [&](const NgramKey& key, std::uint32_t node) {
    line.clear();
    append_number(line, std::max(level.prob[node] / kLn10, -99.0));
    for (int slot = order - 1; slot >= 0; --slot) {
      line += slot == order - 1 ? '\t' : ' ';
      line += trie.words[key.word(slot)];
    }
    if (order < trie.order() && is_context(level.backoff[node])) {
      line += '\t';
      append_number(line, level.backoff[node] / kLn10);
    }
    line += '\n';
    out << line;
  });
  if (order == trie.order()) out << "\n\\end\\\n";
}

}  // namespace earmark
