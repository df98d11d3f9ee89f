#pragma once

#include <string>
#include <string_view>

namespace earmark {

// Code points of a valid UTF-8 text. Throws std::invalid_argument where it ends inside of one.
std::u32string from_utf8(std::string_view text);
std::string to_utf8(std::u32string_view text);

}  // namespace earmark
