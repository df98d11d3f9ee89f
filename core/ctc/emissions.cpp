#include "ctc/emissions.h"

#include <algorithm>

namespace earmark {

double Attention::of(std::int32_t entry, std::int32_t from, std::int32_t to) const {
  const auto found = std::find(entries.begin(), entries.end(), entry);
  if (found == entries.end()) return 0.0;
  const std::ptrdiff_t column = found - entries.begin();
  double sum = 0.0;
  for (std::int32_t t = from; t <= to; ++t) sum += mass.row(t)[column];
  return sum / (to - from + 1);
}

}  // namespace earmark
