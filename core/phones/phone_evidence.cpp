#include "phones/phone_evidence.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

#include "util/log_math.h"

namespace earmark {

PhoneEvidence::PhoneEvidence(PhoneFrames frames, const PhoneOptions& options, const Pronunciations* lexicon)
    : frames_(std::move(frames)),
      options_(options),
      lexicon_(lexicon),
      skip_(options.boundary == kNone ? 1.0 : std::exp(-options.boundary_skip)),
      unknown_(std::exp(-options.unknown_word)),
      window_(std::exp(-options.window)) {
  check();
  const std::int32_t count = frames_.frames();
  filler_.assign(count, 0.0F);
  for (std::int32_t p = 0; p < frames_.phones(); ++p) {
    if (p == options.boundary) continue;
    for (std::int32_t t = 0; t < count; ++t) filler_[t] = std::max(filler_[t], frames_.of(p)[t]);
  }
  blanks_.assign(count + 1, 0.0);
  const float* blank = frames_.of(options.blank);
  for (std::int32_t t = count; t-- > 0;) blanks_[t] = blanks_[t + 1] + std::log(static_cast<double>(blank[t]));
  boundary_.resize(count + 1);
  sums_.resize(count + 1);
  make_root();
}

void PhoneEvidence::check() const {
  const std::int32_t phones = frames_.phones();
  const auto expect = [phones](std::int32_t phone, std::int32_t least, const char* name) {
    if (phone >= least && phone < phones) return;
    throw std::invalid_argument(std::string(name) + " is phone " + std::to_string(phone) + ", the emissions have " +
                                std::to_string(phones));
  };
  expect(options_.blank, 0, "the blank");
  expect(options_.boundary, kNone, "the boundary");
  if (lexicon_ != nullptr) expect(lexicon_->greatest_phone(), 0, "the greatest phone of the pronunciations");
  for (const double nats : {options_.boundary_skip, options_.floor, options_.unknown_word, options_.window}) {
    if (!(nats >= 0.0)) throw std::invalid_argument("an option of the phone evidence is negative or NaN, expected nats from 0");
  }
}

void PhoneEvidence::make_root() {
  const float* blank = frames_.of(options_.blank);
  const float* boundary = options_.boundary == kNone ? nullptr : frames_.of(options_.boundary);
  Stored root;
  root.begin = -1;
  double mass = 1.0;
  root.mass.push_back(1.0F);
  for (std::int32_t t = 0; t < frames_.frames() && mass >= window_; ++t) {
    mass *= static_cast<double>(blank[t]) + (boundary == nullptr ? 0.0 : boundary[t]);
    root.mass.push_back(static_cast<float>(mass));
  }
  root.frames = static_cast<std::int32_t>(root.mass.size());
  root.ending = std::log(mass) + blanks_[root.frames - 1];
  states_.push_back(std::move(root));
}

PhoneEvidence::State PhoneEvidence::extend(State state, std::int32_t word) {
  return extend(state, lexicon_ == nullptr ? Readings() : lexicon_->of(word), word < 0 ? kNoKey : word);
}

PhoneEvidence::State PhoneEvidence::extend(State state, Readings readings, std::int64_t key) {
  if (key != kNoKey) {
    const auto found = memo_.find({state, key});
    if (found != memo_.end()) return found->second;
  }
  const std::size_t tracks = std::max<std::size_t>(readings.size(), 1);
  if (tracks_.size() < tracks) tracks_.resize(tracks);
  if (readings.empty()) fill(states_[state], tracks_[0]);
  for (std::size_t i = 0; i < readings.size(); ++i) follow(states_[state], readings[i], tracks_[i]);
  Stored next = close(states_[state], tracks);
  if (key != kNoKey) {
    next.parent = state;
    next.key = key;
  }
  return add(std::move(next));
}

PhoneEvidence::State PhoneEvidence::add(Stored state) {
  const Key key{state.parent, state.key};
  State number;
  if (free_.empty()) {
    number = static_cast<State>(states_.size());
    states_.push_back(std::move(state));
  } else {
    number = free_.back();
    free_.pop_back();
    states_[number] = std::move(state);
  }
  if (key.word != kNoKey) memo_.emplace(key, number);
  return number;
}

void PhoneEvidence::keep(std::span<const State> wanted) {
  std::vector<std::uint8_t> kept(states_.size(), 0);
  kept[root()] = 1;
  for (const State state : wanted) kept[state] = 1;
  for (const State state : free_) kept[state] = 1;  // nothing left to forget
  for (std::size_t i = 0; i < states_.size(); ++i) {
    Stored& state = states_[i];
    if (state.parent != kNone && (!kept[i] || !kept[state.parent])) {
      memo_.erase({state.parent, state.key});
      state.parent = kNone;
    }
    if (!kept[i]) {
      state = Stored();
      state.forgotten = true;
      free_.push_back(static_cast<State>(i));
    }
  }
}

}  // namespace earmark
