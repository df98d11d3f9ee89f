#include "decode/verifier.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "ctc/forward.h"
#include "util/log_math.h"
#include "phones/phone_options.h"
#include "decode/rescoring.h"

namespace earmark {

namespace {

constexpr std::size_t kRivals = 4;      // of each listed entry
constexpr double kLeastSure = 1e-6;     // confidence that counts as none
constexpr double kUsual = 1000.0;       // entries of the list that the bias is meant for
constexpr double kShort = 2.0;          // that a nat counts in shorter lists: theirs are heard by chance more rarely still
constexpr double kAsked = 0.5;          // of an adapter's attention, to be neither for nor against an entry
constexpr std::int32_t kLong = 12;      // phones: longer entries are no safer

// The tokens of `other` between two frames, whole words, or nothing where an entry overlaps them.
struct Piece {
  bool usable = false;
  std::vector<Token> tokens;
};

Piece piece_between(const Hypothesis& other, std::int32_t after, std::int32_t before, const TokenTable& table) {
  Piece piece;
  std::int32_t begin = kNone, end = 0;
  for (const TokenWord& word : words_of(other.tokens, table)) {
    // A word belongs where most of it lies: alignments differ by a frame or two.
    const std::int32_t middle = (other.frames[word.first] + other.frames[word.last]) / 2;
    if (middle <= after || middle >= before) continue;
    if (begin == kNone) begin = word.first;
    end = word.last + 1;
  }
  if (begin == kNone) {
    piece.usable = true;
    return piece;
  }
  for (const Hit& hit : other.hits) {
    if (hit.first_token < end && hit.last_token >= begin) return piece;
  }
  piece.usable = true;
  piece.tokens.assign(other.tokens.begin() + begin, other.tokens.begin() + end);
  return piece;
}

// Frames of the tokens around a hit.
std::int32_t before_hit(const Hypothesis& path, const Hit& hit) { return hit.first_token == 0 ? kNone : path.frames[hit.first_token - 1]; }

std::int32_t after_hit(const Hypothesis& path, const Hit& hit) {
  const auto length = static_cast<std::int32_t>(path.tokens.size());
  return hit.last_token + 1 == length ? std::numeric_limits<std::int32_t>::max() : path.frames[hit.last_token + 1];
}

std::int32_t shortest(Readings readings) {
  std::size_t least = 0;
  for (std::size_t r = 0; r < readings.size(); ++r) {
    if (r == 0 || readings[r].size() < least) least = readings[r].size();
  }
  return static_cast<std::int32_t>(least);
}

std::int32_t letters(std::string_view text) {
  return static_cast<std::int32_t>(
      std::count_if(text.begin(), text.end(), [](unsigned char byte) { return (byte & 0xC0) != 0x80; }));
}

Options unlisted(Options options) {
  options.boosting.mode = BoostingMode::kOff;
  options.class_lm.enabled = false;
  return exactly(options);
}

std::string text_of(std::span<const Token> tokens, const TokenTable& table) {
  std::string text;
  for (const TokenWord& word : words_of(tokens, table)) text += ' ' + word.text;
  return text;
}

// Puts `piece`, which stands in the place of an entry, and `rest` behind `tokens`. Where the piece is empty, one of the
// separators around it is too many.
void splice(std::vector<Token>& tokens, std::span<const Token> piece, std::span<const Token> rest,
            const TokenTable& table) {
  tokens.insert(tokens.end(), piece.begin(), piece.end());
  const bool open = tokens.empty() || table.separates(tokens.back());
  if (piece.empty() && open && !rest.empty() && table.separates(rest.front())) rest = rest.subspan(1);
  tokens.insert(tokens.end(), rest.begin(), rest.end());
}

std::span<const Token> tokens_of(const Hypothesis& path, const Hit& hit) {
  return std::span(path.tokens).subspan(hit.first_token, hit.last_token - hit.first_token + 1);
}

}  // namespace

bool Writing::same(std::span<const Token> a, std::span<const Token> b) const {
  return std::ranges::equal(a, b) || (by_text && text_of(a, *table) == text_of(b, *table));
}

std::vector<Rival> rivals_of(const Hypothesis& path, std::span<const Hypothesis> others, const Writing& writing, std::size_t most) {
  std::vector<Rival> rivals;
  for (std::size_t i = 0; i < path.hits.size(); ++i) {
    const Hit& hit = path.hits[i];
    const std::int32_t after = before_hit(path, hit), before = after_hit(path, hit);
    const auto first = path.tokens.begin() + hit.first_token, next = path.tokens.begin() + hit.last_token + 1;
    std::vector<std::vector<Token>> known{{first, next}};
    for (const Hypothesis& other : others) {
      if (known.size() > most) break;
      const Piece piece = piece_between(other, after, before, *writing.table);
      const auto is_this = [&](const std::vector<Token>& one) { return writing.same(one, piece.tokens); };
      if (!piece.usable || std::any_of(known.begin(), known.end(), is_this)) continue;
      known.push_back(piece.tokens);
      Rival rival{i, piece.tokens, {path.tokens.begin(), first}};
      splice(rival.sequence, piece.tokens, {next, path.tokens.end()}, *writing.table);
      rivals.push_back(std::move(rival));
    }
  }
  return rivals;
}

bool stands_in(const Hypothesis& other, const Hypothesis& path, const Hit& hit, const Writing& writing) {
  const Piece piece = piece_between(other, before_hit(path, hit), after_hit(path, hit), *writing.table);
  return piece.usable && writing.same(piece.tokens, tokens_of(path, hit));
}

std::vector<Token> without(const Hypothesis& path, std::span<const std::size_t> hits, const TokenTable& table) {
  if (hits.empty()) return path.tokens;
  const std::span<const Token> all = path.tokens;
  std::vector<Token> tokens(path.tokens.begin(), path.tokens.begin() + path.hits[hits[0]].first_token);
  for (std::size_t i = 0; i < hits.size(); ++i) {
    const Hit& hit = path.hits[hits[i]];
    const std::size_t from = hit.last_token + 1, to = i + 1 < hits.size() ? path.hits[hits[i + 1]].first_token : all.size();
    splice(tokens, *hit.verdict->alternative, all.subspan(from, to - from), table);
  }
  return tokens;
}

Verifier::Verifier(std::shared_ptr<const TokenTable> table, const Options& options, const WordLm* word_lm,
                   const PhoneLexicon* phone_lexicon)
    : writing_{std::move(table), word_lm != nullptr},
      options_(unlisted(options)),
      word_lm_(word_lm),
      phone_lexicon_(phone_lexicon) {}

void Verifier::weigh(Hypothesis& path, std::span<const Hypothesis> others, const Emissions& emissions, const Emissions& searched,
                  const BiasIndex* listed, const Emissions* phones, const Attention* attention,
                  std::span<const float> confusability, std::size_t entries) const {
  const double ratio = std::log(static_cast<double>(std::max<std::size_t>(entries, 1)) / kUsual);
  const double many = ratio < 0.0 ? kShort * ratio : ratio;
  for (Hit& hit : path.hits) hit.verdict.emplace();
  compare(path, others, searched, listed, phones);
  hear(path, listed, phones);
  path.confidences = token_confidences(emissions, path.tokens, path.frames, writing_.table->blank());
  for (Hit& hit : path.hits) {
    hit.first_frame = path.frames[hit.first_token];
    hit.last_frame = path.frames[hit.last_token];
    const double confused = confusability.empty() ? 0.0 : confusability[hit.entry];
    hit.verdict->log_odds = odds(*hit.verdict, std::span(path.confidences).subspan(hit.first_token, hit.last_token - hit.first_token + 1)) -
               options_.verifier.confusability * confused - options_.verifier.list_size * many;
    if (attention == nullptr) continue;
    hit.verdict->log_odds += options_.verifier.attention * (attention->of(hit.entry, hit.first_frame, hit.last_frame) - kAsked);
  }
}

// The path and all rivals, scored without the list; each hit keeps its best rival.
void Verifier::compare(Hypothesis& path, std::span<const Hypothesis> others, const Emissions& searched, const BiasIndex* listed,
                    const Emissions* phones) const {
  const std::vector<Rival> rivals = rivals_of(path, others, writing_, kRivals);
  if (rivals.empty()) return;
  std::vector<std::vector<Token>> sequences{path.tokens};
  for (const Rival& rival : rivals) sequences.push_back(rival.sequence);
  FirstPass run(*writing_.table, options_, nullptr, word_lm_, listed, phone_lexicon_, phones);
  const std::vector<Hypothesis> found = scored(run, sequences, searched, options_.search.beam);
  const Hypothesis* own = find(found, path.tokens);
  if (own == nullptr) return;
  std::vector<double> best(path.hits.size(), kLogZero);
  for (const Rival& rival : rivals) {
    const Hypothesis* other = find(found, rival.sequence);
    if (other == nullptr) continue;
    const double total = other->scores.acoustic + other->scores.phones + other->scores.lm;
    if (!(total > best[rival.hit])) continue;
    best[rival.hit] = total;
    Verdict& verdict = *path.hits[rival.hit].verdict;
    verdict.acoustic = own->scores.acoustic - other->scores.acoustic;
    verdict.phones = own->scores.phones - other->scores.phones;
    verdict.words = own->scores.lm - other->scores.lm;
    verdict.alternative = rival.tokens;
  }
}

// How near each hit's pronunciation comes to what the phone emissions hear, word after word of the path.
void Verifier::hear(Hypothesis& path, const BiasIndex* listed, const Emissions* phones) const {
  if (word_lm_ == nullptr) {  // nothing is known of letters either
    for (Hit& hit : path.hits) hit.verdict->length = hit.last_token - hit.first_token + 1;
    return;
  }
  std::optional<PhoneEvidence> evidence;
  if (phone_lexicon_ != nullptr && phones != nullptr && phones->frames > 0) {
    evidence.emplace(phone_lexicon_->evidence(*phones, phone_options(options_)));
  }
  PhoneEvidence::State state = 0;
  auto hit = path.hits.begin();
  for (const TokenWord& word : words_of(path.tokens, *writing_.table)) {
    const std::string& text = word.text;
    if (hit == path.hits.end()) break;
    if (text.empty()) continue;
    const ListedSounds* sounds = listed == nullptr ? nullptr : listed->sounds();
    const Sound sound = phone_lexicon_ == nullptr ? Sound{} : sound_of(text, *phone_lexicon_, sounds);
    if (word.first >= hit->first_token) hit->verdict->length += sound.readings.empty() ? letters(text) : shortest(sound.readings);
    if (evidence) {
      if (word.first == hit->first_token) hit->verdict->phone_match = -evidence->score(state);
      state = evidence->extend(state, sound.readings, sound.key);
    }
    if (word.last < hit->last_token) continue;
    if (evidence) hit->verdict->phone_match += evidence->score(state);
    ++hit;
  }
}

double Verifier::odds(const Verdict& v, std::span<const float> confidences) const {
  double sure = 0.0;
  for (const float confidence : confidences) sure += std::log(std::max<double>(confidence, kLeastSure));
  const Options& o = options_;
  return o.verifier.bias + o.verification.bias + o.verifier.phones * v.phones +
         o.verifier.lm * v.words + o.verifier.phone_match * v.phone_match / std::max(v.length, 1) +
         o.verifier.confidence * sure / static_cast<double>(confidences.size()) +
         o.verifier.length * std::min(v.length, kLong);
}

}  // namespace earmark
