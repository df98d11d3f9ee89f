// Beam search through graphones.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "g2p/graphone.h"
#include "lm/ngram.h"
#include "util/flat_map.h"

namespace earmark {

// Outputs, each once, as a tree; output 0 is empty.
class OutputTree {
 public:
  void clear();
  std::size_t size() const { return nodes_.size(); }
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
  bool is_full() const;  // holds more than a few MB
  void reset();          // forgets everything; numbers of histories are void after it
  std::int32_t begin() const { return 0; }
  const LmState& state(std::int32_t number) const { return states_[number]; }
  // In the order of the row. Valid until the next call.
  std::span<const Step> after(std::int32_t state, std::int32_t row);

 private:
  std::int32_t number_of(const LmState& state);
  void grow();

  const Graphones& graphones_;
  std::vector<LmState> states_;
  std::vector<std::int32_t> slots_;  // numbers of states by hash, -1 where free
  std::vector<Step> steps_;
  FlatMap<std::int32_t> first_;  // place in steps_ by history and row
};

// Searches one word or pronunciation after the other; for one thread. Results depend on the input alone. What
// the input shares with the start of the one before is not searched again.
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
  // Cuts that end at one place of the input; those much worse than `best` are not worth following.
  struct Cuts {
    std::vector<Cut> all;
    double best;
  };
  // By the number of graphones before it that add nothing to the given side.
  using Place = std::array<Cuts, Graphones::kMostFree + 1>;
  using Row = std::int32_t (Graphones::*)(std::span<const Symbol>) const;

  std::vector<Rendering> run(Row row, std::span<const Symbol> given, std::size_t most, const GraphoneBeam& beam);
  std::size_t shared(Row row, std::span<const Symbol> given, const GraphoneBeam& beam);
  void reach(std::size_t at, Row row, std::span<const Symbol> given, const GraphoneBeam& beam);
  void follow(const Cuts& from, std::int32_t row, Cuts& to, double width);
  void settle(Cuts& place, const GraphoneBeam& beam);
  bool before(const Cut& a, const Cut& b) const;
  std::vector<Rendering> ranked(const Place& end, std::size_t most) const;

  const Graphones& graphones_;
  GraphoneSteps steps_;
  OutputTree outputs_;
  std::vector<Place> places_;  // of the last input, one more than its symbols
  std::vector<Symbol> given_;  // the last input, searched by row_ with beam_
  Row row_ = nullptr;
  GraphoneBeam beam_;
};

}  // namespace earmark
