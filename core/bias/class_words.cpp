#include "bias/class_words.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <tuple>
#include <unordered_set>
#include <utility>

#include "util/log_math.h"

namespace earmark {

ClassWords::ClassWords(const ListPaths& paths, const TokenTable& table) {
  const std::size_t most = paths.entries.size();
  spellings_.reserve(most);
  for (std::size_t path = 0; path < most; ++path) {
    if (!(paths.weights[path] > 0.0F)) continue;
    const std::int64_t first = paths.offsets[path], last = paths.offsets[path + 1];
    std::string text = text_of(paths.tokens.subspan(first, static_cast<std::size_t>(last - first)), table);
    if (text.empty()) continue;
    spellings_.push_back({std::move(text), std::log(static_cast<double>(paths.weights[path])), paths.entries[path],
                          static_cast<std::int32_t>(path), paths.texts[path]});
  }
  // Of equal spellings the heaviest entry stands, then the lowest, with its first path.
  std::sort(spellings_.begin(), spellings_.end(), [](const Spelling& a, const Spelling& b) {
    return std::tuple(std::string_view(a.text), -a.log_weight, a.entry, a.path) <
           std::tuple(std::string_view(b.text), -b.log_weight, b.entry, b.path);
  });
  const auto same = [](const Spelling& a, const Spelling& b) { return a.text == b.text; };
  spellings_.erase(std::unique(spellings_.begin(), spellings_.end(), same), spellings_.end());
  spellings_.shrink_to_fit();
  // The class is shared out among the entries: the longer the list, the less likely is each. An entry of several
  // spellings is no likelier than one of one.
  std::unordered_set<std::int32_t> numbers;
  for (const Spelling& spelling : spellings_) numbers.insert(spelling.entry);
  const double size = std::log(static_cast<double>(std::max<std::size_t>(numbers.size(), 1)));
  for (Spelling& spelling : spellings_) spelling.log_weight -= size;
}

ClassWords::Range ClassWords::narrow(Range range, std::string_view more) const {
  const auto part = [&](const Spelling& s) { return std::string_view(s.text).substr(range.depth, more.size()); };
  const auto begin = spellings_.begin() + range.first, end = spellings_.begin() + range.last;
  const auto low = std::partition_point(begin, end, [&](const Spelling& s) { return part(s) < more; });
  const auto high = std::partition_point(low, end, [&](const Spelling& s) { return part(s) == more; });
  return {static_cast<std::int32_t>(low - spellings_.begin()), static_cast<std::int32_t>(high - spellings_.begin()),
          range.depth + static_cast<std::int32_t>(more.size())};
}

double ClassWords::best(Range range) const {
  double best = kLogZero;
  for (std::int32_t i = range.first; i < range.last; ++i) best = std::max(best, spellings_[i].log_weight);
  return best;
}

std::size_t ClassWords::memory_bytes() const {
  std::size_t bytes = spellings_.capacity() * sizeof(Spelling);
  for (const Spelling& s : spellings_) bytes += s.text.capacity() > 15 ? s.text.capacity() + 1 : 0;
  return bytes;
}

}  // namespace earmark
