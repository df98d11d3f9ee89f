// Sets of words that tell beginnings of words from others.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace earmark {

std::int32_t count_letters(std::string_view text);  // code points of UTF-8

// Words in the order of their bytes. Immutable.
class Spellings {
 public:
  explicit Spellings(std::vector<std::string> words);

  bool empty() const { return words_.empty(); }
  bool contains(std::string_view word) const;
  bool begins(std::string_view beginning) const;  // one of the words begins so
  // Letters of the shortest word that begins so; 0 where none does.
  std::int32_t shortest(std::string_view beginning) const;

 private:
  std::vector<std::string> words_;
};

}  // namespace earmark
