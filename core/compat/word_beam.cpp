#include "compat/word_beam.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace earmark {

namespace {

constexpr std::string_view kMark = "\xE2\x96\x81";  // U+2581, which begins a word
constexpr BeamFrames kNoFrames{-1, -1};

BeamLabels::Label piece(const std::string& label) {
  std::string_view bare = label;
  const bool begins = bare.starts_with(kMark), ends = bare.ends_with(kMark);
  if (begins) bare.remove_prefix(kMark.size());
  if (ends && bare.ends_with(kMark)) bare.remove_suffix(kMark.size());
  const auto kind = begins ? BeamLabels::Kind::kBegins : BeamLabels::Kind::kLetters;
  return {kind, ends, label, std::string(bare)};
}

double log_sum(double a, double b) {  // the operations of pyctcdecode, to the last bit
  return a >= b ? a + std::log(1 + std::exp(b - a)) : b + std::log(1 + std::exp(a - b));
}

}  // namespace

BeamLabels::BeamLabels(const std::vector<std::string>& labels, bool pieces) : pieces_(pieces) {
  for (const std::string& label : labels) {
    if (label.empty()) {
      labels_.push_back({Kind::kBlank, false, {}, {}});
    } else if (pieces) {
      labels_.push_back(piece(label));
    } else {
      labels_.push_back({label == " " ? Kind::kSpace : Kind::kLetters, false, label, label});
    }
  }
}

WordBeam::WordBeam(const BeamLabels& labels, const WordBeamOptions& options, BeamLm* lm, const Hotwords& hotwords)
    : labels_(labels), options_(options), lm_(lm), hotwords_(hotwords) {
  for (std::int32_t label = 0; label < labels.size(); ++label) {
    bare_.push_back(open_words_.intern(labels[label].bare));
  }
  beam_.push_back({0, 0, 0, -1, -1, kNoFrames, 0.0, 0.0});
}

void WordBeam::advance(const double* row, std::span<const std::int32_t> chosen) {
  next_.clear();
  for (const std::int32_t label : chosen) {
    places_.begin(beam_.size());
    for (const Item& item : beam_) extend(item, label, row[label]);
  }
  for (Item& item : next_) {
    item.text = joined(item);
    item.next = 0;
    const TextNode& text = texts_[item.text];
    const double words = hotwords_.score(text.hotwords), open = open_score(item.open);
    item.total = lm_ == nullptr ? item.acoustic + words + open : item.acoustic + (text.score + words + open);
  }
  keep_best();
  if (options_.history > 0) prune_history();
  ++frame_;
}

void WordBeam::extend(const Item& item, std::int32_t label, double log_prob) {
  const BeamLabels::Label& what = labels_[label];
  Item grown = item;
  if (what.kind == BeamLabels::Kind::kBlank || item.last == label) {
    if (what.kind != BeamLabels::Kind::kBlank) grown.frames.end = frame_ + 1;
  } else if (labels_.pieces() && (what.kind == BeamLabels::Kind::kBegins || break_next_)) {
    break_next_ = what.ends;
    grown = begun(item, bare_[label], {frame_, frame_ + 1});
  } else if (what.kind == BeamLabels::Kind::kSpace) {
    grown = begun(item, 0, kNoFrames);
  } else {
    grown.open = open_words_.extend(item.open, label, what.letters);
    grown.frames = {item.frames.begin < 0 ? frame_ : item.frames.begin, frame_ + 1};
  }
  grown.last = label;
  grown.acoustic += log_prob;
  merge(grown);
}

WordBeam::Item WordBeam::begun(const Item& item, std::int32_t open, BeamFrames frames) {
  Item grown = item;
  grown.next = item.open;
  grown.open = open;
  grown.words = record(item);
  grown.frames = frames;
  return grown;
}

// The later one's words and frames stay, as in pyctcdecode.
void WordBeam::merge(const Item& item) {
  const auto end = static_cast<std::int32_t>(next_.size());
  const std::int32_t place = places_.find_or_add(joined(item), item.open, 0, end);
  next_.push_back(item);
  if (place == end) return;
  next_.back().acoustic = log_sum(next_[place].acoustic, item.acoustic);
  next_[place] = next_.back();
  next_.pop_back();
}

std::int32_t WordBeam::joined(const Item& item) {
  if (item.next == 0) return item.text;
  if (const std::int32_t* known = texts_.find(item.text, item.next)) return *known;
  const TextNode& before = texts_[item.text];
  const std::string& word = open_words_.letters(item.next);
  TextNode node{item.text, item.next, 0, before.hotwords + hotwords_.contains(word), 0, before.score};
  if (lm_ != nullptr) {
    const BeamLm::Scored scored = lm_->score(before.state, word, false);
    node.state = scored.state;
    node.score += scored.score;
  }
  return texts_.add(node, options_.history);
}

std::int32_t WordBeam::record(const Item& item) {
  if (item.open == 0) return item.words;
  records_.push_back({item.words, item.frames});
  return static_cast<std::int32_t>(records_.size()) - 1;
}

double WordBeam::open_score(std::int32_t word) {
  if (word == 0) return 0.0;
  if (open_scores_.size() < open_words_.size()) open_scores_.resize(open_words_.size());
  OpenScore& open = open_scores_[word];
  if (!open.known) {
    const std::string& letters = open_words_.letters(word);
    const bool hot = lm_ == nullptr || hotwords_.begins(letters);
    open = {true, hot ? hotwords_.beginning(letters) : lm_->beginning(letters)};
  }
  return open.score;
}

// Drops what is too far below the best, then keeps the best in order; equal ones in the order in which they came.
void WordBeam::keep_best() {
  double best = -std::numeric_limits<double>::infinity();
  for (const Item& item : next_) best = std::max(best, item.total);
  std::erase_if(next_, [&](const Item& item) { return !(item.total >= best + options_.threshold); });
  if (next_.empty()) throw std::invalid_argument("no hypothesis has a score: the rows are not numbers");
  std::stable_sort(next_.begin(), next_.end(), [](const Item& a, const Item& b) { return a.total > b.total; });
  if (next_.size() > static_cast<std::size_t>(options_.width)) next_.resize(static_cast<std::size_t>(options_.width));
  beam_.swap(next_);
}

// Of hypotheses that the language model cannot tell apart from here on the best stays.
void WordBeam::prune_history() {
  places_.begin(beam_.size());
  std::int32_t number = 0;
  std::erase_if(beam_, [&](const Item& item) {
    const std::int32_t place = places_.find_or_add(texts_[item.text].history, item.open, item.last, number);
    return place != number++;
  });
}

void WordBeam::score_end(Item& item, std::int32_t* state) {
  const TextNode& before = texts_[item.text];
  const std::string& word = open_words_.letters(item.next);
  const bool hot = item.next != 0 && hotwords_.contains(word);
  item.total = hotwords_.score(before.hotwords + hot);
  if (lm_ != nullptr) {
    const BeamLm::Scored scored = lm_->score(before.state, word, true);
    *state = scored.state;
    item.total += before.score + scored.score;
  }
  item.total += item.acoustic;
}

std::vector<BeamResult> WordBeam::finish() {
  next_.clear();
  places_.begin(beam_.size());
  for (const Item& item : beam_) {
    Item ended = begun(item, 0, kNoFrames);
    ended.last = -1;
    merge(ended);
  }
  std::vector<std::int32_t> states(next_.size(), 0);
  for (std::size_t i = 0; i < next_.size(); ++i) {
    score_end(next_[i], &states[i]);
    next_[i].last = static_cast<std::int32_t>(i);
  }
  keep_best();
  std::vector<BeamResult> results;
  for (const Item& item : beam_) results.push_back(result(item, states[static_cast<std::size_t>(item.last)]));
  return results;
}

BeamResult WordBeam::result(const Item& item, std::int32_t state) const {
  BeamResult found{{}, {}, state, item.acoustic, item.total};
  for (const std::int32_t word : texts_.words(item.text)) found.words.push_back(open_words_.letters(word));
  if (item.next != 0) found.words.push_back(open_words_.letters(item.next));
  for (std::int32_t at = item.words; at >= 0; at = records_[at].previous) found.frames.push_back(records_[at].frames);
  std::reverse(found.frames.begin(), found.frames.end());
  return found;
}

}  // namespace earmark
