// Which letters of a word stand for which of its phones.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "util/flat_map.h"

namespace earmark {

inline constexpr int kMostOfUnit = 2;  // letters of a unit, and phones

// A unit is a few letters and the few phones that they stand for. A word and its reading are cut into
// units in any of the ways that the allowed shapes leave, each unit u with probability p(u):
//   p(word, reading) = sum over cuts of the product of p(u)^size(u),   size(u) = its letters and phones
// and p is learnt by expectation maximisation from equal weights (Jiampojamarn, Kondrak & Sherif, Applying
// many-to-many alignments and hidden Markov models to letter-to-phoneme conversion, 2007). The exponent
// sets all cuts of a word on a par, as it adds up to the same in each: without it few long units beat many
// short ones, whatever they say.
class GraphoneAligner {
 public:
  using Shape = std::pair<int, int>;  // letters, phones: 0 to kMostOfUnit, not both 0
  using Units = std::vector<Shape>;   // of one word in order

  // words: letters in UTF-8; readings: as many, phones by number. The first of two equally good shapes is
  // preferred. Throws std::invalid_argument: other numbers of both, or a shape that cannot be.
  GraphoneAligner(const std::vector<std::string>& words, std::vector<std::vector<std::uint16_t>> readings,
                  std::vector<Shape> shapes);

  // One round over all words. Units expected less than `least` times get no probability. Returns the
  // nats of all words before the round; words that cannot be cut are left out.
  double step(double least);
  // The likeliest cut of each word; none where the shapes and units allow none.
  std::vector<Units> best() const;

 private:
  struct Edge {
    std::int32_t unit;
    std::uint8_t shape;
    std::uint16_t from, to;  // cells (letters read) * (phones read + 1) + phones read
  };
  std::uint64_t key(std::size_t word, std::size_t letter, std::size_t phone, Shape shape) const;
  void edges_of(std::size_t word, std::vector<Edge>& edges) const;
  double weight(const Edge& edge) const { return weights_[edge.unit]; }

  std::vector<std::u32string> words_;
  std::vector<std::vector<std::uint16_t>> readings_;
  std::vector<Shape> shapes_;
  FlatMap<std::int32_t> unit_of_;
  std::vector<double> weights_;      // p(u)^size(u), by unit
  std::vector<std::uint8_t> sizes_;  // by unit
};

}  // namespace earmark
