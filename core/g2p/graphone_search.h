// Beam search through graphones.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "g2p/graphone.h"
#include "lm/ngram.h"
#include "util/flat_map.h"

namespace earmark {

// The outputs of one search, each once, as a tree; output 0 is empty.
class OutputTree {
 public:
  void clear();
  std::int32_t longer(std::int32_t output, std::span<const Symbol> symbols);
  std::vector<Symbol> symbols(std::int32_t output) const;

 private:
  struct Node {
    std::int32_t parent;
    Symbol symbol;
  };
  std::vector<Node> nodes_{{0, 0}};
  FlatMap<std::int32_t> children_;
};

// n-gram histories by number, and what each graphone of a row costs after one. Words of one list share
// most of their histories: nine in ten look-ups need no n-gram.
class GraphoneSteps {
 public:
  struct Step {
    double score;        // ln p(graphone | history)
    std::int32_t state;  // number of the history after it
  };

  explicit GraphoneSteps(const Graphones& graphones);
  // Forgets everything where more than a few MB are kept; numbers of histories are void after it.
  void trim();
  std::int32_t begin() const { return 0; }
  const LmState& state(std::int32_t number) const { return states_[number]; }
  // In the order of the row. Valid until the next call.
  std::span<const Step> after(std::int32_t state, std::int32_t row);

 private:
  void reset();
  std::int32_t number_of(const LmState& state);
  void grow();

  const Graphones& graphones_;
  std::vector<LmState> states_;
  std::vector<std::int32_t> slots_;  // numbers of states by hash, -1 where free
  std::vector<Step> steps_;
  FlatMap<std::int32_t> first_;  // place in steps_ by history and row
};

// Searches one word or pronunciation after the other; for one thread. Results depend on the input alone.
class GraphoneSearch {
 public:
  explicit GraphoneSearch(const Graphones& graphones) : graphones_(graphones), steps_(graphones) {}

  // At most `most`, the likeliest first; none where the graphones do not cover the input.
  std::vector<Rendering> phones_of(std::span<const Symbol> letters, std::size_t most, const GraphoneBeam& beam);
  std::vector<Rendering> letters_of(std::span<const Symbol> phones, std::size_t most, const GraphoneBeam& beam);

 private:
  struct Cut {
    std::int32_t output, state;
    double score;
  };
  // The cuts that end at one place of the input; those much worse than `best` are not worth following.
  struct Place {
    std::vector<Cut> cuts;
    double best;
  };
  using Row = std::int32_t (Graphones::*)(std::span<const Symbol>) const;

  std::vector<Rendering> run(Row row, std::span<const Symbol> given, std::size_t most, const GraphoneBeam& beam);
  void follow(std::span<const Cut> cuts, std::int32_t row, Place& to, double width);
  void settle(Place& place, const GraphoneBeam& beam);
  bool before(const Cut& a, const Cut& b) const {
    if (a.output != b.output) return a.output < b.output;
    return a.state != b.state && steps_.state(a.state).words < steps_.state(b.state).words;
  }
  std::vector<Rendering> ranked(std::size_t most) const;

  const Graphones& graphones_;
  GraphoneSteps steps_;
  OutputTree outputs_;
  std::vector<Place> places_;
  Place now_, free_;
  std::vector<Cut> ended_;
};

}  // namespace earmark
