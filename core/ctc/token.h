// The number of a token: its column in the emissions.
#pragma once

#include <cstdint>

namespace earmark {

using Token = std::int32_t;

inline constexpr std::int32_t kNone = -1;

}  // namespace earmark
