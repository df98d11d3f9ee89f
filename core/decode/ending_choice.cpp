#include "decode/ending_choice.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

#include "ctc/forward.h"
#include "decode/phone_options.h"
#include "decode/rescoring.h"
#include "decode/sentence_context.h"
#include "decode/takes_endings.h"
#include "util/log_math.h"

namespace earmark {

namespace {

constexpr std::size_t kAround = 2;     // words on either side that are scored with an entry
// Nats, chosen on the development half of benchmarks/studies/endings.py.
constexpr double kMerged = 1.3;  // for an ending that runs into the next word: sub-words leave it out then
constexpr double kSilent = 2.0;  // against one that is not heard after its word
constexpr std::size_t kSpellings = 4;  // of a word, beside those of the hypothesis

std::vector<TokenWord> spelt_words(std::span<const Token> tokens, const TokenTable& table) {
  std::vector<TokenWord> words = words_of(tokens, table);
  std::erase_if(words, [](const TokenWord& word) { return word.text.empty(); });
  return words;
}

}  // namespace

// A hit among the words of its hypothesis.
struct EndingChoice::Place {
  const Hypothesis& hypothesis;
  const Hit& hit;
  std::span<const TokenWord> words;
  std::size_t first, last;  // words of the hit
  std::size_t from, to;     // words that are scored with it, inclusive
  std::int32_t begin, end;  // their frames
  WordContext around;
  const ClassWords* entries;
};

EndingChoice::EndingChoice(const SearchModel& model, const Options& options)
    : model_(model), options_(exactly(options)), segmenter_(*model.table) {
  const TokenTable& table = *model_.table;
  for (Token token = 0; token < table.size(); ++token) {
    const bool goes_on = table.writable(token) && table.role(token) == TokenRole::kContinues;
    if (goes_on && !table.text(token).empty()) pieces_.emplace(table.text(token), token);
  }
}

bool EndingChoice::apply(const PassInput& input, Hypothesis& best) const {
  const std::vector<TokenWord> words = spelt_words(best.tokens, *model_.table);
  const SentenceContext sentence(model_, options_.lm, best.tokens);
  std::vector<Choice> choices;
  bool other = false;
  for (const Hit& hit : best.hits) {
    const auto first = std::ranges::find(words, hit.first_token, &TokenWord::first);
    const auto last = std::ranges::find(words, hit.last_token, &TokenWord::last);
    Choice choice{hit.ending, {best.tokens.begin() + hit.first_token, best.tokens.begin() + hit.last_token + 1}};
    const bool whole = first <= last && last != words.end();
    if (whole && input.index->weight_of(hit.entry) > 0.0F &&
        (hit.ending != kNone || takes_endings(*input.index, hit.entry, last->text, model_.word_lm.get()))) {
      const auto a = static_cast<std::size_t>(first - words.begin()), b = static_cast<std::size_t>(last - words.begin());
      const std::size_t from = a - std::min(a, kAround), to = std::min(b + kAround, words.size() - 1);
      const std::int32_t begin = from == 0 ? 0 : best.frames[words[from].first];
      const std::int32_t end = to + 1 == words.size() ? input.compared.frames : best.frames[words[to + 1].first];
      choice = choose(input, {best, hit, words, a, b, from, to, begin, end, sentence.around({a, b + 1}), &input.index->words()});
    }
    other = other || choice.ending != hit.ending;
    choices.push_back(std::move(choice));
  }
  return other && rewrite(input, choices, best);
}

// Every way to spell text[from ..] with tokens that go on with a word.
void EndingChoice::join_pieces(const std::string& text, std::size_t from, std::vector<Token>& begun,
                               std::vector<std::vector<Token>>& found) const {
  if (from == text.size()) found.push_back(begun);
  for (std::size_t length = 1; from + length <= text.size(); ++length) {
    const auto piece = pieces_.find(text.substr(from, length));
    if (piece == pieces_.end()) continue;
    begun.push_back(piece->second);
    join_pieces(text, from + length, begun, found);
    begun.pop_back();
  }
}

// The hit's words spell its entry where `last` is the last of them.
bool EndingChoice::is_listed(const Place& place, std::string_view last) {
  std::string text;
  for (std::size_t i = place.first; i < place.last; ++i) text += place.words[i].text + ' ';
  text += last;
  const ClassWords& entries = *place.entries;
  const ClassWords::Range range = entries.narrow(entries.all(), text);
  return entries.complete(range) && entries.entry(range) == place.hit.entry;
}

// The entry without an ending, then with each.
std::vector<EndingChoice::Form> EndingChoice::forms_of(const Place& place) const {
  const Endings& endings = *model_.endings;
  const TokenWord& last = place.words[place.last];
  const std::span<const Token> all = place.hypothesis.tokens;
  const std::span<const Token> head = all.subspan(place.hit.first_token, last.first - place.hit.first_token);
  const std::span<const Token> whole = all.subspan(last.first, last.last - last.first + 1);
  std::string stem = last.text;
  std::vector<std::vector<Token>> stems{{whole.begin(), whole.end()}};
  if (place.hit.ending != kNone) {
    endings.for_each_stem(last.text, [&](std::string_view found, std::int32_t ending) {
      if (ending == place.hit.ending && is_listed(place, found)) stem = found;
    });
    std::string text;
    auto cut = whole.begin();
    for (; cut != whole.end() && text.size() < stem.size(); ++cut) text += model_.table->text(*cut);
    stems.clear();
    if (text.size() == stem.size()) stems.emplace_back(whole.begin(), cut);
  }
  const auto form = [&](std::int32_t ending, const std::string& word, std::vector<std::vector<Token>> spellings) {
    for (std::vector<Token>& more : segmenter_.best(word, kSpellings)) spellings.push_back(std::move(more));
    if (ending == place.hit.ending) spellings.emplace_back(whole.begin(), whole.end());
    std::ranges::sort(spellings);
    spellings.erase(std::ranges::unique(spellings).begin(), spellings.end());
    for (std::vector<Token>& spelling : spellings) spelling.insert(spelling.begin(), head.begin(), head.end());
    return Form{ending, stem, word, std::move(spellings)};
  };
  std::vector<Form> forms{form(kNone, stem, stems)};
  for (std::int32_t e = 0; e < endings.size(); ++e) {
    const std::string added(endings.text(e, stem));
    if (added.empty()) continue;
    std::vector<std::vector<Token>> tails, spellings;
    std::vector<Token> begun;
    if (!model_.table->ends_words()) join_pieces(added, 0, begun, tails);
    for (const std::vector<Token>& known : stems) {
      for (const std::vector<Token>& tail : tails) {
        spellings.push_back(known);
        spellings.back().insert(spellings.back().end(), tail.begin(), tail.end());
      }
    }
    forms.push_back(form(e, stem + added, std::move(spellings)));
  }
  return forms;
}

// The form that scores most; in the spelling that does.
EndingChoice::Choice EndingChoice::choose(const PassInput& input, const Place& place) const {
  std::vector<Form> forms = forms_of(place);
  double most = -std::numeric_limits<double>::infinity();
  Choice best{place.hit.ending, {}};
  for (Form& form : forms) {
    if (form.spellings.empty()) continue;
    double score = acoustic(input, place, form) + phones(input, place, form);
    if (form.ending != kNone) {
      const double odds = model_.endings->log_odds(form.ending, place.around);
      score += options_.endings.context_weight * odds + options_.endings.log_weight;
    }
    if (!(score > most)) continue;
    most = score;
    best = {form.ending, form.spellings[0]};
  }
  return best;
}

// ln p_ctc of all spellings between the words around; the likeliest comes first.
double EndingChoice::acoustic(const PassInput& input, const Place& place, Form& form) const {
  const Emissions& all = input.compared;
  const Emissions around{all.row(place.begin), place.end - place.begin, all.tokens};
  const std::span<const Token> tokens = place.hypothesis.tokens;
  double total = kLogZero, most = kLogZero;
  std::size_t best = 0;
  for (std::size_t i = 0; i < form.spellings.size(); ++i) {
    std::vector<Token> sequence(tokens.begin() + place.words[place.from].first, tokens.begin() + place.hit.first_token);
    sequence.insert(sequence.end(), form.spellings[i].begin(), form.spellings[i].end());
    sequence.insert(sequence.end(), tokens.begin() + place.hit.last_token + 1, tokens.begin() + place.words[place.to].last + 1);
    const double score = ctc_log_prob(around, sequence, model_.table->blank());
    total = log_add(total, score);
    if (i == 0 || score > most) {
      best = i;
      most = score;
    }
  }
  std::swap(form.spellings[0], form.spellings[best]);
  return total;
}

// Nats, weighted, of the phones of the words around and the form.
double EndingChoice::phones(const PassInput& input, const Place& place, const Form& form) const {
  const PhoneLexicon* lexicon = model_.phone_lexicon.get();
  if (lexicon == nullptr || input.phones == nullptr || input.phones->frames == 0 || model_.word_lm == nullptr) return 0.0;
  const double ratio = static_cast<double>(input.phones->frames) / input.compared.frames;
  const auto begin = static_cast<std::int32_t>(place.begin * ratio), end = static_cast<std::int32_t>(place.end * ratio);
  if (begin >= end) return 0.0;
  const Emissions around{input.phones->row(begin), end - begin, input.phones->tokens};
  PhoneEvidence evidence = lexicon->evidence(around, phone_options(options_));
  const auto pronounce = [&](std::string_view word) {
    return pronunciation_of(word, *lexicon, input.index->pronunciations(), model_.endings.get());
  };
  const auto score = [&](std::int32_t ending, std::string_view last) {
    PhoneEvidence::State state = evidence.root(), before = state;
    for (std::size_t i = place.from; i <= place.to; ++i) {
      if (i == place.first) before = state;
      const WordPronunciation said = pronounce(i == place.last ? last : std::string_view(place.words[i].text));
      state = evidence.extend(state, said.readings, PhoneEvidence::kNoKey);
      if (i != place.last) continue;
      Readings given = input.index->given(place.hit.entry);
      std::optional<Pronunciations> inflected;
      if (ending != kNone) given = inflected.emplace(model_.endings->readings(given, ending)).of(0);
      if (given.empty()) continue;
      const PhoneEvidence::State whole = evidence.extend(before, given, PhoneEvidence::kNoKey);
      if (evidence.score(whole) > evidence.score(state)) state = whole;
    }
    return evidence.final(state);
  };
  const double weight = options_.phones.weight, sounded = weight * score(form.ending, form.last);
  if (form.ending == kNone) return sounded;
  if (place.last < place.to) {
    const WordPronunciation next = pronounce(place.words[place.last + 1].text);
    if (!next.readings.empty() && model_.endings->silent_before(form.ending, next.readings[0].front())) {
      return std::max(sounded, weight * score(kNone, form.stem)) + kMerged;
    }
  }
  const WordPronunciation stem = pronounce(form.stem);
  if (stem.readings.empty() || !model_.endings->silent_after(form.ending, stem.readings[0].back())) return sounded;
  return std::max(sounded, weight * score(kNone, form.stem) - kSilent);
}

// Puts the choices in the place of their hits, in order, and scores the result with the list.
bool EndingChoice::rewrite(const PassInput& input, std::span<const Choice> choices, Hypothesis& best) const {
  std::vector<Token> tokens;
  std::vector<Hit> hits = best.hits;
  std::int32_t next = 0;
  for (std::size_t i = 0; i < choices.size(); ++i) {
    Hit& hit = hits[i];
    tokens.insert(tokens.end(), best.tokens.begin() + next, best.tokens.begin() + hit.first_token);
    next = hit.last_token + 1;
    hit.first_token = static_cast<std::int32_t>(tokens.size());
    tokens.insert(tokens.end(), choices[i].tokens.begin(), choices[i].tokens.end());
    hit.last_token = static_cast<std::int32_t>(tokens.size()) - 1;
    hit.ending = choices[i].ending;
  }
  tokens.insert(tokens.end(), best.tokens.begin() + next, best.tokens.end());
  const std::vector<Hypothesis> scored = rescore(model_, options_, input, {&tokens, 1}, options_.search.beam);
  const Hypothesis* found = find(scored, tokens);
  if (found == nullptr) return false;  // the audio has no room for it
  Hypothesis written = *found;
  for (Hit& hit : hits) {
    const auto same = std::ranges::find_if(written.hits, [&](const Hit& other) {
      return other.entry == hit.entry && other.first_token == hit.first_token && other.last_token == hit.last_token;
    });
    hit.boost = same == written.hits.end() ? 0.0 : same->boost;
    hit.lm = same == written.hits.end() ? 0.0 : same->lm;
    hit.first_frame = written.frames[hit.first_token];
    hit.last_frame = written.frames[hit.last_token];
  }
  written.hits = std::move(hits);
  written.scores.boost = 0.0;
  for (const Hit& hit : written.hits) written.scores.boost += hit.boost;
  written.rejected = std::move(best.rejected);
  written.considered = std::move(best.considered);
  best = std::move(written);
  return true;
}

}  // namespace earmark
