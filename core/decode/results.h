// Results of a search. The bindings hand these classes to Python as they are.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "ctc/emissions.h"

namespace earmark {

// Parts of a hypothesis' score, nats. The search ranks by total().
struct Scores {
  double acoustic = 0.0;     // log p_ctc(tokens | emissions), never boosted
  double boost = 0.0;        // bonus of the list's entries in the hypothesis: the sum over its hits
  double lm = 0.0;           // weighted: language model and word bonus
  double phones = 0.0;       // weighted: phone evidence of the words' pronunciations
  double lm_log_prob = 0.0;  // ln p(words) by the language model, unweighted; no part of the total

  double total() const { return acoustic + boost + lm + phones; }
  bool operator==(const Scores&) const = default;
};

// Verification of one hit: the entry against the best alternative, both scored without the list. Differences are
// nats, above 0 for the entry, and 0 where there is no alternative.
struct Verdict {
  std::optional<std::vector<Token>> alternative;  // tokens that would stand there; empty: nothing would
  double acoustic = 0.0;     // difference of log p_ctc
  double phones = 0.0;       // difference of the phone evidence, weighted
  double words = 0.0;        // difference of the language model's score, weighted, the entry as ordinary words
  double context = 0.0;      // nats: ln odds of a name there by the words around it; 0 where no model can say
  double rarity = 0.0;       // nats, unweighted: a rare word there against the alternative, by the language model
  bool homophone = false;    // the entry sounds exactly like the alternative
  double phone_match = 0.0;  // nats, unweighted: its phones against the best path through the phone emissions
  std::int32_t length = 0;   // phones of its shortest pronunciation; letters where it has none
  double log_odds = 0.0;     // nats: ln p(spoken) / p(not spoken)

  bool operator==(const Verdict&) const = default;
};

// One list entry in a hypothesis.
struct Hit {
  std::int32_t entry = kNone;                     // index into the list
  std::int32_t first_token = 0, last_token = 0;   // of the hypothesis, inclusive; of a rejected hit: as they were
  double boost = 0.0;                             // nats, bonus of its tokens
  double lm = 0.0;                                // nats, weighted: gain in the language model's score as a listed word
  std::int32_t first_frame = 0, last_frame = 0;   // of these tokens
  std::optional<Verdict> verdict{};               // none: not verified
  std::int32_t ending = kNone;                    // that the entry has here, kNone for none

  bool operator==(const Hit&) const = default;
};

// One token sequence with every part of its score.
struct Hypothesis {
  std::vector<Token> tokens;             // without blanks
  std::vector<std::int32_t> frames;      // where each token begins on the best alignment
  std::vector<float> confidences;        // 0..1, from unbiased emissions
  Scores scores;
  std::vector<Hit> hits;
  std::vector<Hit> rejected;             // by verification: their alternatives stand there now
  std::vector<std::int32_t> considered;  // of the best hypothesis: entries in any hypothesis compared, sorted
  std::vector<float> margins;            // of the best one beside a language model: nats of each token (margins.h)

  bool operator==(const Hypothesis&) const = default;
};

}  // namespace earmark
