// Texts of a list, packed into one string.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace earmark {

// Of a string in which every line ends in '\n'.
inline std::vector<std::string_view> lines(std::string_view packed) {
  std::vector<std::string_view> found;
  found.reserve(std::count(packed.begin(), packed.end(), '\n'));
  while (!packed.empty()) {
    const std::size_t end = std::min(packed.find('\n'), packed.size());
    found.push_back(packed.substr(0, end));
    packed.remove_prefix(std::min(end + 1, packed.size()));
  }
  return found;
}

// The words of a text, parted by one space each.
template <typename Visit>
void for_each_word(std::string_view text, Visit visit) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    visit(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

// Several numbers for each of several things: those of thing i are ids[offsets[i] .. offsets[i + 1]).
struct Rows {
  std::vector<std::int32_t> ids;
  std::vector<std::int64_t> offsets{0};
};

// The words of texts, each once, sorted by bytes; `rows` numbers the words of each text in that order.
struct TextWords {
  std::vector<std::string> words;
  Rows rows;
};
TextWords words_of(const std::vector<std::string_view>& texts);

}  // namespace earmark
