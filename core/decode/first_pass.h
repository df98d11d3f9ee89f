// First pass of a search: the beam over the tokens of one utterance.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "bias/boost_tracker.h"
#include "decode/results.h"
#include "decode/frame_tokens.h"
#include "util/log_math.h"
#include "decode/options.h"
#include "decode/prefix_tree.h"
#include "decode/search_model.h"
#include "decode/word_scorer.h"

namespace earmark {

// First pass: CTC prefix beam search, frame by frame; search.h has the formula.
class FirstPass {
 public:
  // graph: whose entries earn a bonus, null for none; index: whose words stand for the class of rare words and
  // whose pronunciations count, null for none; phones: all phone emissions of the utterance, null for none.
  // Everything given must outlive the pass.
  FirstPass(const SearchModel& model, const Options& options, const ContextGraph* graph, const BiasIndex* index,
            const Emissions* phones);
  FirstPass(const FirstPass&) = delete;  // its parts point to each other
  FirstPass& operator=(const FirstPass&) = delete;

  // Considers these token sequences and their beginnings only; call before advance().
  void restrict_to(std::span<const std::vector<Token>> sequences);
  // The next frame, and several of them.
  void advance(const float* row);
  void advance(const Emissions& emissions);
  std::int32_t frames() const { return frames_; }
  // The best hypotheses, without confidences, if the audio ended here. It may go on all the same.
  std::vector<Hypothesis> best(std::int32_t nbest);

 private:
  struct BeamItem {
    std::int32_t prefix = 0;        // node of the prefix tree
    std::int32_t length = 0;        // tokens
    Token last = kNone;             // the blank before the first token
    std::int32_t time = kNone;      // last record of the best alignment's emission frames
    double blank = kLogZero;        // alignments that end in a blank
    double nonblank = kLogZero;     // alignments that end in the last token
    double total = kLogZero;        // both
    BoostState boost_state;
    WordPlace words;
    WordHistory finished = kNone;   // words once the open one is over, if worked out

    double settled() const { return total + boost_state.committed + words.score; }
    double rank() const { return total + boost_state.boost() + words.score; }
  };
  // A hypothesis at the end of the audio.
  struct Ended {
    const BeamItem* item;
    BoostState boost_state;
    WordsClosed words;
    double score;
  };
  // A place in the next beam that a hypothesis, or one token more of it, applies for.
  struct Applicant {
    double rank;
    double acoustic;
    std::int32_t hypothesis;
    Token token;  // kNone: the hypothesis itself
  };
  struct Better {  // a total order, so that the same applicants are chosen on every machine
    bool operator()(const Applicant& a, const Applicant& b) const {
      if (a.rank != b.rank) return a.rank > b.rank;
      return a.hypothesis != b.hypothesis ? a.hypothesis < b.hypothesis : a.token < b.token;
    }
  };
  struct EmissionTime {
    std::int32_t previous;
    std::int32_t frame;
  };

  void stay(const float* row, std::int32_t frame);
  void extend();
  void extend_with_entries(const BeamItem& h, std::int32_t index);
  void extend_entry(const BeamItem& h, std::int32_t index, bool complete);
  void extend_restricted(const BeamItem& h, std::int32_t index);
  double preview(const BeamItem& h, const FrameToken& token);
  void extend_one(std::int32_t index);
  // An applicant for `token` after beam_[index], unless it has no chance.
  void apply(std::int32_t index, const FrameToken& token, double acoustic, double boost) {
    double rank = acoustic + boost;
    if (!(rank + words_ceiling_ >= floor_) || acoustic == kLogZero || taken_[token.token]) return;
    if (scorer_) {
      rank += placed(beam_[index], token.token).score;
      if (!(rank >= floor_)) return;
    }
    applicants_.push_back({rank, acoustic, index, token.token});
  }
  WordPlace placed(const BeamItem& h, Token token) {
    return scorer_->extend(h.words, h.finished, token, starts_word(h, token));
  }
  void raise_floor();
  void select(const float* row, std::int32_t frame);
  BeamItem grown(const Applicant& applicant, const float* row, std::int32_t frame);
  // The acoustic score of one token more: after the same token only what ends in a blank counts.
  static double acoustic_of(const BeamItem& h, const FrameToken& token) {
    return (token.token == h.last ? h.blank : h.total) + token.log_prob;
  }
  void take(Token token) {
    taken_[token] = 1;
    taken_tokens_.push_back(token);
  }
  // A word ends between the hypothesis and the token.
  bool starts_word(const BeamItem& h, Token token) const { return table_.boundary(h.last, token); }
  std::int32_t record(std::int32_t previous, std::int32_t frame);
  Ended ended(const BeamItem& item);
  Hypothesis hypothesis_of(const Ended& end) const;
  void add_tokens(const BeamItem& item, Hypothesis& hypothesis) const;
  void link_children();

  const TokenTable& table_;
  const Options& options_;
  std::optional<BoostTracker> tracker_;      // none: no entries
  std::optional<PhoneEvidence> evidence_;  // none: no phones
  std::optional<WordScorer> scorer_;       // none: no language model
  FrameTokens frame_;
  PrefixTree prefixes_;
  bool restricted_ = false;  // to the sequences that prefixes_ holds
  const float* row_ = nullptr;  // of the frame
  std::int32_t frames_ = 0;     // advanced over
  std::vector<EmissionTime> times_;
  std::vector<BeamItem> beam_, stays_, next_;
  std::vector<Applicant> applicants_;
  double floor_ = kLogZero;  // applicants that rank below it have no chance
  double words_ceiling_ = 0.0;  // no token more makes the words of the hypothesis being extended score more
  // Children of a beam place that are in the beam themselves, as a list by place: a token that
  // leads to one is merged into it and must not open a second hypothesis.
  std::vector<std::int32_t> first_child_, next_child_;
  std::vector<std::uint8_t> taken_;  // by token: the hypothesis being extended has that successor
  std::vector<Token> taken_tokens_;
};

}  // namespace earmark
