#include "g2p/graphone_search.h"

#include <algorithm>
#include <tuple>
#include <unordered_map>

#include "util/log_math.h"

namespace earmark {

namespace {

constexpr std::size_t kMostSteps = std::size_t{1} << 17;  // 2 MB, and as much for their places
constexpr std::size_t kFewestSlots = 4096;
constexpr std::size_t kMostOutputs = std::size_t{1} << 13;  // stays in the processor's cache

}  // namespace

void OutputTree::clear() {
  nodes_.resize(1);
  children_.clear();
}

std::int32_t OutputTree::longer(std::int32_t output, std::span<const Symbol> symbols) {
  for (const Symbol symbol : symbols) {
    const std::uint64_t key = pair_key(output, static_cast<std::int32_t>(symbol));
    if (const std::int32_t* known = children_.find(key)) {
      output = *known;
      continue;
    }
    nodes_.push_back({output, symbol});
    output = static_cast<std::int32_t>(nodes_.size()) - 1;
    children_.insert(key, output);
  }
  return output;
}

std::vector<Symbol> OutputTree::symbols(std::int32_t output) const {
  std::vector<Symbol> out;
  for (; output > 0; output = nodes_[output].parent) out.push_back(nodes_[output].symbol);
  std::reverse(out.begin(), out.end());
  return out;
}

GraphoneSteps::GraphoneSteps(const Graphones& graphones) : graphones_(graphones) { reset(); }

bool GraphoneSteps::is_full() const { return steps_.size() > kMostSteps; }

void GraphoneSteps::reset() {
  states_.clear();
  steps_.clear();
  first_.clear();
  slots_.assign(kFewestSlots, -1);
  number_of(graphones_.model().begin());
}

std::int32_t GraphoneSteps::number_of(const LmState& state) {
  if (2 * (states_.size() + 1) > slots_.size()) grow();
  std::size_t slot = state.hash() & (slots_.size() - 1);
  for (; slots_[slot] >= 0; slot = (slot + 1) & (slots_.size() - 1)) {
    if (states_[slots_[slot]] == state) return slots_[slot];
  }
  slots_[slot] = static_cast<std::int32_t>(states_.size());
  states_.push_back(state);
  return slots_[slot];
}

void GraphoneSteps::grow() {
  slots_.assign(2 * slots_.size(), -1);
  for (std::size_t number = 0; number < states_.size(); ++number) {
    std::size_t slot = states_[number].hash() & (slots_.size() - 1);
    while (slots_[slot] >= 0) slot = (slot + 1) & (slots_.size() - 1);
    slots_[slot] = static_cast<std::int32_t>(number);
  }
}

std::span<const GraphoneSteps::Step> GraphoneSteps::after(std::int32_t state, std::int32_t row) {
  const auto& outputs = graphones_.row(row);
  const std::uint64_t key = pair_key(state, row);
  if (const std::int32_t* known = first_.find(key)) return {steps_.data() + *known, outputs.size()};
  const std::size_t first = steps_.size();
  first_.insert(key, static_cast<std::int32_t>(first));
  const LmState from = states_[state];
  for (const Graphones::Output& output : outputs) {
    LmState next;
    const double score = graphones_.model().score(from, output.graphone, &next);
    steps_.push_back({score, number_of(next)});
  }
  return {steps_.data() + first, outputs.size()};
}

std::vector<Rendering> GraphoneSearch::phones_of(std::span<const Symbol> letters, std::size_t most,
                                                 const GraphoneBeam& beam) {
  return run(&Graphones::row_of_letters, letters, most, beam);
}

std::vector<Rendering> GraphoneSearch::letters_of(std::span<const Symbol> phones, std::size_t most,
                                                  const GraphoneBeam& beam) {
  return run(&Graphones::row_of_phones, phones, most, beam);
}

std::vector<Rendering> GraphoneSearch::run(Row row, std::span<const Symbol> given, std::size_t most,
                                           const GraphoneBeam& beam) {
  const std::size_t known = shared(row, given, beam);
  if (places_.size() <= given.size()) places_.resize(given.size() + 1);
  for (std::size_t at = known; at <= given.size(); ++at) reach(at, row, given, beam);
  given_.assign(given.begin(), given.end());
  row_ = row;
  beam_ = beam;
  return ranked(places_[given.size()], most);
}

// How many places the last search reached by the same symbols.
std::size_t GraphoneSearch::shared(Row row, std::span<const Symbol> given, const GraphoneBeam& beam) {
  const bool full = steps_.is_full() || outputs_.size() > kMostOutputs;
  if (steps_.is_full()) steps_.reset();
  if (full) outputs_.clear();
  if (full || row != row_ || beam.most != beam_.most || beam.width != beam_.width) return 0;
  const auto parted = std::mismatch(given.begin(), given.end(), given_.begin(), given_.end()).first;
  return 1 + static_cast<std::size_t>(parted - given.begin());
}

// The cuts that end at `at`, from those that end one or two symbols before.
void GraphoneSearch::reach(std::size_t at, Row row, std::span<const Symbol> given, const GraphoneBeam& beam) {
  Place& place = places_[at];
  for (Cuts& cuts : place) cuts.all.clear(), cuts.best = kLogZero;
  if (at == 0) place[0] = {{{0, steps_.begin(), 0.0}}, 0.0};
  for (std::size_t length = std::min(Graphones::kLongest, at); length > 0; --length) {
    const std::int32_t last = (graphones_.*row)(given.subspan(at - length, length));
    for (const Cuts& from : places_[at - length]) follow(from, last, place[0], beam.width);
  }
  settle(place[0], beam);
  const GraphoneBeam few{std::max<std::size_t>(1, beam.most / 3), beam.width};  // silent symbols are rare
  const std::int32_t silent = (graphones_.*row)({});
  for (std::size_t used = 1; used < place.size(); ++used) {
    place[used].best = place[used - 1].best;
    follow(place[used - 1], silent, place[used], beam.width);
    settle(place[used], few);
  }
}

void GraphoneSearch::follow(const Cuts& from, std::int32_t row, Cuts& to, double width) {
  if (row < 0) return;
  const auto& outputs = graphones_.row(row);
  for (const Cut& cut : from.all) {
    const std::span<const GraphoneSteps::Step> steps = steps_.after(cut.state, row);
    for (std::size_t i = 0; i < steps.size(); ++i) {
      const double score = cut.score + steps[i].score;
      if (score < to.best - width) continue;
      to.best = std::max(to.best, score);
      const std::int32_t output = outputs_.longer(cut.output, {outputs[i].symbols.data(), outputs[i].length});
      to.all.push_back({output, steps[i].state, score});
    }
  }
}

// Settles the order of equal scores by what the cuts are: numbers depend on the words before.
bool GraphoneSearch::before(const Cut& a, const Cut& b) const {
  if (a.output != b.output) return outputs_.symbols(a.output) < outputs_.symbols(b.output);
  return a.state != b.state && steps_.state(a.state).words < steps_.state(b.state).words;
}

// The best cuts, the likeliest first, equal ones summed up.
void GraphoneSearch::settle(Cuts& place, const GraphoneBeam& beam) {
  std::vector<Cut>& cuts = place.all;
  std::sort(cuts.begin(), cuts.end(), [](const Cut& a, const Cut& b) {  // by score too: sums depend on its order
    return std::tie(a.output, a.state, a.score) < std::tie(b.output, b.state, b.score);
  });
  std::size_t kept = 0;
  for (std::size_t i = 0; i < cuts.size(); ++i) {
    if (kept > 0 && cuts[kept - 1].output == cuts[i].output && cuts[kept - 1].state == cuts[i].state) {
      cuts[kept - 1].score = log_add(cuts[kept - 1].score, cuts[i].score);
    } else if (kept++ != i) {
      cuts[kept - 1] = cuts[i];
    }
  }
  cuts.resize(kept);
  for (const Cut& cut : cuts) place.best = std::max(place.best, cut.score);
  std::erase_if(cuts, [&](const Cut& cut) { return cut.score < place.best - beam.width; });
  const auto better = [this](const Cut& a, const Cut& b) {
    return a.score != b.score ? a.score > b.score : before(a, b);
  };
  if (cuts.size() > beam.most) {
    std::nth_element(cuts.begin(), cuts.begin() + static_cast<std::ptrdiff_t>(beam.most), cuts.end(), better);
    cuts.resize(beam.most);
  }
  std::sort(cuts.begin(), cuts.end(), better);
}

// Outputs of the cuts that reach the end, each once, the likeliest first.
std::vector<Rendering> GraphoneSearch::ranked(const Place& end, std::size_t most) const {
  std::unordered_map<std::int32_t, double> totals;
  for (const Cuts& cuts : end) {
    for (const Cut& cut : cuts.all) {
      const double score = cut.score + graphones_.model().end(steps_.state(cut.state));
      const auto [place, fresh] = totals.emplace(cut.output, score);
      if (!fresh) place->second = log_add(place->second, score);
    }
  }
  std::vector<Rendering> out;
  for (const auto& [output, score] : totals) {
    if (output != 0) out.push_back({outputs_.symbols(output), score});
  }
  std::sort(out.begin(), out.end(), [](const Rendering& a, const Rendering& b) {
    return a.log_prob != b.log_prob ? a.log_prob > b.log_prob : a.symbols < b.symbols;
  });
  if (out.size() > most) out.resize(most);
  return out;
}

}  // namespace earmark
