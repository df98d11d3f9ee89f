// A view of one utterance's emissions and what a search makes of them.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "ctc/token.h"

namespace earmark {

// (frames, tokens) natural-log probabilities, row by row; not owned.
struct Emissions {
  const float* data;
  std::int32_t frames;
  std::int32_t tokens;

  const float* row(std::int32_t frame) const {
    return data + static_cast<std::ptrdiff_t>(frame) * tokens;
  }
};

// Where an adapter looked: shares 0..1 of each frame, a column for every entry that it looked at; not owned.
struct Attention {
  std::span<const std::int32_t> entries;
  Emissions mass;  // (frames, entries)

  // Mean share of the entry over the frames from..to, both inclusive.
  double of(std::int32_t entry, std::int32_t from, std::int32_t to) const;
};

// One list entry that stands in a path, tokens first..last.
struct Hit {
  std::int32_t entry, first, last;
  double boost;     // nats
  double lm = 0.0;  // nats, weighted: what being listed added to the language model's score
  // Against the best that would stand there otherwise, both scored without the list; nats, above 0 for the entry.
  bool weighed = false;         // false: nothing else was found
  double acoustic_ratio = 0.0;  // of log p_ctc
  double phone_ratio = 0.0;     // of the phone evidence, weighted
  double word_ratio = 0.0;      // of the language model's score, weighted: the entry as words like others
  std::vector<Token> rival{};   // its tokens
  double heard = 0.0;           // nats, unweighted: its phones against the best that can be heard there
  std::int32_t length = 0;      // phones of its shortest pronunciation; where none is known, letters
  double odds = 0.0;            // nats: ln p(it was said) / p(it was not), as the guard takes it
  // Where it lies, also after it has been undone.
  std::int32_t from = 0, to = 0;  // frames of its first and last token
};

// One token sequence with all that is known about it.
struct Path {
  std::vector<Token> tokens;
  std::vector<std::int32_t> frames;   // where each token begins on the best alignment
  std::vector<float> confidences;     // 0..1, from the emissions as they came
  double acoustic = 0.0;              // log p_ctc(tokens | emissions)
  double boost = 0.0;                 // sum over hits
  double words = 0.0;                 // nats, weighted: what the language model and the word bonus add
  double lm = 0.0;                    // nats, unweighted: sum of ln p_lm
  double phones = 0.0;                // nats, weighted: how well the pronunciations fit
  std::vector<Hit> hits;
  std::vector<Hit> undone;            // by the guard: `rival` stands there now; first and last are of the past
  std::vector<std::int32_t> tried;    // of the best path: entries that stood in any path compared, sorted
};

}  // namespace earmark
