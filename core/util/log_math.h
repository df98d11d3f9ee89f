// The log semiring: scores are natural logs, adding probabilities is log_add.
#pragma once

#include <cmath>
#include <limits>

namespace earmark {

inline constexpr double kLogZero = -std::numeric_limits<double>::infinity();

inline double log_add(double a, double b) {
  const double high = a > b ? a : b, low = a > b ? b : a;
  // Below 2^-53 of the greater term the lesser one is lost to rounding anyway; this also keeps
  // the difference of two log zeros, a NaN, out of the sum.
  if (!(high - low < 37.0)) return high;
  return high + std::log1p(std::exp(low - high));
}

}  // namespace earmark
