// The search over words: listed entries, with and without endings.
#include <algorithm>
#include <string>
#include <string_view>

#include "decode/takes_endings.h"
#include "decode/word_search.h"

namespace earmark {

std::span<const MatchedWord> WordSearch::entries_after(const WordPath& from) {
  std::vector<MatchedWord>& matches = entries_[from.end + 1];
  if (matches.empty()) {
    const PhoneEvidence::Start start = phones_.start(from.phones);
    matches = entry_walk_->words(start.begin, start.mass, kWalkWidth, kWalked);
  }
  return matches;
}

// Nats, weighted, of a listed spelling after a hypothesis: one word of the class.
double WordSearch::entry_score(const WordPath& from, std::int32_t spelling, LmState* next) const {
  const WordLm& word_lm = model_.word_lm();
  const std::string_view text = listed_->words().text(spelling);
  const auto words = static_cast<double>(std::count(text.begin(), text.end(), ' ') + 1);
  const double log_prob = word_lm.model().score(from.state, word_lm.rare_class(), next) + options_.class_lm.log_weight +
                          listed_->words().log_weight_of(spelling);
  return options_.second_pass.lm_weight * log_prob + options_.second_pass.word_bonus * words;
}

std::vector<WordSearch::Candidate> WordSearch::entry_candidates(const WordPath& from) {
  std::vector<Candidate> found;
  if (!entry_walk_) return found;
  for (const MatchedWord& match : entries_after(from)) {
    const bool known = std::any_of(found.begin(), found.end(), [&](const Candidate& c) { return c.word == match.word; });
    if (known) continue;  // by a better reading
    const double rank = options_.second_pass.phone_weight * match.score + entry_score(from, match.word, nullptr);
    found.push_back({match.word, rank, match.end});
  }
  std::stable_sort(found.begin(), found.end(), [](const Candidate& a, const Candidate& b) { return a.rank > b.rank; });
  if (found.size() > kEntries) found.resize(kEntries);
  return found;
}

// Endings whose sounds may follow an entry, each sound once. The sentence decides between those that sound alike.
std::vector<std::int32_t> WordSearch::endings_after(const Candidate& entry) {
  std::vector<std::int32_t> found;
  const Endings* endings = model_.endings();
  if (endings == nullptr) return found;
  const std::string_view text = listed_->words().text(entry.word);
  const std::string_view last = text.substr(text.rfind(' ') + 1);
  if (!takes_endings(*listed_, listed_->words().entry_of(entry.word), last, &model_.word_lm())) return found;
  const Readings readings = table_[table_.of(last)].pronunciation.readings;
  const std::int32_t until = std::min(frames_, entry.end + kEndingFrames);
  const auto follows = [&](Phone phone) {
    const float* ratio = phones_.frames().of(phone);
    return std::any_of(ratio + std::max(entry.end - 1, 0), ratio + until, [](float r) { return r > kEndingRatio; });
  };
  for (std::int32_t e = 0; e < endings->size(); ++e) {
    if (endings->text(e, text).empty()) continue;
    for (std::size_t i = 0; i < readings.size(); ++i) {
      if (endings->sounds_like_earlier(e, readings[i]) || !std::ranges::all_of(*endings->sound(e, readings[i]), follows)) continue;
      found.push_back(e);
      break;
    }
  }
  return found;
}

// All words of a listed entry: what it scores is known as a whole only.
void WordSearch::extend_entry(std::int32_t index, std::int32_t spelling, std::int32_t ending) {
  const WordPath from = hypotheses_[index];
  LmState next;
  double words = from.words + entry_score(from, spelling, &next);
  std::string text(listed_->words().text(spelling));
  if (ending != kNone) {
    words += options_.second_pass.lm_weight * model_.endings()->log_prob(ending);
    text += model_.endings()->text(ending, text);
  }
  std::string_view rest = text;
  std::int32_t parent = index;
  while (!rest.empty()) {
    const std::size_t space = std::min(rest.find(' '), rest.size());
    WordPath h = hypotheses_[parent];
    h.parent = parent;
    sound(h, table_.of(rest.substr(0, space)));
    rest.remove_prefix(std::min(space + 1, rest.size()));
    if (rest.empty()) {
      h.words = words;
      h.state = next;
      sound_whole(h, from, listed_->words().entry_of(spelling), ending);
    }
    if (!score(h)) return;
    parent = static_cast<std::int32_t>(hypotheses_.size());
    if (rest.empty()) finish(h);
    hypotheses_.push_back(h);
  }
}

// Takes the pronunciations given for an entry as a whole, where they fit better than those of its words.
void WordSearch::sound_whole(WordPath& h, const WordPath& from, std::int32_t entry, std::int32_t ending) {
  WordPronunciation given{listed_->given(entry), WordPronunciation::kWhole + entry};
  if (given.readings.empty()) return;
  if (ending != kNone) {
    given = WordPronunciation::with_ending(given.readings, given.key, *model_.endings(), ending);
  }
  const PhoneEvidence::State whole = phones_.extend(from.phones, given.readings, given.key);
  if (phones_.score(whole) <= phones_.score(h.phones)) return;
  h.phones = whole;
  h.end = std::max(phones_.end(whole), h.end);
}

}  // namespace earmark
