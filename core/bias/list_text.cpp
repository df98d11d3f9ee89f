#include "bias/list_text.h"

#include <unordered_map>

namespace earmark {

TextWords words_of(const std::vector<std::string_view>& texts) {
  TextWords found;
  std::unordered_map<std::string_view, std::int32_t> number;
  std::vector<std::string_view> met;
  for (const std::string_view text : texts) {
    for_each_word(text, [&](std::string_view word) {
      const auto [place, fresh] = number.emplace(word, static_cast<std::int32_t>(met.size()));
      if (fresh) met.push_back(word);
      found.rows.ids.push_back(place->second);
    });
    found.rows.offsets.push_back(static_cast<std::int64_t>(found.rows.ids.size()));
  }
  std::vector<std::string_view> sorted = met;
  std::sort(sorted.begin(), sorted.end());
  for (std::size_t i = 0; i < sorted.size(); ++i) number[sorted[i]] = static_cast<std::int32_t>(i);
  std::vector<std::int32_t> rank(met.size());
  for (std::size_t i = 0; i < met.size(); ++i) rank[i] = number[met[i]];
  for (std::int32_t& id : found.rows.ids) id = rank[id];
  found.words.assign(sorted.begin(), sorted.end());
  return found;
}

}  // namespace earmark
