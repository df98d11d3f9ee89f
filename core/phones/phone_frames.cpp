#include "phones/phone_frames.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

namespace earmark {

namespace {

void check_columns(const Emissions& emissions, std::span<const std::int32_t> columns, std::int32_t phones) {
  if (phones < 1 || phones > kMostPhones) {
    throw std::invalid_argument("phones are numbered to " + std::to_string(phones) + ", expected 1 to " +
                                std::to_string(kMostPhones));
  }
  if (static_cast<std::int32_t>(columns.size()) != emissions.tokens) {
    throw std::invalid_argument("phone emissions have " + std::to_string(emissions.tokens) +
                                " columns, expected " + std::to_string(columns.size()));
  }
  for (const std::int32_t phone : columns) {
    if (phone < kNone || phone >= phones) {
      throw std::invalid_argument("a column counts for phone " + std::to_string(phone) + " of " +
                                  std::to_string(phones));
    }
  }
}

}  // namespace

std::vector<double> pool_phones(const Emissions& emissions, std::span<const std::int32_t> columns,
                                std::int32_t phones) {
  check_columns(emissions, columns, phones);
  std::vector<double> pooled(static_cast<std::size_t>(emissions.frames) * phones, 0.0);
  for (std::int32_t t = 0; t < emissions.frames; ++t) {
    const float* row = emissions.row(t);
    double* sums = pooled.data() + static_cast<std::ptrdiff_t>(t) * phones;
    for (std::size_t c = 0; c < columns.size(); ++c) {
      if (columns[c] != kNone) sums[columns[c]] += std::exp(static_cast<double>(row[c]));
    }
  }
  return pooled;
}

PhoneFrames::PhoneFrames(const Emissions& emissions, std::span<const std::int32_t> columns, std::int32_t phones,
                         double floor)
    : frames_(emissions.frames), phones_(phones) {
  const std::vector<double> pooled = pool_phones(emissions, columns, phones);
  ratios_.resize(pooled.size());
  const double least = std::exp(-floor);
  for (std::int32_t t = 0; t < frames_; ++t) {
    const double* sums = pooled.data() + static_cast<std::ptrdiff_t>(t) * phones;
    // A frame whose mass is all in unused columns says nothing: every phone gets the same.
    const double best = *std::max_element(sums, sums + phones);
    for (std::int32_t p = 0; p < phones; ++p) {
      const double ratio = best > 0.0 ? sums[p] / best : 1.0;
      ratios_[static_cast<std::ptrdiff_t>(p) * frames_ + t] = static_cast<float>(std::max(ratio, least));
    }
  }
}

}  // namespace earmark
