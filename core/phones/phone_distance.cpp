#include "phones/phone_distance.h"

#include <algorithm>
#include <numeric>
#include <stdexcept>
#include <string>

namespace earmark {

namespace {

constexpr float kNever = std::numeric_limits<float>::infinity();

void check_costs(const std::vector<float>& costs, std::size_t size, const char* what) {
  if (costs.size() != size) {
    throw std::invalid_argument(std::to_string(costs.size()) + " costs of " + what + ", expected " +
                                std::to_string(size));
  }
  for (const float cost : costs) {
    if (!(cost >= 0.0f)) throw std::invalid_argument(std::string("a cost of ") + what + " is negative or no number");
  }
}

}  // namespace

void EditCosts::check() const {
  check_costs(substitution, static_cast<std::size_t>(observed) * phones, "substitution");
  check_costs(surplus, observed, "surplus phones");
  check_costs(missing, phones, "missing phones");
}

PhoneDistance::PhoneDistance(EditCosts costs, double unknown_word, double width)
    : costs_(std::move(costs)), unknown_word_(static_cast<float>(unknown_word)), width_(static_cast<float>(width)) {
  costs_.check();
}

PhoneDistance::Row PhoneDistance::begin() const {
  Row row(costs_.observed + 1, 0.0f);
  for (std::int32_t g = 0; g < costs_.observed; ++g) row[g + 1] = row[g] + costs_.surplus[g];
  prune(row);
  return row;
}

void PhoneDistance::prune(Row& row) const {
  if (width_ == kNever) return;
  const float most = *std::min_element(row.begin(), row.end()) + width_;
  for (float& cost : row) {
    if (cost > most) cost = kNever;
  }
}

void PhoneDistance::append(Phone phone, Row& row) const {
  if (phone >= costs_.phones) {
    throw std::invalid_argument("phone " + std::to_string(phone) + " has no costs: expected less than " +
                                std::to_string(costs_.phones));
  }
  append_phone(costs_, phone, 0, row);
  prune(row);
}

PhoneDistance::Row PhoneDistance::after(const Row& row, Readings readings) const {
  if (readings.empty()) {  // any phones as they come
    Row next(row.size());
    float least = kNever;
    for (std::size_t g = 0; g < row.size(); ++g) next[g] = (least = std::min(least, row[g])) + unknown_word_;
    return next;
  }
  Row best;
  for (std::size_t i = 0; i < readings.size(); ++i) {
    Row next = row;
    for (const Phone phone : readings[i]) append(phone, next);
    if (best.empty()) {
      best = std::move(next);
    } else {
      std::transform(best.begin(), best.end(), next.begin(), best.begin(), [](float a, float b) { return std::min(a, b); });
    }
  }
  return best;
}

double PhoneDistance::of(Reading reading) const {
  Row row = begin();
  for (const Phone phone : reading) append(phone, row);
  return row.back();
}

std::vector<double> PhoneDistance::of_all(std::span<const std::vector<std::int32_t>> sequences,
                                          const Pronunciations& lexicon) const {
  std::vector<std::size_t> order(sequences.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return sequences[a] < sequences[b]; });
  std::vector<double> distances(sequences.size());
  std::vector<Row> rows{begin()};  // after each word of the sequence before
  const std::vector<std::int32_t> none;
  const std::vector<std::int32_t>* previous = &none;
  for (const std::size_t number : order) {
    const std::vector<std::int32_t>& words = sequences[number];
    const auto differ = std::mismatch(words.begin(), words.end(), previous->begin(), previous->end()).first;
    rows.resize(1 + (differ - words.begin()));
    for (auto word = differ; word != words.end(); ++word) rows.push_back(after(rows.back(), lexicon.of(*word)));
    distances[number] = rows.back().back();
    previous = &words;
  }
  return distances;
}

}  // namespace earmark
