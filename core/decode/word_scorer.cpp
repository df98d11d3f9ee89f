#include "decode/word_scorer.h"

#include <algorithm>

#include "decode/takes_endings.h"
#include "util/log_math.h"

namespace earmark {

WordScorer::WordScorer(const TokenTable& table, const WordLm& word_lm, const Options& options,
                       const BiasIndex* listed, const PhoneLexicon* phone_lexicon, PhoneEvidence* evidence,
                       const Endings* endings)
    : table_(table),
      word_lm_(word_lm),
      options_(options),
      entries_(listed != nullptr && options.class_lm.enabled ? &listed->words() : nullptr),
      listed_(listed),
      pronunciations_(listed == nullptr ? nullptr : listed->pronunciations()),
      phone_lexicon_(phone_lexicon),
      evidence_(evidence),
      endings_(endings) {
  PartialWord nothing{"", word_lm.all(), kUnknownWord, 0.0, 0.0, kLogZero, {}};
  if (entries_ != nullptr) nothing.entries = entries_->all();
  partials_.assign(2, nothing);
  partials_[kOpenWord].best = word_lm.best(nothing.range);
  if (entries_ != nullptr) partials_[kOpenWord].listed = entries_->best(nothing.entries) + options.class_lm.log_weight;
  partial_of_.emplace("", kOpenWord);
  WordRecord beginning;
  beginning.state = word_lm.model().begin();
  beginning.unknown = word_lm.model().score(beginning.state, word_lm.rare_class(), nullptr);
  if (evidence_ != nullptr) beginning.phones = options.phones.weight * evidence_->score(evidence_->root());
  beginning.phones_known = true;
  records_.push_back(beginning);
}

Partial WordScorer::next(Partial partial, Token token) {
  const std::uint64_t key = pair_key(partial, token);
  if (const Partial* known = next_.find(key)) return *known;
  const Partial found = intern(partials_[partial], table_.text(token));
  next_.insert(key, found);
  return found;
}

Partial WordScorer::intern(const PartialWord& parent, const std::string& more) {
  const auto [place, fresh] = partial_of_.emplace(parent.text + more, static_cast<Partial>(partials_.size()));
  if (!fresh) return place->second;
  PartialWord found{place->first, word_lm_.narrow(parent.range, more), kUnknownWord, 0.0, 0.0, kLogZero, {}};
  found.word = word_lm_.complete(found.range);
  found.best = word_lm_.best(found.range);
  found.unknown = -unknown_cost(options_.lm, found.text);
  if (entries_ != nullptr) {
    found.entries = entries_->narrow(parent.entries, more);
    const double best = std::max(entries_->best(found.entries), best_with_ending(entries_->all(), found.text));
    found.listed = best + options_.class_lm.log_weight;
  }
  partials_.push_back(std::move(found));
  return place->second;
}

// The most that the open word may yet score.
double WordScorer::ahead(WordHistory history, Partial partial) {
  if (partial == kBetweenWords) return 0.0;
  const PartialWord& word = partials_[partial];
  const double rare = records_[history].unknown + std::max(word.unknown, word.listed);
  double best = options_.lm.weight * std::max(word.best, rare) + options_.lm.word_bonus;
  if (records_[history].open != records_[history].open_end) best = std::max(best, ahead_of_phrases(history, partial));
  return best;
}

double WordScorer::ahead_of_phrases(WordHistory history, Partial partial) {
  const std::uint64_t key = pair_key(history, partial);
  if (const double* known = ahead_.find(key)) return *known;
  const WordRecord& record = records_[history];
  double best = kLogZero;
  for (std::uint32_t i = record.open; i < record.open_end; ++i) {
    const OpenPhrase& phrase = open_[i];
    const WordRecord& before = records_[phrase.before];
    const std::string& text = partials_[partial].text;
    const double weight = std::max(entries_->best(entries_->narrow(phrase.range, text)), best_with_ending(phrase.range, text));
    const double score = before.score + options_.lm.weight * (before.unknown + options_.class_lm.log_weight + weight) +
                         options_.lm.word_bonus * (phrase.words + 1);
    best = std::max(best, score - record.score);
  }
  ahead_.insert(key, best);
  return best;
}

// The greatest ln p(entry with its ending | class) of the entries of the range whose last word is begun, ending and all.
double WordScorer::best_with_ending(ClassWords::Range range, std::string_view begun) const {
  double best = kLogZero;
  if (endings_ == nullptr) return best;
  endings_->for_each_open_stem(begun, [&](std::string_view stem, std::int32_t ending) {
    const ClassWords::Range found = entries_->narrow(range, stem);
    if (!entries_->complete(found) || !takes_endings(*listed_, entries_->entry(found), stem, &word_lm_)) return;
    best = std::max(best, entries_->log_weight(found) + endings_->log_prob(ending));
  });
  return best;
}

WordHistory WordScorer::append(WordHistory history, Partial word) {
  const std::uint64_t key = pair_key(history, word);
  if (const WordHistory* known = append_.find(key)) return *known;
  WordRecord record = plain(history, word);
  if (entries_ != nullptr) {
    const auto open = static_cast<std::uint32_t>(open_.size());
    const OpenPhrase fresh{history, entries_->all(), 0};
    for (std::uint32_t i = records_[history].open; i < records_[history].open_end; ++i) {
      const OpenPhrase phrase = open_[i];
      offer_entry(record, phrase, word);
      open_phrase(phrase, partials_[word].text);
    }
    offer_entry(record, fresh, word);
    open_phrase(fresh, partials_[word].text);
    record.open = open;
    record.open_end = static_cast<std::uint32_t>(open_.size());
  }
  record.before = history;
  record.phones_known = evidence_ == nullptr;
  records_.push_back(record);
  const auto added = static_cast<WordHistory>(records_.size()) - 1;
  append_.insert(key, added);
  return added;
}

// The word by itself, whatever is listed.
WordRecord WordScorer::plain(WordHistory history, Partial word) const {
  WordRecord record;
  record.word = word;
  record.words = 1;
  const PartialWord& spelt = partials_[word];
  const bool known = spelt.word != kUnknownWord;
  enter(record, known ? spelt.word : word_lm_.rare_class(), known ? 0.0 : spelt.unknown, history);
  return record;
}

// Scores the record as LM word `word` after `before`, `log_prob` more for what that leaves open.
void WordScorer::enter(WordRecord& record, WordId word, double log_prob, WordHistory before) const {
  const WordRecord& from = records_[before];
  const NgramModel& model = word_lm_.model();
  log_prob += model.score(from.state, word, &record.state);
  record.previous = before;
  record.length = from.length + record.words;
  record.log_prob = from.log_prob + log_prob;
  record.score = from.score + options_.lm.weight * log_prob + options_.lm.word_bonus * record.words;
  record.unknown = model.score(record.state, word_lm_.rare_class(), nullptr);
}

// The phones of the word after those before it: the same whether it is listed or not.
PhoneEvidence::State WordScorer::evidence_of(WordHistory history) {
  if (history == 0) return evidence_->root();
  WordRecord& record = records_[history];
  if (record.evidence != kNone) return record.evidence;
  PartialWord& spelt = partials_[record.word];
  if (!spelt.sought) {
    spelt.sought = true;
    spelt.pronunciation = pronunciation_of(spelt.text, *phone_lexicon_, pronunciations_, endings_);
  }
  record.evidence = evidence_->extend(evidence_of(record.before), spelt.pronunciation.readings, spelt.pronunciation.key);
  if (record.phrase == kNone) return record.evidence;
  const WordPronunciation given = given_of(record);
  const PhoneEvidence::State whole = evidence_->extend(evidence_of(record.phrase), given.readings, given.key);
  if (evidence_->score(whole) > evidence_->score(record.evidence)) record.evidence = whole;
  return record.evidence;
}

// Pronunciations given for the entry that ends the record, as a whole.
WordPronunciation WordScorer::given_of(const WordRecord& record) const {
  const Readings given = listed_->given(record.entry);
  const std::int64_t key = WordPronunciation::kWhole + record.entry;
  if (record.ending == kNone) return {given, key};
  return WordPronunciation::with_ending(given, key, *endings_, record.ending);
}

void WordScorer::forget(std::span<const WordHistory> kept) {
  std::vector<PhoneEvidence::State> wanted;
  for (const WordHistory history : kept) wanted.push_back(evidence_of(history));  // may be worked out only now
  evidence_->keep(wanted);
  for (WordRecord& record : records_) record.evidence = kNone;
  for (std::size_t i = 0; i < kept.size(); ++i) records_[kept[i]].evidence = wanted[i];
}

// If `phrase` and `word` spell an entry, or one with an ending, it is one word of the class where that scores more.
void WordScorer::offer_entry(WordRecord& record, const OpenPhrase& phrase, Partial word) {
  const std::string& text = partials_[word].text;
  const ClassWords::Range range = entries_->narrow(phrase.range, text);
  if (entries_->complete(range)) {
    offer(record, phrase, word, range, kNone);
  } else if (endings_ != nullptr) {
    endings_->for_each_stem(text, [&](std::string_view stem, std::int32_t ending) {
      const ClassWords::Range found = entries_->narrow(phrase.range, stem);
      if (!entries_->complete(found)) return;
      if (takes_endings(*listed_, entries_->entry(found), stem, &word_lm_)) offer(record, phrase, word, found, ending);
    });
  }
}

void WordScorer::offer(WordRecord& record, const OpenPhrase& phrase, Partial word, ClassWords::Range range,
                       std::int32_t ending) {
  WordRecord listed;
  listed.word = word;
  listed.words = listed.matched = phrase.words + 1;
  listed.entry = entries_->entry(range);
  listed.ending = ending;
  const double log_prob = ending == kNone ? 0.0 : endings_->log_prob(ending);
  enter(listed, word_lm_.rare_class(), options_.class_lm.log_weight + entries_->log_weight(range) + log_prob, phrase.before);
  if (listed.score > record.score) {
    listed.gain = record.gain + listed.score - record.score;
    record = listed;
  } else if (record.entry == kNone) {
    record.entry = listed.entry;
    record.ending = listed.ending;
    record.matched = listed.matched;
  }
  if (phrase.words > 0 && record.entry == listed.entry && !listed_->given(listed.entry).empty()) {
    record.phrase = phrase.before;
  }
}

void WordScorer::open_phrase(const OpenPhrase& phrase, const std::string& text) {
  const ClassWords::Range range = entries_->narrow(phrase.range, text + " ");
  if (!range.empty()) open_.push_back({phrase.before, range, phrase.words + 1});
}

WordsClosed WordScorer::close(const WordPlace& place) {
  const WordHistory history = finish(place);
  const WordRecord& record = records_[history];
  const double end = options_.lm.sentence_end ? word_lm_.model().end(record.state) : 0.0;
  const double phones = evidence_ == nullptr ? 0.0 : options_.phones.weight * evidence_->final(evidence_of(history));
  return {history, record.score + options_.lm.weight * end, record.log_prob + end, phones};
}

}  // namespace earmark
