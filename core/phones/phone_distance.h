// Edit distance of pronunciations to observed phones, with costs of the sounds.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "phones/pronunciations.h"

namespace earmark {

// Costs of edits against G observed phones, one after the other. An observed phone may be several at
// once, each to some degree: then its costs are expectations.
struct EditCosts {
  std::int32_t observed = 0;           // G
  std::int32_t phones = 0;          // P
  std::vector<float> substitution;  // (G, P): phone p was meant where observed phone g is
  std::vector<float> surplus;       // (G,): observed phone g was not meant
  std::vector<float> missing;       // (P,): phone p was meant and not observed

  void check() const;  // throws std::invalid_argument
  const float* substitutions(std::int32_t g) const {
    return substitution.data() + static_cast<std::ptrdiff_t>(g) * phones;
  }
};

// One step of the dynamic programme: `row` holds the cost of some phones against the first g observed phones,
// counted from phone `first` on, and becomes that of the same phones and `phone` after them.
inline void append_phone(const EditCosts& costs, Phone phone, std::int32_t first, std::span<float> row) {
  float before = row[0];  // of the row before, one cell to the left
  row[0] += costs.missing[phone];
  for (std::size_t g = 1; g < row.size(); ++g) {
    const std::int32_t place = first + static_cast<std::int32_t>(g) - 1;
    const float here = row[g];
    row[g] = std::min({here + costs.missing[phone], row[g - 1] + costs.surplus[place],
                       before + costs.substitutions(place)[phone]});
    before = here;
  }
}

// The least sum of edits that make a pronunciation out of the observed phones (Wagner & Fischer 1974), over all
// readings of every word.
//
// Rows of the dynamic programme keep only cells within `width` of their least one: the band follows the
// best path instead of the diagonal, which strings of different lengths leave.
class PhoneDistance {
 public:
  // Throws std::invalid_argument when the costs' sizes disagree or one is negative.
  PhoneDistance(EditCosts costs, double unknown_word, double width = std::numeric_limits<double>::infinity());

  // Of one phone string.
  double of(Reading reading) const;
  // Of each word sequence; words are numbers of `lexicon`, one without readings takes any phones for
  // `unknown_word`. Sequences are worked out in sorted order, and each only from where it differs from
  // the one before: n-best lists share most of their words.
  std::vector<double> of_all(std::span<const std::vector<std::int32_t>> sequences, const Pronunciations& lexicon) const;

 private:
  using Row = std::vector<float>;  // (G + 1,): cost of the words so far against the first g phones

  Row begin() const;
  Row after(const Row& row, Readings readings) const;
  void append(Phone phone, Row& row) const;
  void prune(Row& row) const;

  EditCosts costs_;
  float unknown_word_, width_;
};

}  // namespace earmark
