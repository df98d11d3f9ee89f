#include "decode/word_search.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "util/log_math.h"

namespace earmark {

namespace {

constexpr double kTokenFloor = 12.0;    // nats below a frame's best that a token can score
constexpr double kUnspelt = 12.0;       // nats of a word that tokens cannot spell
constexpr double kWindow = 20.0;        // nats

PhoneEvidence token_evidence(const Emissions& emissions, const TokenTable& table) {
  std::vector<std::int32_t> columns(emissions.tokens);
  std::iota(columns.begin(), columns.end(), 0);
  const PhoneOptions options{.blank = static_cast<Phone>(table.blank()), .boundary = table.separator(),
                             .boundary_skip = kUnspelt, .floor = kTokenFloor,
                             .unknown_word = kUnspelt, .window = kWindow};
  return PhoneEvidence(PhoneFrames(emissions, columns, emissions.tokens, options.floor), options, nullptr);
}

}  // namespace

WordSearch::WordSearch(const WordModel& model, const Options& options, WordTable& table, const BiasIndex* listed,
                       const Emissions& tokens, const Emissions& phones, bool lexicon)
    : model_(model),
      options_(options),
      table_(table),
      listed_(options.second_pass.entry_search && options.class_lm.enabled ? listed : nullptr),
      lexicon_(lexicon),
      phones_(model.phone_lexicon().evidence(phones, {.boundary_skip = options.phones.boundary_skip, .floor = options.phones.floor,
                                                   .unknown_word = options.phones.unknown_word, .window = kWindow})),
      tokens_(token_evidence(tokens, model.table())),
      walk_(model.tree(), phones_.frames(), phones_.options()),
      frames_(phones.frames) {
  if (listed_ != nullptr && listed_->tree() != nullptr) {
    entry_walk_.emplace(*listed_->tree(), phones_.frames(), phones_.options());
  }
}

std::vector<std::vector<Token>> WordSearch::search(std::span<const Proposal> proposals, std::size_t most) {
  ending_.assign(frames_ + 1, {});
  words_.assign(frames_ + 1, {});
  entries_.assign(frames_ + 1, {});
  best_.assign(frames_ + 1, kNothing);
  hypotheses_.assign(1, {});
  hypotheses_[0].state = model_.word_lm().model().begin();
  ending_[0].push_back(0);
  for (std::int32_t frame = -1; frame < frames_; ++frame) {
    for (const std::int32_t index : chosen(frame)) extend_all(index, proposals);
    if (phones_.states() > kStates || tokens_.states() > kStates) forget(frame);
  }
  std::vector<std::int32_t> order(hypotheses_.size());
  std::iota(order.begin(), order.end(), 0);
  const std::size_t count = std::min(most, order.size());
  std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(count), order.end(),
                    [&](std::int32_t a, std::int32_t b) {
                      const double x = hypotheses_[a].complete, y = hypotheses_[b].complete;
                      return x != y ? x > y : a < b;
                    });
  std::vector<std::vector<Token>> found;
  for (std::size_t i = 0; i < count && hypotheses_[order[i]].complete > kNothing; ++i) {
    found.push_back(spell(hypotheses_[order[i]]));
  }
  return found;
}

// The hypotheses that end at `frame` and are worth extending, best first.
std::vector<std::int32_t> WordSearch::chosen(std::int32_t frame) {
  std::vector<std::int32_t>& ending = ending_[frame + 1];
  if (ending.empty()) return {};
  std::sort(ending.begin(), ending.end(), [&](std::int32_t a, std::int32_t b) {
    const double x = hypotheses_[a].score, y = hypotheses_[b].score;
    return x != y ? x > y : a < b;
  });
  const auto from = best_.begin() + std::max(0, frame + 1 - kNearby);
  const auto to = best_.begin() + std::min(frames_, frame + 1 + kNearby) + 1;
  const double floor = *std::max_element(from, to) - kBeamWidth;
  std::vector<std::int32_t> chosen;
  for (const std::int32_t index : ending) {
    const WordPath& h = hypotheses_[index];
    if (h.score < floor || static_cast<std::int32_t>(chosen.size()) == kBeam) break;
    const bool known = std::any_of(chosen.begin(), chosen.end(),
                                   [&](std::int32_t better) { return hypotheses_[better].state == h.state; });
    if (!known) chosen.push_back(index);
  }
  return chosen;
}

void WordSearch::extend_all(std::int32_t index, std::span<const Proposal> proposals) {
  const WordPath from = hypotheses_[index];
  std::vector<std::int32_t> tried;
  for (const Candidate& candidate : candidates(from)) {
    tried.push_back(candidate.word);
    extend(index, {&candidate.word, 1}, 0.0);
  }
  for (const Candidate& candidate : entry_candidates(from)) {
    extend_entry(index, candidate.word, kNone);
    for (const std::int32_t ending : endings_after(candidate)) extend_entry(index, candidate.word, ending);
  }
  for (const Proposal& proposal : proposals) {
    if (from.end < proposal.from || from.end > proposal.to) continue;
    const bool single = proposal.words.size() == 1 && proposal.bonus == 0.0;
    if (single && std::find(tried.begin(), tried.end(), proposal.words[0]) != tried.end()) continue;
    extend(index, proposal.words, proposal.bonus);
  }
}

// The matching words depend on the hypothesis through the frames at which it may end, which are much the
// same for all that end at the same frame: one walk serves them.
std::span<const MatchedWord> WordSearch::words_after(const WordPath& from) {
  std::vector<MatchedWord>& matches = words_[from.end + 1];
  if (matches.empty()) {
    const PhoneEvidence::Start start = phones_.start(from.phones);
    matches = walk_.words(start.begin, start.mass, kWalkWidth, kWalked);
  }
  return matches;
}

std::vector<WordSearch::Candidate> WordSearch::candidates(const WordPath& from) {
  const NgramModel& lm = model_.word_lm().model();
  std::vector<Candidate> found;
  if (!lexicon_) return found;
  for (const MatchedWord& match : words_after(from)) {
    const std::int32_t number = table_.of_lexicon(match.word);
    const TableWord& word = table_[number];
    const double log_prob = lm.score(from.state, word.known, nullptr) - word.penalty;
    found.push_back({number, options_.second_pass.phone_weight * match.score + options_.second_pass.lm_weight * log_prob, match.end});
  }
  std::stable_sort(found.begin(), found.end(), [](const Candidate& a, const Candidate& b) { return a.rank > b.rank; });
  std::vector<Candidate> kept;
  for (const Candidate& c : found) {
    if (kept.size() == kTried || c.rank < found[0].rank - kTriedWidth) break;
    // Another reading of a word that is there already: the evidence is over all readings anyway.
    if (std::none_of(kept.begin(), kept.end(), [&](const Candidate& k) { return k.word == c.word; })) kept.push_back(c);
  }
  return kept;
}

void WordSearch::extend(std::int32_t index, std::span<const std::int32_t> words, double bonus) {
  std::int32_t parent = index;
  for (std::size_t i = 0; i < words.size(); ++i) {
    WordPath h = hypotheses_[parent];
    h.parent = parent;
    append(h, words[i]);
    if (i == 0) h.words += bonus;
    if (!score(h)) return;
    parent = static_cast<std::int32_t>(hypotheses_.size());
    if (i + 1 == words.size()) finish(h);
    hypotheses_.push_back(h);
  }
}

// What the hypothesis scores so far; false where it has no chance.
bool WordSearch::score(WordPath& h) const {
  h.score = h.words + tokens_.score(h.tokens) + options_.second_pass.phone_weight * phones_.score(h.phones);
  h.complete = kNothing;
  return h.score > kNothing && h.end < frames_;
}

// It may be extended, or be all of the audio; it comes next in hypotheses_.
void WordSearch::finish(WordPath& h) {
  const double end = options_.lm.sentence_end ? model_.word_lm().model().end(h.state) : 0.0;
  h.complete = h.words + options_.second_pass.lm_weight * end + tokens_.final(h.tokens) +
               options_.second_pass.phone_weight * phones_.final(h.phones);
  best_[h.end + 1] = std::max(best_[h.end + 1], h.score);
  ending_[h.end + 1].push_back(static_cast<std::int32_t>(hypotheses_.size()));
}

void WordSearch::sound(WordPath& h, std::int32_t number) {
  const TableWord& word = table_[number];
  h.word = number;
  h.phones = phones_.extend(h.phones, word.pronunciation.readings, word.pronunciation.key);
  h.tokens = tokens_.extend(h.tokens, word.spellings(), number);
  h.end = std::max(phones_.end(h.phones), h.end + 1);
}

void WordSearch::append(WordPath& h, std::int32_t number) {
  const TableWord& word = table_[number];
  sound(h, number);
  LmState next;
  const double log_prob = model_.word_lm().model().score(h.state, word.known, &next) - word.penalty;
  h.state = next;
  h.words += options_.second_pass.lm_weight * log_prob + options_.second_pass.word_bonus;
}

// Drops the evidence of hypotheses that nothing extends any more.
void WordSearch::forget(std::int32_t frame) {
  std::vector<PhoneEvidence::State> phones, tokens;
  for (std::int32_t later = frame + 1; later < frames_; ++later) {
    for (const std::int32_t index : ending_[later + 1]) {
      phones.push_back(hypotheses_[index].phones);
      tokens.push_back(hypotheses_[index].tokens);
    }
  }
  phones_.keep(phones);
  tokens_.keep(tokens);
}

// Each word in the spelling that fits best after those before it.
std::vector<Token> WordSearch::spell(const WordPath& hypothesis) {
  std::vector<std::int32_t> words;
  for (const WordPath* h = &hypothesis; h->parent != kNone; h = &hypotheses_[h->parent]) words.push_back(h->word);
  std::reverse(words.begin(), words.end());
  const Token separator = model_.table().separator();
  std::vector<Token> tokens;
  PhoneEvidence::State state = tokens_.root();
  for (const std::int32_t number : words) {
    const TableWord& word = table_[number];
    const Readings spellings = word.spellings();
    std::size_t best = 0;
    PhoneEvidence::State next = state;
    for (std::size_t i = 0; i < spellings.size(); ++i) {
      const std::int64_t key = kOneSpelling + static_cast<std::int64_t>(number) * 16 + static_cast<std::int64_t>(i);
      const PhoneEvidence::State tried = tokens_.extend(state, spellings.only(i), key);
      if (i == 0 || tokens_.score(tried) > tokens_.score(next)) {
        best = i;
        next = tried;
      }
    }
    if (!spellings.empty() && !tokens.empty() && separator != kNone) tokens.push_back(separator);
    if (!spellings.empty()) tokens.insert(tokens.end(), spellings[best].begin(), spellings[best].end());
    state = next;
  }
  return tokens;
}

}  // namespace earmark
