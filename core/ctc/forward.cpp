#include "ctc/forward.h"

#include <algorithm>
#include <cmath>

#include "util/log_math.h"

namespace earmark {

namespace {

constexpr std::int32_t kWindow = 5;  // frames on either side of an emission

// before, after: the neighbouring tokens, the blank for none.
double token_confidence(const Emissions& emissions, Token before, Token token, Token after,
                        std::int32_t begin, std::int32_t end, Token none) {
  // Linear probabilities: eleven factors cannot underflow to anything but "no confidence".
  double rest = 1.0, gap = 0.0, here = 0.0, pause = 0.0, next = 0.0;
  for (std::int32_t t = begin; t < end; ++t) {
    const float* row = emissions.row(t);
    const auto p = [row, none](Token v) { return v == none ? 0.0 : std::exp(static_cast<double>(row[v])); };
    const double blank = std::exp(static_cast<double>(row[none]));
    const double to_next = pause + next + (after == token ? 0.0 : here);
    const double to_here = gap + here + (before == token ? 0.0 : rest);
    const double to_pause = here + pause;
    const double to_gap = rest + gap;
    // Before the first frame of the window the token before may still sound, or be over: both
    // start from `rest`. Without a token before, p(before) is 0 and `rest` dies after one frame.
    rest *= p(before);
    gap = to_gap * blank;
    here = to_here * p(token);
    pause = to_pause * blank;
    next = to_next * p(after);
  }
  return here + pause + next;
}

}  // namespace

double ctc_log_prob(const Emissions& emissions, std::span<const Token> tokens, Token blank) {
  const auto length = static_cast<std::int32_t>(tokens.size());
  const std::int32_t states = 2 * length + 1;  // blank, token, blank, ..., token, blank
  std::vector<double> alpha(states, kLogZero);
  if (emissions.frames == 0) return length == 0 ? 0.0 : kLogZero;
  for (std::int32_t t = 0; t < emissions.frames; ++t) {
    const float* row = emissions.row(t);
    const std::int32_t reachable = std::min(states - 1, 2 * t + 1);
    const std::int32_t needed = std::max(0, states - 2 * (emissions.frames - t));
    for (std::int32_t s = reachable; s >= needed; --s) {  // downwards: alpha[s - 1] is still frame t-1's
      if (t == 0) {
        alpha[s] = row[s == 0 ? blank : tokens[0]];
        continue;
      }
      double sum = alpha[s];
      if (s > 0) sum = log_add(sum, alpha[s - 1]);
      if (s > 1 && s % 2 == 1 && tokens[s / 2] != tokens[s / 2 - 1]) sum = log_add(sum, alpha[s - 2]);
      alpha[s] = sum + row[s % 2 == 0 ? blank : tokens[s / 2]];
    }
  }
  return states > 1 ? log_add(alpha[states - 1], alpha[states - 2]) : alpha[0];
}

std::vector<float> token_confidences(const Emissions& emissions, std::span<const Token> tokens,
                                     std::span<const std::int32_t> frames, Token blank) {
  const auto length = static_cast<std::int32_t>(tokens.size());
  std::vector<float> confidences(tokens.size());
  for (std::int32_t i = 0; i < length; ++i) {
    const Token before = i > 0 ? tokens[i - 1] : blank;
    const Token after = i + 1 < length ? tokens[i + 1] : blank;
    const std::int32_t begin = std::max(frames[i] - kWindow, i > 0 ? frames[i - 1] + 1 : 0);
    const std::int32_t end =
        std::min(frames[i] + kWindow + 1, i + 1 < length ? frames[i + 1] : emissions.frames);
    const double p = token_confidence(emissions, before, tokens[i], after, begin, end, blank);
    confidences[i] = static_cast<float>(std::clamp(p, 0.0, 1.0));
  }
  return confidences;
}

}  // namespace earmark
