#include "decode/verifier.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string_view>

#include "ctc/forward.h"
#include "decode/homophones.h"
#include "decode/phone_options.h"
#include "decode/rescoring.h"
#include "decode/sentence_context.h"
#include "util/log_math.h"

namespace earmark {

namespace {

constexpr std::size_t kAlternatives = 4;   // of each entry
constexpr double kLeastConfidence = 1e-6;  // that counts as none
constexpr double kUsualEntries = 1000.0;   // of the list that the bias is meant for
constexpr double kLeastWeight = 1e-3;      // lighter entries weigh as much
constexpr double kHalf = 0.5;              // attention that is neither for nor against an entry
constexpr std::int32_t kLong = 12;         // phones: longer entries are no safer

Options without_list(Options options) {
  options.boosting.mode = BoostingMode::kOff;
  options.class_lm.enabled = false;
  return exactly(options);
}

std::int32_t shortest(Readings readings) {
  std::size_t least = readings[0].size();
  for (std::size_t r = 1; r < readings.size(); ++r) least = std::min(least, readings[r].size());
  return static_cast<std::int32_t>(least);
}

// The state after a hit: by the pronunciations given for its entry as a whole where they fit better than its words.
PhoneEvidence::State better_whole(PhoneEvidence& evidence, PhoneEvidence::State before, PhoneEvidence::State words,
                                  const BiasIndex& index, std::int32_t entry) {
  const Readings given = index.given(entry);
  if (given.empty()) return words;
  const PhoneEvidence::State whole = evidence.extend(before, given, WordPronunciation::kWhole + entry);
  return evidence.score(whole) > evidence.score(words) ? whole : words;
}

std::int32_t letters(std::string_view text) {
  return static_cast<std::int32_t>(
      std::count_if(text.begin(), text.end(), [](unsigned char byte) { return (byte & 0xC0) != 0x80; }));
}

std::span<const float> confidences_of(const Hypothesis& hypothesis, const Hit& hit) {
  return std::span(hypothesis.confidences).subspan(hit.first_token, hit.last_token - hit.first_token + 1);
}

// Nats of log-odds that the length of a list gives or takes.
double list_prior(const VerifierWeights& weights, std::size_t entries) {
  const double ratio = std::log(static_cast<double>(std::max<std::size_t>(entries, 1)) / kUsualEntries);
  return -ratio * (ratio < 0.0 ? weights.short_list : weights.list_size);
}

double log_weight(const PassInput& input, const Hit& hit) {
  return std::log(std::max<double>(input.index->weight_of(hit.entry), kLeastWeight));
}

}  // namespace

Verifier::Verifier(const SearchModel& model, const Options& options)
    : model_(model), writing_{model.table, model.word_lm != nullptr}, options_(without_list(options)) {}

void Verifier::verify(const PassInput& input, std::span<const Hypothesis> others, Hypothesis& hypothesis,
                      std::int32_t reach) const {
  for (Hit& hit : hypothesis.hits) hit.verdict.emplace();
  compare(input, others, hypothesis, reach);
  read_sentence(input, hypothesis);
  match_phones(input, hypothesis);
  hypothesis.confidences =
      token_confidences(input.unbiased, hypothesis.tokens, hypothesis.frames, model_.table->blank());
  for (Hit& hit : hypothesis.hits) {
    hit.first_frame = hypothesis.frames[hit.first_token];
    hit.last_frame = hypothesis.frames[hit.last_token];
    hit.verdict->log_odds = log_odds(input, hit, confidences_of(hypothesis, hit));
  }
}

// Scores the hypothesis and all alternatives without the list; each hit keeps its best alternative.
void Verifier::compare(const PassInput& input, std::span<const Hypothesis> others, Hypothesis& hypothesis,
                       std::int32_t reach) const {
  const std::vector<Alternative> alternatives = alternatives_of(hypothesis, others, writing_, kAlternatives, reach);
  if (alternatives.empty()) return;
  std::vector<std::vector<Token>> sequences{hypothesis.tokens};
  for (const Alternative& alternative : alternatives) sequences.push_back(alternative.sequence);
  const std::vector<Hypothesis> scored =
      rescore_without_list(model_, options_, input, sequences, options_.search.beam);
  const Hypothesis* own = find(scored, hypothesis.tokens);
  if (own == nullptr) return;
  std::vector<double> best(hypothesis.hits.size(), kLogZero);
  for (const Alternative& alternative : alternatives) {
    const Hypothesis* other = find(scored, alternative.sequence);
    if (other == nullptr) continue;
    const Scores& theirs = other->scores;
    const double total = theirs.acoustic + theirs.phones + theirs.lm;
    if (!(total > best[alternative.hit])) continue;
    best[alternative.hit] = total;
    Verdict& verdict = *hypothesis.hits[alternative.hit].verdict;
    verdict.acoustic = own->scores.acoustic - theirs.acoustic;
    verdict.phones = own->scores.phones - theirs.phones;
    verdict.words = own->scores.lm - theirs.lm + cost_of_ending(hypothesis, hypothesis.hits[alternative.hit]);
    verdict.alternative = alternative.tokens;
  }
}

// Nats, weighted, that the letters of a hit's ending cost as letters of an unknown word: the ending is known.
double Verifier::cost_of_ending(const Hypothesis& hypothesis, const Hit& hit) const {
  if (hit.ending == kNone || model_.word_lm == nullptr) return 0.0;
  const std::string last = last_word(hypothesis, hit);
  if (model_.word_lm->model().id(last) != kUnknownWord) return 0.0;
  std::int32_t added = 0;
  model_.endings->for_each_stem(last, [&](std::string_view stem, std::int32_t ending) {
    if (ending == hit.ending) added = letters(last) - letters(stem);
  });
  return options_.lm.weight * options_.lm.unknown_letter * added;
}

std::string Verifier::last_word(const Hypothesis& hypothesis, const Hit& hit) const {
  return texts_of(hypothesis, hit).back();
}

// What the words around each hit say of it.
void Verifier::read_sentence(const PassInput& input, Hypothesis& hypothesis) const {
  const SentenceContext sentence(model_, options_.lm, hypothesis.tokens);
  for (Hit& hit : hypothesis.hits) {
    const WordSpan place = sentence.span_of(hit.first_token, hit.last_token);
    if (!hit.verdict->alternative) continue;
    const std::vector<std::string> others = earmark::texts_of(*hit.verdict->alternative, *model_.table);
    hit.verdict->context = sentence.name_log_odds(place, others.empty() ? texts_of(hypothesis, hit) : others);
    hit.verdict->rarity = sentence.rare_log_ratio(place, others);
    hit.verdict->homophone = is_homophone(input, hypothesis, hit, others);
  }
}

// The words of a hit.
std::vector<std::string> Verifier::texts_of(const Hypothesis& hypothesis, const Hit& hit) const {
  const std::span<const Token> tokens(hypothesis.tokens);
  return earmark::texts_of(tokens.subspan(hit.first_token, hit.last_token - hit.first_token + 1), *model_.table);
}

// Whether a name sounds like `others`.
bool Verifier::is_homophone(const PassInput& input, const Hypothesis& hypothesis, const Hit& hit,
                            std::span<const std::string> others) const {
  const Display display = input.index->display(hit.entry);
  if (model_.phone_lexicon == nullptr || (display != Display::kName && display != Display::kAmbiguous)) return false;
  const Readings given = input.index->given(hit.entry);
  if (!given.empty()) return sound_alike(given, others, *model_.phone_lexicon);
  return sound_alike(texts_of(hypothesis, hit), others, *model_.phone_lexicon, input.index->pronunciations(),
                     model_.endings.get());
}

// The log-odds of a name that sounds like the alternative.
double Verifier::by_sentence(const PassInput& input, const Hit& hit, const Verdict& verdict) const {
  const VerifierWeights& w = options_.verifier;
  return w.homophone_bias + options_.verification.bias + w.homophone_context * verdict.context +
         w.homophone_rarity * verdict.rarity + w.weight * log_weight(input, hit);
}

// The hit is spelt like a common word, or with its ending like another word that the language model knows.
bool Verifier::is_ambiguous(const PassInput& input, const Hypothesis& hypothesis, const Hit& hit) const {
  const Display display = input.index->display(hit.entry);
  if (display == Display::kAmbiguous) return true;
  if (display != Display::kName || hit.ending == kNone || model_.endings->sure(hit.ending)) return false;
  return model_.word_lm->model().id(last_word(hypothesis, hit)) != kUnknownWord;
}

bool Verifier::is_entry(const PassInput& input, const Hypothesis& hypothesis, bool stands, Hit& hit) const {
  if (model_.word_lm == nullptr || !is_ambiguous(input, hypothesis, hit)) return true;
  const SentenceContext sentence(model_, options_.lm, hypothesis.tokens);
  const WordSpan place = sentence.span_of(hit.first_token, hit.last_token);
  if (place.last - place.first != 1) return true;  // its letters, say: it is a common word in other forms alone
  Verdict plain;
  plain.alternative.emplace(hypothesis.tokens.begin() + hit.first_token, hypothesis.tokens.begin() + hit.last_token + 1);
  plain.homophone = true;
  const std::vector<std::string> own = texts_of(hypothesis, hit);
  plain.context = sentence.name_log_odds(place, own);
  plain.rarity = sentence.rare_log_ratio(place, own);
  plain.log_odds = by_sentence(input, hit, plain);
  const bool is_entry = plain.log_odds >= 0.0;
  if (stands || !is_entry) hit.verdict = std::move(plain);
  return is_entry;
}

// Compares each hit's pronunciation with the phone emissions, word after word of the hypothesis.
void Verifier::match_phones(const PassInput& input, Hypothesis& hypothesis) const {
  if (model_.word_lm == nullptr) {  // the tokens' letters are unknown too
    for (Hit& hit : hypothesis.hits) hit.verdict->length = hit.last_token - hit.first_token + 1;
    return;
  }
  const PhoneLexicon* lexicon = model_.phone_lexicon.get();
  const ListPronunciations* listed = input.index == nullptr ? nullptr : input.index->pronunciations();
  std::optional<PhoneEvidence> evidence;
  if (lexicon != nullptr && input.phones != nullptr && input.phones->frames > 0) {
    evidence.emplace(lexicon->evidence(*input.phones, phone_options(options_)));
  }
  PhoneEvidence::State state = 0, before = 0;  // before: the first word of the hit
  auto hit = hypothesis.hits.begin();
  for (const TokenWord& word : words_of(hypothesis.tokens, *model_.table)) {
    if (hit == hypothesis.hits.end()) break;
    if (word.text.empty()) continue;
    const WordPronunciation pronunciation =
        lexicon == nullptr ? WordPronunciation{} : pronunciation_of(word.text, *lexicon, listed, model_.endings.get());
    Verdict& verdict = *hit->verdict;
    if (word.first >= hit->first_token) {
      verdict.length += pronunciation.readings.empty() ? letters(word.text) : shortest(pronunciation.readings);
    }
    if (evidence) {
      if (word.first == hit->first_token) {
        verdict.phone_match = -evidence->score(state);
        before = state;
      }
      state = evidence->extend(state, pronunciation.readings, pronunciation.key);
    }
    if (word.last < hit->last_token) continue;
    if (evidence) {
      state = better_whole(*evidence, before, state, *input.index, hit->entry);
      verdict.phone_match += evidence->score(state);
    }
    ++hit;
  }
}

double Verifier::log_odds(const PassInput& input, const Hit& hit, std::span<const float> confidences) const {
  if (hit.verdict->homophone) return by_sentence(input, hit, *hit.verdict);
  // The weights are for evidence by phones: where there is none, nothing speaks for or against the entry.
  if (model_.phone_lexicon != nullptr && (input.phones == nullptr || input.phones->frames == 0)) return 0.0;
  double log_confidence = 0.0;
  for (const float confidence : confidences) log_confidence += std::log(std::max<double>(confidence, kLeastConfidence));
  const std::span<const float> confusability = input.index->confusability();
  const double confused = confusability.empty() ? 0.0 : confusability[hit.entry];
  const VerifierWeights& w = options_.verifier;
  const Verdict& v = *hit.verdict;
  double log_odds = w.bias + options_.verification.bias + w.phones * v.phones + w.lm * v.words +
                    w.phone_match * v.phone_match / std::max(v.length, 1) +
                    w.confidence * log_confidence / static_cast<double>(confidences.size()) +
                    w.length * std::min(v.length, kLong);
  log_odds = log_odds - w.confusability * confused + list_prior(w, input.index->graph().favoured()) +
             w.rarity * v.rarity + w.weight * log_weight(input, hit);
  const Display display = input.index->display(hit.entry);
  if (display != Display::kPlain) {
    log_odds += (display == Display::kSpelled ? w.spelled : w.named) + w.context * v.context;
  }
  if (input.attention == nullptr) return log_odds;
  return log_odds + w.attention * (input.attention->of(hit.entry, hit.first_frame, hit.last_frame) - kHalf);
}

}  // namespace earmark
