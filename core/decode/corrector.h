// Corrector: list entries in a sentence that another recognizer has written.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "decode/options.h"
#include "decode/placement.h"
#include "decode/results.h"
#include "decode/search_model.h"
#include "decode/utterance.h"
#include "decode/verifier.h"

namespace earmark {

// An utterance whose words are given.
struct Corrected {
  Hypothesis given;               // the given tokens, aligned, without the list
  Hypothesis hypothesis;          // with entries in the place of some of its words
  std::vector<GivenRange> places;  // of each hit of the hypothesis: the given words that it stands for
  std::vector<Hit> rejected;      // by verification
};

// Takes hypotheses of a search with a list, and puts their entries among the given words: of the places that an entry may
// take, a word more or less at either end, the one whose sentence scores best. Every entry is verified against the given
// words, the best token of each frame and the other hypotheses; it stays where its log-odds are `threshold` or more, or
// where the given words spell it already. In the place of one that fails the entries of the other hypotheses are tried.
// Words change in no other way. Immutable.
class Corrector {
 public:
  // last: options of the pass whose weights compare sentences. acoustic_only: words around are another model's, so that
  // sentences are compared by tokens and bonuses.
  Corrector(const SearchModel& model, const Options& last, bool acoustic_only);

  // found: best first. given: aligned with the same emissions.
  Corrected apply(const PassInput& input, const Hypothesis& given, std::span<const Hypothesis> found,
                  double threshold) const;

 private:
  struct Attempt {
    std::vector<Placed> placed;
    Corrected result;
    std::vector<Hit> failed;
  };

  std::vector<Placed> missing(const GivenWords& words, const Hypothesis& found) const;
  Attempt attempt(const PassInput& input, const Hypothesis& given, std::span<const Hypothesis> found,
                  std::vector<Placed> placed, double threshold) const;
  std::optional<Hypothesis> best_place(const PassInput& input, const Hypothesis& given, std::vector<Placed>& placed) const;
  std::optional<Hypothesis> scored(const PassInput& input, const Placement& placement) const;
  bool drop_failed(const PassInput& input, const Hypothesis& given, std::span<const Hypothesis> found, double threshold,
                   Attempt& attempt) const;
  bool stands(const Hypothesis& given, const Hypothesis& hypothesis, const Hit& hit) const;
  void find_places(const Placement& placement, Attempt& attempt) const;
  double worth(const Hypothesis& hypothesis) const;

  SearchModel model_;
  Options options_;
  bool acoustic_only_;
  Verifier verifier_;
};

}  // namespace earmark
