// Verification: list entries of the best hypothesis that were hardly spoken make room for their alternatives.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "decode/options.h"
#include "decode/results.h"
#include "decode/search_model.h"
#include "decode/utterance.h"
#include "decode/verifier.h"

namespace earmark {

// Takes the best hypothesis of a search with a list and that of a search without it. An entry that the list has
// brought about stays where the verifier's log-odds are 0 or more, or where it stands in the search without the list
// too; else its best alternative takes its place, which may hold another entry, that is verified in turn. Where no
// entry stays that the search without the list does not have, its result is taken as a whole: a list of which
// nothing is written changes nothing. An entry that is spelt like ordinary words is written where the sentence speaks for
// it; else the words stay, also where only the list made the search find them. Immutable.
class Verification {
 public:
  // first: options of the first pass; last: of the pass with whose weights the verifier compares.
  Verification(const SearchModel& model, const Options& first, const Options& last);

  // Drops the hypotheses that hold an entry of negative weight.
  void drop_suppressed(const PassInput& input, std::vector<Hypothesis>& unlisted) const;
  // Verifies found[0]. options: of the scores of `found`; unlisted: hypotheses without the list, best first.
  void apply(const PassInput& input, const Options& options, std::vector<Hypothesis> unlisted,
             std::vector<Hypothesis>& found) const;

 private:
  // A hypothesis with alternatives in the place of some of its hits; no hits: the audio has no room for any.
  struct Replacement {
    std::vector<std::size_t> hits;
    Hypothesis hypothesis;
  };

  std::vector<Hit> reject(const PassInput& input, const Options& options, std::span<const Hypothesis> unlisted,
                          const Hypothesis* reference, std::vector<Hypothesis>& found) const;
  std::vector<std::size_t> failing(const PassInput& input, const Hypothesis* reference, const Hypothesis& best) const;
  Replacement replace(const PassInput& input, const Options& options, const Hypothesis& best,
                      std::span<const std::size_t> hits) const;
  void drop_plain(const PassInput& input, const Hypothesis* reference, Hypothesis& best,
                  std::vector<Hit>& rejected) const;
  void restore(const PassInput& input, const Options& options, std::span<const Hypothesis> unlisted,
               std::vector<Hypothesis>& found) const;
  bool put_first(const PassInput& input, const Options& options, const std::vector<Token>& tokens,
                 std::vector<Hypothesis>& found) const;

  SearchModel model_;
  Options first_;
  Verifier verifier_;
};

}  // namespace earmark
