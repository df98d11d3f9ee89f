#include "beam_run.h"

#include <algorithm>

#include "phone_options.h"
#include "word_hits.h"

namespace earmark {

namespace {

bool pays(const Options& options, const EntryGraph& graph) {
  return options.boosting != Boosting::kOff && graph.greatest_reward() > 0.0F;
}

// Without boosting the ledger pays nothing and says which entries are written, where no class of words says it.
std::optional<Ledger> open_ledger(const Options& options, const EntryGraph* graph, bool language) {
  if (graph == nullptr || graph->paths() == 0) return std::nullopt;
  if (options.boosting == Boosting::kOff && language && options.class_token) return std::nullopt;
  return std::optional<Ledger>(std::in_place, *graph, options);
}

}  // namespace

BeamRun::BeamRun(std::span<const std::uint8_t> word_starts, const Options& options, const EntryGraph* graph,
                 const Language* language, const Listed* listed, const Pronouncer* pronouncer,
                 const Emissions* phones)
    : word_starts_(word_starts),
      options_(options),
      ledger_(open_ledger(options, graph, language != nullptr)),
      frame_(options, word_starts, ledger_ && pays(options, *graph) ? &*ledger_ : nullptr),
      taken_(word_starts.size(), 0) {
  if (language != nullptr && pronouncer != nullptr && phones != nullptr && options.phone_weight > 0.0) {
    evidence_.emplace(pronouncer->evidence(*phones, phone_options(options)));
  }
  if (language != nullptr) scorer_.emplace(*language, options, listed, pronouncer, evidence_ ? &*evidence_ : nullptr);
  prefixes_.clear();
  Hypothesis empty;
  empty.blank = empty.total = 0.0;
  beam_.push_back(empty);
  prefixes_[0].slot = 0;
}

void BeamRun::restrict_to(std::span<const std::vector<Token>> sequences) {
  restricted_ = true;
  for (const std::vector<Token>& sequence : sequences) {
    std::int32_t node = 0;
    for (const Token token : sequence) node = prefixes_.child(node, token);
  }
}

void BeamRun::advance(const float* row, std::int32_t frame) {
  row_ = row;
  if (options_.blank_skip < 1.0 && row[kBlank] >= std::log(options_.blank_skip)) {
    pass(row);
    return;
  }
  frame_.choose(row);
  link_children();
  stay(row, frame);
  applicants_.clear();
  for (std::int32_t i = 0; i < static_cast<std::int32_t>(stays_.size()); ++i) {
    applicants_.push_back({stays_[i].rank(), stays_[i].total, i, kBlank});
  }
  if (restricted_ || !frame_.likely().empty()) extend();
  select(row, frame);
}

// A frame that is certainly blank: every hypothesis waits, nothing is compared.
void BeamRun::pass(const float* row) {
  for (Hypothesis& h : beam_) {
    h.blank = h.total = h.total + row[kBlank];
    h.nonblank = kLogZero;
  }
}

void BeamRun::link_children() {
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
void BeamRun::stay(const float* row, std::int32_t frame) {
  stays_ = beam_;
  for (Hypothesis& h : stays_) {
    h.blank = h.total + row[kBlank];
    if (h.last == kBlank) {
      h.total = h.blank;
      continue;
    }
    h.nonblank += row[h.last];
    h.total = log_add(h.blank, h.nonblank);
  }
  for (std::int32_t p = 0; p < static_cast<std::int32_t>(beam_.size()); ++p) {
    for (std::int32_t i = first_child_[p]; i != kNone; i = next_child_[i]) {
      const Hypothesis& parent = beam_[p];
      Hypothesis& h = stays_[i];
      const double arrived = (h.last == parent.last ? parent.blank : parent.total) + row[h.last];
      // The account and the times go with the alignment that carries most of the acoustic
      // probability: a boost paid on a worse alignment never adds to a better one's score.
      if (arrived > h.total) {
        h.time = record(parent.time, frame);
        if (ledger_) {
          h.account = ledger_->append(parent.account, h.last, starts_word(h.last), parent.length,
                                      frame_.unit(row[h.last]));
        }
      }
      h.nonblank = log_add(h.nonblank, arrived);
      h.total = log_add(h.total, arrived);
    }
  }
}

void BeamRun::extend() {
  double worst = -kLogZero, settled = kLogZero;
  for (const Hypothesis& h : stays_) {
    worst = std::min(worst, h.rank());
    settled = std::max(settled, h.settled());
  }
  floor_ = settled - options_.beam_threshold;
  if (static_cast<std::int32_t>(stays_.size()) >= options_.beam) floor_ = std::max(floor_, worst);

  for (std::int32_t i = 0; i < static_cast<std::int32_t>(beam_.size()); ++i) {
    extend_one(i);
    if (applicants_.size() >= static_cast<std::size_t>(options_.beam * 2)) raise_floor();
  }
}

void BeamRun::extend_one(std::int32_t index) {
  Hypothesis& h = beam_[index];
  if (scorer_) {
    if (h.finished == kNone) stays_[index].finished = h.finished = scorer_->finish(h.words);
    words_ceiling_ = scorer_->ceiling(h.words, h.finished);
  }
  if (!restricted_ && h.total + h.account.boost() + words_ceiling_ + frame_.ceiling() < floor_) return;
  for (std::int32_t c = first_child_[index]; c != kNone; c = next_child_[c]) take(beam_[c].last);
  if (restricted_) {
    extend_restricted(h, index);
  } else if (ledger_) {
    extend_with_entries(h, index);
  } else {
    for (const FrameToken& token : frame_.likely()) apply(index, token, acoustic_of(h, token), 0.0);
  }
  for (const Token token : taken_tokens_) taken_[token] = 0;
  taken_tokens_.clear();
}

void BeamRun::extend_with_entries(const Hypothesis& h, std::int32_t index) {
  const EntryGraph& graph = ledger_->graph();
  const Node node = h.account.node;
  // Before the next word an entry that stands complete is committed: that is for the ledger to work out.
  const bool complete = node != kRoot && (graph.path(node) != kNone || graph.output(node) != kNone);
  if (node != kRoot && frame_.pays()) extend_entry(h, index, complete);
  // After a token that continues nothing all that is pending is refunded, unless a longest suffix
  // has something to go on from.
  const bool suffix = node != kRoot && graph.fail(node) != kRoot;
  const auto follow = [&](const FrameToken& token) {
    if (taken_[token.token]) return;
    const double acoustic = acoustic_of(h, token);
    if (!suffix && !(complete && starts_word(token.token))) {
      apply(index, token, acoustic, h.account.committed + token.begins);
    } else if (acoustic + h.account.boost() + std::max(token.begins, token.most) + words_ceiling_ >= floor_) {
      apply(index, token, acoustic, preview(h, token));
    }
  };
  for (const FrameToken& token : frame_.likely()) follow(token);
  for (const FrameToken& token : frame_.beginnings()) {
    // Best first: the others rank lower yet.
    if (h.total + h.account.boost() + words_ceiling_ + token.log_prob + token.begins < floor_) break;
    follow(token);
  }
}

// The tokens that continue the hypothesis' entry, the likely ones and those within reach alike.
void BeamRun::extend_entry(const Hypothesis& h, std::int32_t index, bool complete) {
  for (const auto& [token, amount] : frame_.continuations(h.account.node)) {
    const double acoustic = acoustic_of(h, *token), boost = h.account.boost() + amount;
    if (acoustic + boost + words_ceiling_ >= floor_) {
      apply(index, *token, acoustic, complete && starts_word(token->token) ? preview(h, *token) : boost);
    }
    if (!taken_[token->token]) take(token->token);
  }
}

void BeamRun::extend_restricted(const Hypothesis& h, std::int32_t index) {
  for (std::int32_t c = prefixes_[h.prefix].first_child; c != kNone; c = prefixes_[c].sibling) {
    const FrameToken token = frame_.priced(prefixes_[c].token, row_[prefixes_[c].token]);
    apply(index, token, acoustic_of(h, token), ledger_ ? preview(h, token) : 0.0);
  }
}

double BeamRun::preview(const Hypothesis& h, const FrameToken& token) {
  return ledger_->preview(h.account, token.token, starts_word(token.token), h.length, token.unit, token.begins);
}

// Keeps the best `beam` applicants, so that the rest of the frame has less to look at.
void BeamRun::raise_floor() {
  const auto places = static_cast<std::size_t>(options_.beam);
  if (applicants_.size() <= places) return;
  std::nth_element(applicants_.begin(), applicants_.begin() + (places - 1), applicants_.end(), Better{});
  applicants_.resize(places);
  floor_ = std::max(floor_, applicants_.back().rank);
}

void BeamRun::select(const float* row, std::int32_t frame) {
  raise_floor();
  std::sort(applicants_.begin(), applicants_.end(), Better{});

  for (const Hypothesis& h : beam_) prefixes_[h.prefix].slot = kNone;
  next_.clear();
  double settled = kLogZero;
  for (const Applicant& a : applicants_) {
    next_.push_back(a.token == kBlank ? stays_[a.hypothesis] : grown(a, row, frame));
    settled = std::max(settled, next_.back().settled());
  }
  const double floor = settled - options_.beam_threshold;
  while (next_.size() > 1 && !(next_.back().rank() >= floor)) next_.pop_back();
  beam_.swap(next_);
  if (scorer_ && scorer_->crowded()) {
    std::vector<WordHistory> kept;
    for (const Hypothesis& h : beam_) {
      kept.push_back(h.words.history);
      if (h.finished != kNone) kept.push_back(h.finished);
    }
    scorer_->forget(kept);
  }
  for (std::int32_t i = 0; i < static_cast<std::int32_t>(beam_.size()); ++i) {
    prefixes_[beam_[i].prefix].slot = i;
  }
}

BeamRun::Hypothesis BeamRun::grown(const Applicant& applicant, const float* row, std::int32_t frame) {
  const Hypothesis& parent = beam_[applicant.hypothesis];
  Hypothesis h;
  h.prefix = prefixes_.child(parent.prefix, applicant.token);
  h.length = parent.length + 1;
  h.last = applicant.token;
  h.time = record(parent.time, frame);
  h.nonblank = h.total = applicant.acoustic;
  if (scorer_) h.words = placed(parent, h.last);
  if (ledger_) {
    h.account = ledger_->append(parent.account, h.last, starts_word(h.last), parent.length, frame_.unit(row[h.last]));
  }
  return h;
}

std::int32_t BeamRun::record(std::int32_t previous, std::int32_t frame) {
  times_.push_back({previous, frame});
  return static_cast<std::int32_t>(times_.size()) - 1;
}

std::vector<Path> BeamRun::finish(std::int32_t nbest) {
  if (ledger_) {
    for (Hypothesis& h : beam_) h.account = ledger_->close(h.account, h.length);
  }
  if (scorer_) {
    for (Hypothesis& h : beam_) {
      const WordsClosed closed = scorer_->close(h.words);
      h.words = {closed.history, kBetweenWords, closed.score + closed.phones};
      h.phones = closed.phones;
      h.language = closed.score;
      h.lm = closed.log_prob;
    }
  }
  std::stable_sort(beam_.begin(), beam_.end(),
                   [](const Hypothesis& a, const Hypothesis& b) { return a.settled() > b.settled(); });
  beam_.resize(std::min(beam_.size(), static_cast<std::size_t>(nbest)));
  std::vector<Path> paths;
  for (const Hypothesis& h : beam_) {
    Path path;
    path.acoustic = h.total;
    path.boost = h.account.committed;
    path.tokens.resize(h.length);
    path.frames.resize(h.length);
    std::int32_t prefix = h.prefix, time = h.time;
    for (std::int32_t i = h.length - 1; i >= 0; --i) {
      path.tokens[i] = prefixes_[prefix].token;
      path.frames[i] = times_[time].frame;
      prefix = prefixes_[prefix].parent;
      time = times_[time].previous;
    }
    for (std::int32_t c = h.account.commit; c != kNone; c = ledger_->commit(c).previous) {
      const Commit& commit = ledger_->commit(c);
      path.hits.push_back({ledger_->graph().entry_of(commit.path), commit.first, commit.last, commit.amount});
    }
    std::reverse(path.hits.begin(), path.hits.end());
    if (scorer_) {
      path.words = h.language;
      path.phones = h.phones;
      path.lm = h.lm;
      add_word_hits(path, *scorer_, h.words.history, word_starts_);
    }
    paths.push_back(std::move(path));
  }
  return paths;
}

}  // namespace earmark
