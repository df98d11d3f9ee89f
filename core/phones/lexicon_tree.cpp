#include "phones/lexicon_tree.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>
#include <string>
#include <unordered_map>

namespace earmark {

namespace {

struct Item {
  Reading reading;
  std::int32_t word;
};

std::vector<Item> sorted_items(const Pronunciations& lexicon) {
  std::vector<Item> items;
  items.reserve(lexicon.readings());
  for (std::int32_t word = 0; word < lexicon.words(); ++word) {
    const Readings readings = lexicon.of(word);
    for (std::size_t i = 0; i < readings.size(); ++i) items.push_back({readings[i], word});
  }
  std::sort(items.begin(), items.end(), [](const Item& a, const Item& b) {
    if (!std::ranges::equal(a.reading, b.reading)) return std::ranges::lexicographical_compare(a.reading, b.reading);
    return a.word < b.word;
  });
  return items;
}

// The root, and one for every phone that an item does not share with the one before.
std::size_t nodes_of(const std::vector<Item>& items) {
  std::size_t nodes = 1;
  Reading before;
  for (const Item& item : items) {
    const auto parted = std::mismatch(item.reading.begin(), item.reading.end(), before.begin(), before.end()).first;
    nodes += static_cast<std::size_t>(item.reading.end() - parted);
    before = item.reading;
  }
  return nodes;
}

}  // namespace

LexiconTree::LexiconTree(const Pronunciations& lexicon) : greatest_(lexicon.greatest_phone()) {
  const std::vector<Item> items = sorted_items(lexicon);
  nodes_.reserve(nodes_of(items) + 1);  // grown by doubling, lists of 100,000 names would take 100 MB more
  words_.reserve(items.size());
  struct Pending {
    std::uint32_t begin, end;  // items below the node
    Phone phone;
  };
  // Depth by depth: of a list of 100,000 names all nodes at once would be a hundred megabytes.
  std::vector<Pending> level{{0, static_cast<std::uint32_t>(items.size()), 0}}, below;
  std::size_t numbered = 1;
  for (std::size_t depth = 0; !level.empty(); ++depth) {
    for (const Pending node : level) {
      nodes_.push_back({static_cast<std::int32_t>(numbered), static_cast<std::int32_t>(words_.size()), node.phone});
      std::uint32_t i = node.begin;
      for (; i < node.end && items[i].reading.size() == depth; ++i) words_.push_back(items[i].word);
      while (i < node.end) {
        const Phone phone = items[i].reading[depth];
        std::uint32_t last = i;
        while (last < node.end && items[last].reading[depth] == phone) ++last;
        below.push_back({i, last, phone});
        ++numbered;
        i = last;
      }
    }
    level.swap(below);
    below.clear();
  }
  nodes_.push_back({static_cast<std::int32_t>(numbered), static_cast<std::int32_t>(words_.size()), 0});
}

LexiconWalk::LexiconWalk(const LexiconTree& tree, const PhoneFrames& frames, const PhoneOptions& options)
    : tree_(tree),
      frames_(frames),
      options_(options),
      skip_(options.boundary == kNone ? 1.0 : std::exp(-options.boundary_skip)),
      place_(tree.nodes(), kNone),
      finished_(tree.nodes(), kNone) {
  if (tree.greatest_phone() >= frames.phones()) {
    throw std::invalid_argument("a pronunciation has phone " + std::to_string(tree.greatest_phone()) +
                                ", the emissions have " + std::to_string(frames.phones()));
  }
}

LexiconWalk::Active& LexiconWalk::reach(std::int32_t node) {
  if (place_[node] == kNone) {
    place_[node] = static_cast<std::int32_t>(next_.size());
    next_.push_back({node, 0.0, 0.0});
  }
  return next_[place_[node]];
}

void LexiconWalk::complete(std::int32_t node, std::int32_t t, double mass) {
  if (finished_[node] == kNone) {
    finished_[node] = static_cast<std::int32_t>(complete_.size());
    complete_.push_back({node});
  }
  Complete& found = complete_[finished_[node]];
  found.mass += mass;
  if (mass > found.best) {
    found.best = mass;
    found.end = t;
  }
}

// Frame t: `entering` may begin any word. Returns the greatest mass of one node.
double LexiconWalk::advance(std::int32_t t, double entering, double least) {
  const double blank = frames_.of(options_.blank)[t];
  const double boundary = options_.boundary == kNone ? 0.0 : frames_.of(options_.boundary)[t];
  next_.clear();
  double peak = 0.0;
  const auto enter = [&](std::int32_t parent, double after_blank, double after_phone) {
    for (std::int32_t c = tree_.children_begin(parent); c < tree_.children_end(parent); ++c) {
      const double from = after_blank + (tree_.phone(c) == tree_.phone(parent) && parent != 0 ? 0.0 : after_phone);
      const double mass = from * frames_.of(tree_.phone(c))[t];
      if (!(mass > least)) continue;
      reach(c).phone += mass;
      if (!tree_.words(c).empty()) complete(c, t, mass * skip_);
    }
  };
  if (entering > least) enter(0, entering, 0.0);
  for (const Active& a : active_) {
    const double all = a.phone + a.blank;
    if (all <= least) continue;
    if (boundary > 0.0 && !tree_.words(a.node).empty()) complete(a.node, t, all * boundary);
    const double stay = a.phone * frames_.of(tree_.phone(a.node))[t], pause = all * blank;
    if (stay + pause > least) {
      Active& same = reach(a.node);
      same.phone += stay;
      same.blank += pause;
    }
    enter(a.node, a.blank, a.phone);
  }
  for (const Active& a : next_) {
    peak = std::max(peak, a.phone + a.blank);
    place_[a.node] = kNone;
  }
  active_.swap(next_);
  return peak;
}

std::vector<MatchedWord> LexiconWalk::words(std::int32_t begin, std::span<const float> start, double beam,
                                          std::size_t most) {
  active_.clear();
  complete_.clear();
  const double width = std::exp(-beam);
  double peak = 0.0, highest = 0.0;
  const auto count = static_cast<std::int32_t>(start.size());
  for (std::int32_t t = std::max(begin + 1, 0); t < frames_.frames(); ++t) {
    const std::int32_t i = t - begin - 1;
    const double entering = i < count ? start[i] : 0.0;
    peak = advance(t, entering, std::max(peak, entering) * width);
    highest = std::max(highest, peak);
    if (i >= count && (active_.empty() || peak < highest * width)) break;
  }
  std::vector<MatchedWord> matches;
  double best = 0.0;
  for (const Complete& c : complete_) best = std::max(best, c.mass);
  for (const Complete& c : complete_) {
    finished_[c.node] = kNone;
    if (c.mass < best * width) continue;
    for (const std::int32_t word : tree_.words(c.node)) {
      matches.push_back({word, c.end, static_cast<float>(std::log(c.mass))});
    }
  }
  std::sort(matches.begin(), matches.end(), [](const MatchedWord& a, const MatchedWord& b) {
    return a.score != b.score ? a.score > b.score : a.word < b.word;
  });
  if (matches.size() > most) matches.resize(most);
  return matches;
}

}  // namespace earmark
