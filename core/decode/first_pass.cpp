#include "decode/first_pass.h"

#include <algorithm>

#include "decode/phone_options.h"

namespace earmark {

namespace {

bool earns(const Options& options, const ContextGraph& graph) {
  return options.boosting.mode != BoostingMode::kOff && graph.greatest_reward() > 0.0F;
}

// Without boosting the tracker gives no bonus and finds the entries that are written, where no class of words does.
std::optional<BoostTracker> tracker_of(const Options& options, const ContextGraph* graph, bool word_lm) {
  if (graph == nullptr || graph->paths() == 0) return std::nullopt;
  if (options.boosting.mode == BoostingMode::kOff && word_lm && options.class_lm.enabled) return std::nullopt;
  return std::optional<BoostTracker>(std::in_place, *graph, options.boosting);
}

}  // namespace

FirstPass::FirstPass(const SearchModel& model, const Options& options, const ContextGraph* graph,
                     const BiasIndex* index, const Emissions* phones)
    : table_(*model.table),
      options_(options),
      tracker_(tracker_of(options, graph, model.word_lm != nullptr)),
      frame_(options, table_, tracker_ && earns(options, *graph) ? &*tracker_ : nullptr),
      taken_(table_.size(), 0) {
  const PhoneLexicon* lexicon = model.phone_lexicon.get();
  if (model.word_lm != nullptr && lexicon != nullptr && phones != nullptr && options.phones.weight > 0.0) {
    evidence_.emplace(lexicon->evidence(*phones, phone_options(options)));
  }
  if (model.word_lm != nullptr) {
    scorer_.emplace(table_, *model.word_lm, options, index, lexicon, evidence_ ? &*evidence_ : nullptr,
                    model.endings.get());
  }
  prefixes_.clear();
  BeamItem empty;
  empty.last = table_.blank();
  empty.blank = empty.total = 0.0;
  beam_.push_back(empty);
  prefixes_[0].slot = 0;
}

void FirstPass::restrict_to(std::span<const std::vector<Token>> sequences) {
  restricted_ = true;
  for (const std::vector<Token>& sequence : sequences) {
    std::int32_t node = 0;
    for (const Token token : sequence) node = prefixes_.child(node, token);
  }
}

void FirstPass::advance(const Emissions& emissions) {
  for (std::int32_t t = 0; t < emissions.frames; ++t) advance(emissions.row(t));
}

void FirstPass::advance(const float* row) {
  const std::int32_t frame = frames_++;
  row_ = row;
  frame_.choose(row);
  link_children();
  stay(row, frame);
  applicants_.clear();
  for (std::int32_t i = 0; i < static_cast<std::int32_t>(stays_.size()); ++i) {
    applicants_.push_back({stays_[i].rank(), stays_[i].total, i, kNone});
  }
  if (restricted_ || !frame_.likely().empty()) extend();
  select(row, frame);
}

void FirstPass::link_children() {
  first_child_.assign(beam_.size(), kNone);
  next_child_.assign(beam_.size(), kNone);
  for (std::int32_t i = 0; i < static_cast<std::int32_t>(beam_.size()); ++i) {
    const std::int32_t parent = prefixes_[beam_[i].prefix].parent;
    const std::int32_t slot = parent == kNone ? kNone : prefixes_[parent].slot;
    if (slot == kNone) continue;
    next_child_[i] = first_child_[slot];
    first_child_[slot] = i;
  }
}

// Each hypothesis one frame later with the same tokens: a blank, its last token again, or that
// token newly after its parent in the beam.
void FirstPass::stay(const float* row, std::int32_t frame) {
  stays_ = beam_;
  for (BeamItem& h : stays_) {
    h.blank = h.total + row[table_.blank()];
    if (h.last == table_.blank()) {
      h.total = h.blank;
      continue;
    }
    h.nonblank += row[h.last];
    h.total = log_add(h.blank, h.nonblank);
  }
  for (std::int32_t p = 0; p < static_cast<std::int32_t>(beam_.size()); ++p) {
    for (std::int32_t i = first_child_[p]; i != kNone; i = next_child_[i]) {
      const BeamItem& parent = beam_[p];
      BeamItem& h = stays_[i];
      const double arrived = (h.last == parent.last ? parent.blank : parent.total) + row[h.last];
      // The boost_state and the times go with the alignment that carries most of the acoustic
      // probability: a bonus on a worse alignment never adds to a better one's score.
      if (arrived > h.total) {
        h.time = record(parent.time, frame);
        if (tracker_) {
          h.boost_state = tracker_->append(parent.boost_state, h.last, starts_word(parent, h.last), parent.length,
                                      frame_.unit(row[h.last]));
        }
      }
      h.nonblank = log_add(h.nonblank, arrived);
      h.total = log_add(h.total, arrived);
    }
  }
}

void FirstPass::extend() {
  double worst = -kLogZero, settled = kLogZero;
  for (const BeamItem& h : stays_) {
    worst = std::min(worst, h.rank());
    settled = std::max(settled, h.settled());
  }
  floor_ = settled - options_.search.beam_threshold;
  if (static_cast<std::int32_t>(stays_.size()) >= options_.search.beam) floor_ = std::max(floor_, worst);

  for (std::int32_t i = 0; i < static_cast<std::int32_t>(beam_.size()); ++i) {
    extend_one(i);
    if (applicants_.size() >= static_cast<std::size_t>(options_.search.beam * 2)) raise_floor();
  }
}

void FirstPass::extend_one(std::int32_t index) {
  BeamItem& h = beam_[index];
  if (scorer_) {
    if (h.finished == kNone) stays_[index].finished = h.finished = scorer_->finish(h.words);
    words_ceiling_ = scorer_->ceiling(h.words, h.finished);
  }
  if (!restricted_ && h.total + h.boost_state.boost() + words_ceiling_ + frame_.ceiling() < floor_) return;
  for (std::int32_t c = first_child_[index]; c != kNone; c = next_child_[c]) take(beam_[c].last);
  if (restricted_) {
    extend_restricted(h, index);
  } else if (tracker_) {
    extend_with_entries(h, index);
  } else {
    for (const FrameToken& token : frame_.likely()) apply(index, token, acoustic_of(h, token), 0.0);
  }
  for (const Token token : taken_tokens_) taken_[token] = 0;
  taken_tokens_.clear();
}

void FirstPass::extend_with_entries(const BeamItem& h, std::int32_t index) {
  const ContextGraph& graph = tracker_->graph();
  const Node node = h.boost_state.node;
  // Before the next word an entry that stands complete is committed: that is for the tracker to work out.
  const bool complete = node != kRoot && (graph.path(node) != kNone || graph.output(node) != kNone);
  if (node != kRoot && frame_.has_entry_tokens()) extend_entry(h, index, complete);
  // After a token that continues nothing all that is pending is refunded, unless a longest suffix
  // has something to go on from.
  const bool suffix = node != kRoot && graph.fail(node) != kRoot;
  const auto follow = [&](const FrameToken& token) {
    if (taken_[token.token]) return;
    const double acoustic = acoustic_of(h, token);
    const bool starts = starts_word(h, token.token);
    if (!suffix && !(complete && starts)) {
      apply(index, token, acoustic, h.boost_state.committed + (starts ? token.first_bonus : 0.0F));
    } else if (acoustic + h.boost_state.boost() + std::max(token.first_bonus, token.max_bonus) + words_ceiling_ >= floor_) {
      apply(index, token, acoustic, preview(h, token));
    }
  };
  for (const FrameToken& token : frame_.likely()) follow(token);
  for (const FrameToken& token : frame_.beginnings()) {
    // Best first: the others rank lower yet.
    if (h.total + h.boost_state.boost() + words_ceiling_ + token.log_prob + token.first_bonus < floor_) break;
    if (starts_word(h, token.token)) follow(token);
  }
}

// The tokens that continue the hypothesis' entry, the likely ones and those within reach alike.
void FirstPass::extend_entry(const BeamItem& h, std::int32_t index, bool complete) {
  for (const auto& [token, bonus] : frame_.continuations(h.boost_state.node)) {
    const double acoustic = acoustic_of(h, *token), boost = h.boost_state.boost() + bonus;
    if (acoustic + boost + words_ceiling_ >= floor_) {
      apply(index, *token, acoustic, complete && starts_word(h, token->token) ? preview(h, *token) : boost);
    }
    if (!taken_[token->token]) take(token->token);
  }
}

void FirstPass::extend_restricted(const BeamItem& h, std::int32_t index) {
  for (std::int32_t c = prefixes_[h.prefix].first_child; c != kNone; c = prefixes_[c].sibling) {
    const FrameToken token = frame_.priced(prefixes_[c].token, row_[prefixes_[c].token]);
    apply(index, token, acoustic_of(h, token), tracker_ ? preview(h, token) : 0.0);
  }
}

double FirstPass::preview(const BeamItem& h, const FrameToken& token) {
  return tracker_->preview(h.boost_state, token.token, starts_word(h, token.token), h.length, token.unit, token.first_bonus);
}

// Keeps the best `beam` applicants, so that the rest of the frame has less to look at.
void FirstPass::raise_floor() {
  const auto places = static_cast<std::size_t>(options_.search.beam);
  if (applicants_.size() <= places) return;
  std::nth_element(applicants_.begin(), applicants_.begin() + (places - 1), applicants_.end(), Better{});
  applicants_.resize(places);
  floor_ = std::max(floor_, applicants_.back().rank);
}

void FirstPass::select(const float* row, std::int32_t frame) {
  raise_floor();
  std::sort(applicants_.begin(), applicants_.end(), Better{});

  for (const BeamItem& h : beam_) prefixes_[h.prefix].slot = kNone;
  next_.clear();
  double settled = kLogZero;
  for (const Applicant& a : applicants_) {
    next_.push_back(a.token == kNone ? stays_[a.hypothesis] : grown(a, row, frame));
    settled = std::max(settled, next_.back().settled());
  }
  const double floor = settled - options_.search.beam_threshold;
  while (next_.size() > 1 && !(next_.back().rank() >= floor)) next_.pop_back();
  beam_.swap(next_);
  if (scorer_ && scorer_->crowded()) {
    std::vector<WordHistory> kept;
    for (const BeamItem& h : beam_) {
      kept.push_back(h.words.history);
      if (h.finished != kNone) kept.push_back(h.finished);
    }
    scorer_->forget(kept);
  }
  for (std::int32_t i = 0; i < static_cast<std::int32_t>(beam_.size()); ++i) {
    prefixes_[beam_[i].prefix].slot = i;
  }
}

FirstPass::BeamItem FirstPass::grown(const Applicant& applicant, const float* row, std::int32_t frame) {
  const BeamItem& parent = beam_[applicant.hypothesis];
  BeamItem h;
  h.prefix = prefixes_.child(parent.prefix, applicant.token);
  h.length = parent.length + 1;
  h.last = applicant.token;
  h.time = record(parent.time, frame);
  h.nonblank = h.total = applicant.acoustic;
  if (scorer_) h.words = placed(parent, h.last);
  if (tracker_) {
    h.boost_state = tracker_->append(parent.boost_state, h.last, starts_word(parent, h.last), parent.length, frame_.unit(row[h.last]));
  }
  return h;
}

std::int32_t FirstPass::record(std::int32_t previous, std::int32_t frame) {
  times_.push_back({previous, frame});
  return static_cast<std::int32_t>(times_.size()) - 1;
}

}  // namespace earmark
