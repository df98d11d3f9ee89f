#include "decode/options.h"

#include <sstream>
#include <stdexcept>
#include <type_traits>

namespace earmark {

void check(const Options& options) {
  for_each_option(options, [](const char* section, const char* name, auto value, Range range = {}) {
    if constexpr (std::is_same_v<decltype(value), double> || std::is_same_v<decltype(value), std::int32_t>) {
      if (value >= range.low && value <= range.high) return;
      std::ostringstream message;
      message << section << '.' << name << " is " << value << ", expected " << range.low << " to " << range.high;
      throw std::invalid_argument(message.str());
    }
  });
}

}  // namespace earmark
