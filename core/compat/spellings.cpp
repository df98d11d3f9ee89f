#include "compat/spellings.h"

#include <algorithm>
#include <utility>

namespace earmark {

std::int32_t count_letters(std::string_view text) {
  return static_cast<std::int32_t>(
      std::count_if(text.begin(), text.end(), [](unsigned char byte) { return (byte & 0xC0) != 0x80; }));
}

Spellings::Spellings(std::vector<std::string> words) : words_(std::move(words)) {
  std::sort(words_.begin(), words_.end());
  words_.erase(std::unique(words_.begin(), words_.end()), words_.end());
}

bool Spellings::contains(std::string_view word) const {
  return std::binary_search(words_.begin(), words_.end(), word);
}

bool Spellings::begins(std::string_view beginning) const {
  const auto place = std::lower_bound(words_.begin(), words_.end(), beginning);
  return place != words_.end() && place->starts_with(beginning);
}

std::int32_t Spellings::shortest(std::string_view beginning) const {
  std::int32_t least = 0;
  for (auto place = std::lower_bound(words_.begin(), words_.end(), beginning);
       place != words_.end() && place->starts_with(beginning); ++place) {
    const std::int32_t letters = count_letters(*place);
    if (least == 0 || letters < least) least = letters;
  }
  return least;
}

}  // namespace earmark
