// Extension of phone evidence by one word: its pronunciations, then the boundary after it.
#include <algorithm>
#include <cmath>

#include "phones/phone_evidence.h"
#include "util/log_math.h"

namespace earmark {

namespace {

double sum(const auto& cell) { return cell.phone + cell.blank; }

}  // namespace

void PhoneEvidence::follow(const Stored& from, Reading reading, Track& track) {
  start(from, reading[0], track);
  for (std::size_t i = 1; i < reading.size(); ++i) step(reading[i], reading[i] == reading[i - 1], track);
  track.last = reading.back();
}

// What may begin at frame t is sums_[t], the mass of frame t - 1.
void PhoneEvidence::start(const Stored& from, std::int32_t phone, Track& track) {
  track.begin = from.begin;
  track.end = from.begin + from.frames;
  track.cells.resize(frames_.frames() + 1);
  for (std::int32_t i = 0; i < from.frames; ++i) track.cells[from.begin + 1 + i] = {0.0, from.mass[i]};
  for (const Tail& tail : from.tails) {
    if (tail.phone == phone) continue;
    for (std::int32_t i = 0; i < from.frames; ++i) {
      track.cells[from.begin + 1 + i].blank += from.mass[tail.place + i];
    }
  }
  step(phone, false, track);
}

// One phone more, in place: cells of the phone before become cells of this one.
void PhoneEvidence::step(std::int32_t phone, bool repeats, Track& track) {
  const float* ratio = frames_.of(phone);
  const float* blank = frames_.of(options_.blank);
  const std::int32_t begin = track.begin, end = track.end;
  Cell before{0.0, 0.0};  // of this phone at the frame before
  double ready = 0.0;     // of the phone before at the frame before: what may enter now
  double peak = 0.0, most = 0.0;
  track.entered = 0.0;
  track.peak = kNone;
  std::int32_t t = begin;
  for (; t < frames_.frames(); ++t) {
    Cell& cell = track.cells[t + 1];
    double next = 0.0;
    if (t < end) next = repeats ? cell.blank : sum(cell);
    if (t < 0) {
      cell = {0.0, 0.0};
    } else {
      const double entering = ready * ratio[t];
      cell = {before.phone * ratio[t] + entering, sum(before) * blank[t]};
      track.entered += entering;
      if (entering > most) {
        most = entering;
        track.peak = t;
      }
    }
    before = cell;
    ready = next;
    const double mass = sum(cell);
    peak = std::max(peak, mass);
    if (t >= end && !(mass > peak * window_)) {
      ++t;
      break;
    }
  }
  track.end = t;
  trim(peak, track);
}

// Drops the first frames of the track, where less than the window's share of the peak has arrived.
void PhoneEvidence::trim(double peak, Track& track) const {
  while (track.begin < track.end && !(sum(track.cells[track.begin + 1]) >= peak * window_ && peak > 0.0)) {
    ++track.begin;
  }
}

void PhoneEvidence::fill(const Stored& from, Track& track) {
  track.last = kNone;
  track.begin = from.begin;
  track.entered = 0.0;
  track.peak = kNone;
  track.cells.resize(frames_.frames() + 1);
  double mass = 0.0, ready = 0.0, peak = 0.0;
  std::int32_t t = from.begin;
  for (; t < frames_.frames(); ++t) {
    const std::int32_t i = t - from.begin;
    if (t >= 0) mass = std::max(mass, ready * unknown_) * filler_[t];
    ready = 0.0;
    if (i < from.frames) {
      ready = from.mass[i];
      for (const Tail& tail : from.tails) ready += from.mass[tail.place + i];
    }
    track.cells[t + 1] = {0.0, mass};
    if (mass > track.entered) {
      track.entered = mass;
      track.peak = t;
    }
    peak = std::max(peak, mass);
    if (i >= from.frames && !(mass > peak * window_)) {
      ++t;
      break;
    }
  }
  track.end = t;
  trim(peak, track);
}

// The state after the word that tracks_[0 .. tracks) have read, the boundary after it included.
PhoneEvidence::Stored PhoneEvidence::close(const Stored& from, std::size_t tracks) {
  Stored next;
  next.ending = kLogZero;
  std::int32_t begin = frames_.frames(), end = -1;
  double completed = 0.0, most = 0.0;
  for (std::size_t i = 0; i < tracks; ++i) {
    const Track& track = tracks_[i];
    if (track.begin == track.end) continue;
    begin = std::min(begin, track.begin);
    end = std::max(end, track.end);
    completed += track.entered * skip_;
    if (track.entered * skip_ > most) {
      most = track.entered * skip_;
      next.end = track.peak;
    }
    next.ending = log_add(next.ending, std::log(sum(track.cells[track.end])) + blanks_[track.end]);
  }
  const Boundary boundary = enter_boundary(begin, end, tracks);
  if (boundary.entered > most) next.end = boundary.peak;
  if (boundary.last > 0.0) next.ending = log_add(next.ending, std::log(boundary.last) + blanks_[boundary.end]);
  next.score = from.scale + std::log(completed + boundary.entered);
  next.ending += from.scale;
  next.begin = begin;
  next.frames = std::max(boundary.end - begin, 0);
  next.scale = from.scale;
  store(tracks, next);
  return next;
}

// Fills sums_ with the tracks' mass and boundary_ with that of the boundaries after them, up to the
// frame where both have faded.
PhoneEvidence::Boundary PhoneEvidence::enter_boundary(std::int32_t begin, std::int32_t end, std::size_t tracks) {
  const float* blank = frames_.of(options_.blank);
  const float* ratio = options_.boundary == kNone ? nullptr : frames_.of(options_.boundary);
  Boundary boundary{0.0, 0.0, kNone, begin};
  double mass = 0.0, ready = 0.0, most = 0.0, peak = 0.0;
  std::int32_t t = begin;
  for (; t < frames_.frames() && (t < end || mass >= peak * window_); ++t) {
    if (ratio != nullptr && t >= 0) {
      const double entering = ready * ratio[t];
      mass = mass * (static_cast<double>(blank[t]) + ratio[t]) + entering;
      boundary.entered += entering;
      if (entering > most) {
        most = entering;
        boundary.peak = t;
      }
    }
    ready = 0.0;
    for (std::size_t i = 0; i < tracks; ++i) {
      const Track& track = tracks_[i];
      if (t >= track.begin && t < track.end) ready += sum(track.cells[t + 1]);
    }
    boundary_[t + 1] = mass;
    sums_[t + 1] = ready;
    peak = std::max(peak, mass + ready * skip_);
    if (ratio == nullptr && t + 1 >= end) {
      ++t;
      break;
    }
  }
  boundary.end = t;
  boundary.last = mass;
  return boundary;
}

// Keeps the frames within the window, relative to the greatest of them.
void PhoneEvidence::store(std::size_t tracks, Stored& state) const {
  double peak = 0.0;
  const auto total = [&](std::int32_t t) { return boundary_[t + 1] + sums_[t + 1] * skip_; };
  for (std::int32_t t = state.begin; t < state.begin + state.frames; ++t) peak = std::max(peak, total(t));
  if (!(peak > 0.0)) {
    state.begin = state.frames = 0;
    return;
  }
  std::int32_t end = state.begin + state.frames;
  while (total(state.begin) < peak * window_) ++state.begin;
  while (total(end - 1) < peak * window_) --end;
  state.frames = end - state.begin;
  state.scale += std::log(peak);
  const auto frames = static_cast<std::size_t>(state.frames);
  state.mass.resize(frames);
  for (std::int32_t t = state.begin; t < end; ++t) {
    state.mass[t - state.begin] = static_cast<float>(boundary_[t + 1] / peak);
  }
  for (std::size_t i = 0; i < tracks; ++i) keep_track(tracks_[i], skip_ / peak, state);
}

void PhoneEvidence::keep_track(const Track& track, double factor, Stored& state) {
  const std::int32_t begin = std::max(state.begin, track.begin);
  const std::int32_t end = std::min(state.begin + state.frames, track.end);
  std::size_t place = 0;
  if (track.last != kNone) {
    auto tail = std::find_if(state.tails.begin(), state.tails.end(),
                             [&](const Tail& known) { return known.phone == track.last; });
    if (tail == state.tails.end()) {
      tail = state.tails.insert(tail, {track.last, state.mass.size()});
      state.mass.resize(state.mass.size() + state.frames, 0.0F);
    }
    place = tail->place;
  }
  for (std::int32_t t = begin; t < end; ++t) {
    const Cell& cell = track.cells[t + 1];
    state.mass[place + t - state.begin] += static_cast<float>(cell.phone * factor);
    state.mass[t - state.begin] += static_cast<float>(cell.blank * factor);
  }
}

}  // namespace earmark
