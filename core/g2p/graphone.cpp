#include "g2p/graphone.h"

#include <algorithm>
#include <limits>
#include <stdexcept>
#include <string_view>

#include "util/flat_map.h"
#include "util/log_math.h"
#include "util/utf8.h"

namespace earmark {

namespace {

constexpr std::size_t kLongest = 2;  // symbols on a side of a graphone

std::uint64_t key_of(std::span<const Symbol> symbols) {
  std::uint64_t key = 0;
  for (const Symbol symbol : symbols) key = key << 32 | (std::uint64_t{symbol} + 1);
  return key;
}

// All outputs of one search, each once, as a tree.
class Outputs {
 public:
  std::int32_t longer(std::int32_t output, std::span<const Symbol> symbols) {
    for (const Symbol symbol : symbols) output = longer(output, symbol);
    return output;
  }
  std::vector<Symbol> symbols(std::int32_t output) const {
    std::vector<Symbol> out;
    for (; output > 0; output = nodes_[output].parent) out.push_back(nodes_[output].symbol);
    std::reverse(out.begin(), out.end());
    return out;
  }

 private:
  struct Node {
    std::int32_t parent;
    Symbol symbol;
  };
  std::int32_t longer(std::int32_t output, Symbol symbol) {
    const std::uint64_t key = pair_key(output, static_cast<std::int32_t>(symbol));
    if (const std::int32_t* known = children_.find(key)) return *known;
    nodes_.push_back({output, symbol});
    children_.insert(key, static_cast<std::int32_t>(nodes_.size()) - 1);
    return static_cast<std::int32_t>(nodes_.size()) - 1;
  }

  std::vector<Node> nodes_{{0, 0}};
  FlatMap<std::int32_t> children_;
};

struct Cut {
  std::int32_t output;
  LmState state;
  double score;

  bool same(const Cut& other) const { return output == other.output && state == other.state; }
  bool operator<(const Cut& other) const {
    return output != other.output ? output < other.output : state.words < other.state.words;
  }
};

// The cuts that end at one place of the input; those much worse than `best` are not worth following.
class Place {
 public:
  explicit Place(double best = kLogZero) : best_(best) {}
  void add(const Cut& cut, double width) {
    if (cut.score < best_ - width) return;
    best_ = std::max(best_, cut.score);
    cuts_.push_back(cut);
  }
  // The best of them, equal ones summed up.
  std::span<const Cut> settle(const GraphoneBeam& beam) {
    std::sort(cuts_.begin(), cuts_.end());
    std::size_t kept = 0;
    for (std::size_t i = 0; i < cuts_.size(); ++i) {
      if (kept > 0 && cuts_[kept - 1].same(cuts_[i])) {
        cuts_[kept - 1].score = log_add(cuts_[kept - 1].score, cuts_[i].score);
      } else if (kept++ != i) {
        cuts_[kept - 1] = cuts_[i];
      }
    }
    cuts_.resize(kept);
    std::stable_sort(cuts_.begin(), cuts_.end(), [](const Cut& a, const Cut& b) { return a.score > b.score; });
    cuts_.resize(std::min(cuts_.size(), beam.most));
    while (!cuts_.empty() && cuts_.back().score < best() - beam.width) cuts_.pop_back();
    return cuts_;
  }
  double best() const { return cuts_.empty() ? best_ : std::max(best_, cuts_.front().score); }

 private:
  std::vector<Cut> cuts_;
  double best_;
};

// Outputs of cuts that reach the end, each once, the likeliest first.
std::vector<Rendering> ranked(const std::vector<Cut>& ended, const NgramModel& model, const Outputs& outputs,
                              std::size_t most) {
  std::unordered_map<std::int32_t, double> totals;
  for (const Cut& cut : ended) {
    const double score = cut.score + model.end(cut.state);
    const auto [place, fresh] = totals.emplace(cut.output, score);
    if (!fresh) place->second = log_add(place->second, score);
  }
  std::vector<Rendering> out;
  for (const auto& [output, score] : totals) {
    if (output != 0) out.push_back({outputs.symbols(output), score});
  }
  std::sort(out.begin(), out.end(), [](const Rendering& a, const Rendering& b) {
    return a.log_prob != b.log_prob ? a.log_prob > b.log_prob : a.symbols < b.symbols;
  });
  if (out.size() > most) out.resize(most);
  return out;
}

// Phones by number, from symbols with commas between.
std::vector<Symbol> numbers(std::string_view phones, const std::unordered_map<std::string_view, Symbol>& number_of,
                            std::string_view graphone) {
  std::vector<Symbol> out;
  while (!phones.empty()) {
    const std::size_t end = std::min(phones.find(','), phones.size());
    const auto found = number_of.find(phones.substr(0, end));
    if (found == number_of.end()) {
      throw std::invalid_argument("its word '" + std::string(graphone) + "' has a phone that is not in the inventory");
    }
    out.push_back(found->second);
    phones.remove_prefix(std::min(end + 1, phones.size()));
  }
  return out;
}

}  // namespace

Graphones::Graphones(std::shared_ptr<const NgramModel> model, const std::vector<std::string>& phones)
    : model_(std::move(model)) {
  std::unordered_map<std::string_view, Symbol> number_of;
  for (std::size_t i = 0; i < phones.size(); ++i) number_of.emplace(phones[i], static_cast<Symbol>(i));
  for (WordId word = model_->first_word(); word < model_->words(); ++word) {
    const std::string_view graphone = model_->word(word);
    const std::size_t colon = graphone.find(':');
    if (colon == std::string_view::npos || graphone.size() == 1) {
      throw std::invalid_argument("its word '" + std::string(graphone) + "' is no graphone such as ph:f");
    }
    const std::u32string points = from_utf8(graphone.substr(0, colon));
    const std::vector<Symbol> letters(points.begin(), points.end());
    const std::vector<Symbol> said = numbers(graphone.substr(colon + 1), number_of, graphone);
    if (letters.size() > kLongest || said.size() > kLongest) {
      throw std::invalid_argument("its graphone '" + std::string(graphone) + "' is longer than two letters or phones");
    }
    add(word, letters, said);
  }
}

void Graphones::add(WordId graphone, std::span<const Symbol> letters, std::span<const Symbol> phones) {
  const auto output = [&](std::span<const Symbol> symbols) {
    Output out{graphone, {}, static_cast<std::uint8_t>(symbols.size())};
    std::copy(symbols.begin(), symbols.end(), out.symbols.begin());
    return out;
  };
  by_letters_[key_of(letters)].push_back(output(phones));
  by_phones_[key_of(phones)].push_back(output(letters));
  ++size_;
}

std::vector<Rendering> Graphones::search(const Table& table, std::span<const Symbol> given, std::size_t most,
                                         const GraphoneBeam& beam) const {
  Outputs outputs;
  std::vector<Place> places(given.size() + 1);
  places[0].add({0, model_->begin(), 0.0}, beam.width);
  std::vector<Cut> ended;
  const GraphoneBeam few{std::max<std::size_t>(1, beam.most / 3), beam.width};  // silent symbols are rare
  const auto follow = [&](std::span<const Cut> cuts, std::span<const Symbol> consumed, Place& to) {
    const auto found = table.find(key_of(consumed));
    if (found == table.end()) return;
    for (const Cut& cut : cuts) {
      for (const Output& output : found->second) {
        Cut next;
        next.score = cut.score + model_->score(cut.state, output.graphone, &next.state);
        next.output = outputs.longer(cut.output, {output.symbols.data(), output.length});
        to.add(next, beam.width);
      }
    }
  };
  for (std::size_t at = 0; at <= given.size(); ++at) {
    Place free = std::move(places[at]);
    for (int used = 0; used <= kMostFree; ++used) {
      Place now = std::move(free);
      const std::span<const Cut> cuts = now.settle(used == 0 ? beam : few);
      for (std::size_t length = 1; length <= kLongest && at + length <= given.size(); ++length) {
        follow(cuts, given.subspan(at, length), places[at + length]);
      }
      if (at == given.size()) ended.insert(ended.end(), cuts.begin(), cuts.end());
      free = Place(now.best());
      if (used < kMostFree) follow(cuts, {}, free);
    }
  }
  return ranked(ended, *model_, outputs, most);
}

}  // namespace earmark
