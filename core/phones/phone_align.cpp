#include "phones/phone_align.h"

#include <algorithm>
#include <limits>
#include <stdexcept>
#include <string>

#include "util/log_math.h"

namespace earmark {

namespace {

// States 0, 2, 4, ... are the blanks before, between and after the labels, state 2i + 1 is label i.
class Aligner {
 public:
  Aligner(const Emissions& emissions, std::span<const std::int32_t> labels, const AlignOptions& options)
      : emissions_(emissions),
        labels_(labels),
        options_(options),
        states_(2 * static_cast<std::int32_t>(labels.size()) + 1) {}

  LabelAlignment run() {
    std::vector<double> before(states_, kLogZero), now(states_, kLogZero);
    from_.assign(static_cast<std::size_t>(emissions_.frames) * states_, 0);
    for (std::int32_t t = 0; t < emissions_.frames; ++t) {
      look_at(emissions_.row(t));
      for (std::int32_t s = 0; s < states_; ++s) now[s] = t == 0 ? start(s) : step(t, s, before);
      std::swap(before, now);
    }
    return emissions_.frames == 0 ? without_frames() : trace(before);
  }

 private:
  bool is_boundary(std::int32_t i) const { return options_.boundary != kNone && labels_[i] == options_.boundary; }

  void look_at(const float* row) {
    row_ = row;
    any_ = -std::numeric_limits<float>::infinity();
    for (std::int32_t v = 0; v < emissions_.tokens; ++v) {
      if (v != options_.boundary) any_ = std::max(any_, row[v]);
    }
  }
  double emission(std::int32_t s) const {
    if (s % 2 == 1) return labels_[s / 2] == kAnyLabel ? any_ : row_[labels_[s / 2]];
    const bool outside = s == 0 || s == states_ - 1 || is_boundary(s / 2 - 1);
    return outside && options_.boundary != kNone ? std::max(row_[options_.blank], row_[options_.boundary])
                                                 : row_[options_.blank];
  }
  // A boundary at either end may be left out for nothing: it says nothing there.
  double skip(std::int32_t i) const {
    return i == 0 || i + 1 == static_cast<std::int32_t>(labels_.size()) ? 0.0 : options_.boundary_skip;
  }
  double start(std::int32_t s) const {
    if (s < 2) return emission(s);
    return s < 4 && is_boundary(0) ? emission(s) : kLogZero;
  }
  double step(std::int32_t t, std::int32_t s, const std::vector<double>& before) {
    double best = before[s];
    std::int8_t back = 0;
    const auto offer = [&](std::int8_t states, double cost) {
      if (before[s - states] - cost > best) best = before[s - states] - cost, back = states;
    };
    if (s > 0) offer(1, 0.0);
    if (s % 2 == 1 && s > 1) {
      const std::int32_t i = s / 2;
      if (labels_[i] != labels_[i - 1]) offer(2, 0.0);
      if (is_boundary(i - 1)) {
        offer(3, skip(i - 1));
        if (i > 1 && labels_[i] != labels_[i - 2]) offer(4, skip(i - 1));
      }
    }
    from_[static_cast<std::size_t>(t) * states_ + s] = back;
    return best + emission(s);
  }

  LabelAlignment without_frames() const {
    const bool fits = std::all_of(labels_.begin(), labels_.end(),
                                  [this](std::int32_t label) { return label == options_.boundary; });
    LabelAlignment found;
    found.log_prob = fits ? 0.0 : kLogZero;
    if (fits) found.begin.assign(labels_.size(), 0), found.end = found.begin;
    return found;
  }
  LabelAlignment trace(const std::vector<double>& last) const {
    LabelAlignment found;
    std::int32_t s = states_ - 1;
    const std::int32_t ends = !labels_.empty() && is_boundary(s / 2 - 1) ? 4 : 2;  // it may be left out
    for (std::int32_t other = s - 1; other >= 0 && other >= states_ - ends; --other) {
      if (last[other] > last[s]) s = other;
    }
    found.log_prob = last[s];
    if (found.log_prob == kLogZero) return found;
    found.begin.assign(labels_.size(), kNone);
    found.end.assign(labels_.size(), kNone);
    for (std::int32_t t = emissions_.frames - 1; t >= 0; --t) {
      if (s % 2 == 1) {
        found.begin[s / 2] = t;
        found.end[s / 2] = std::max(found.end[s / 2], t + 1);
      }
      s -= from_[static_cast<std::size_t>(t) * states_ + s];
    }
    for (std::size_t i = 0; i < labels_.size(); ++i) {  // left out: between its neighbours
      if (found.begin[i] == kNone) found.begin[i] = found.end[i] = i == 0 ? 0 : found.end[i - 1];
    }
    return found;
  }

  const Emissions& emissions_;
  std::span<const std::int32_t> labels_;
  const AlignOptions& options_;
  std::int32_t states_;
  const float* row_ = nullptr;
  float any_ = 0.0f;
  std::vector<std::int8_t> from_;  // (frames, states): how many states back the frame before was
};

}  // namespace

LabelAlignment align_labels(const Emissions& emissions, std::span<const std::int32_t> labels,
                            const AlignOptions& options) {
  if (options.blank < 0 || options.blank >= emissions.tokens) {
    throw std::invalid_argument("the blank is column " + std::to_string(options.blank) + " of " +
                                std::to_string(emissions.tokens));
  }
  if (options.boundary < kNone || options.boundary >= emissions.tokens || options.boundary == options.blank) {
    throw std::invalid_argument("the boundary is column " + std::to_string(options.boundary) + " of " +
                                std::to_string(emissions.tokens) + ", expected one other than the blank, or -1");
  }
  for (const std::int32_t label : labels) {
    if (label != kAnyLabel && (label < 0 || label >= emissions.tokens || label == options.blank)) {
      throw std::invalid_argument("label " + std::to_string(label) + " cannot be aligned: expected a column of " +
                                  std::to_string(emissions.tokens) + " other than the blank");
    }
  }
  return Aligner(emissions, labels, options).run();
}

}  // namespace earmark
