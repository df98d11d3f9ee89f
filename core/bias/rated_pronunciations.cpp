#include "bias/rated_pronunciations.h"

#include <algorithm>
#include <stdexcept>

namespace earmark {

namespace {

constexpr std::size_t kOfAnEntry = 8;       // pronunciations of one entry
constexpr std::size_t kOfAWord = 3;         // pronunciations of a word that combinations are made of
constexpr std::size_t kCombined = 81;       // combinations that are compared
constexpr std::size_t kOfAPhrase = 4;       // the likeliest of them

struct Phrase {
  std::vector<Phone> phones;
  std::uint8_t source = 0;
  double log_prob = 0.0;
};

void check(const EntryTexts& entries, const RatedPronunciations& table, std::size_t least) {
  const bool sized = !table.words.empty() && !table.readings.empty() && table.words.size() > least &&
                     table.sources.size() == table.readings.size() - 1 &&
                     table.log_probs.size() == table.sources.size() && table.words.back() == table.sources.size() &&
                     table.readings.back() == table.phones.size() &&
                     std::is_sorted(table.words.begin(), table.words.end()) &&
                     std::is_sorted(table.readings.begin(), table.readings.end());
  if (!sized || entries.entries.empty() || entries.text_words.empty()) {
    throw std::invalid_argument("the pronunciations of a list do not fit together");
  }
}

void check(const EntryTexts& e, const RatedPronunciations& words, const RatedPronunciations& whole) {
  check(e, words, 0);
  check(e, whole, e.entries.size() - 1);
  const auto texts = static_cast<std::int32_t>(e.text_words.size()) - 1;
  const auto count = static_cast<std::int32_t>(words.words.size()) - 1;
  const auto ascending = [](std::span<const std::int64_t> offsets) {
    return offsets.front() == 0 && std::is_sorted(offsets.begin(), offsets.end());
  };
  const bool fits = ascending(e.entries) && ascending(e.text_words) && e.entries.back() == static_cast<std::int64_t>(e.texts.size()) &&
                    e.text_words.back() == static_cast<std::int64_t>(e.words.size()) &&
                    std::all_of(e.texts.begin(), e.texts.end(), [&](auto t) { return t >= 0 && t < texts; }) &&
                    std::all_of(e.words.begin(), e.words.end(), [&](auto w) { return w >= 0 && w < count; });
  if (!fits) throw std::invalid_argument("the texts of a list do not fit together");
}

class Combiner {
 public:
  Combiner(const EntryTexts& entries, const RatedPronunciations& words, const RatedPronunciations& whole, Phone boundary)
      : entries_(entries), words_(words), whole_(whole), boundary_(boundary) {}

  void entry(std::size_t number, RatedRows& rows) {
    const std::int64_t first = entries_.entries[number], last = entries_.entries[number + 1];
    kept_.clear();
    flat_.clear();
    const std::uint32_t given = whole_.words[number + 1] - whole_.words[number];
    for (std::uint32_t r = whole_.words[number]; r < whole_.words[number + 1]; ++r) keep(single(whole_, r));
    const bool word = last - first == 1 && given == 0 && length(entries_.texts[first]) == 1;
    for (std::int64_t i = first; i < last; ++i) text(entries_.texts[i]);
    const std::size_t most = word ? kept_.size() : std::min(kept_.size(), kOfAnEntry);
    for (std::size_t i = 0; i < most; ++i) add(kept_[i], rows);
    rows.words.push_back(static_cast<std::uint32_t>(rows.sources.size()));
  }

 private:
  std::int64_t length(std::int32_t text) const { return entries_.text_words[text + 1] - entries_.text_words[text]; }

  static Phrase single(const RatedPronunciations& from, std::uint32_t r) {
    return {{from.phones.begin() + from.readings[r], from.phones.begin() + from.readings[r + 1]},
            from.sources[r], from.log_probs[r]};
  }

  void keep(Phrase phrase) {
    std::vector<Phone> flat = phrase.phones;
    std::erase(flat, boundary_);
    if (std::find(flat_.begin(), flat_.end(), flat) != flat_.end()) return;
    flat_.push_back(std::move(flat));
    kept_.push_back(std::move(phrase));
  }

  void text(std::int32_t number) {
    const std::span<const std::int32_t> words =
        entries_.words.subspan(entries_.text_words[number], static_cast<std::size_t>(length(number)));
    if (words.size() == 1) {
      for (std::uint32_t r = words_.words[words[0]]; r < words_.words[words[0] + 1]; ++r) keep(single(words_, r));
      return;
    }
    if (!words.empty()) phrase(words);
  }

  // The last word's pronunciations change first; of equally likely combinations the earlier ones come first.
  void phrase(std::span<const std::int32_t> words) {
    std::vector<std::vector<std::uint32_t>> combinations;
    std::vector<std::uint32_t> at(words.size(), 0);
    for (const std::int32_t word : words) {
      if (words_.words[word] == words_.words[word + 1]) return;
    }
    while (combinations.size() < kCombined) {
      combinations.push_back(at);
      std::size_t i = words.size();
      while (i > 0 && ++at[i - 1] == choices(words[i - 1])) at[--i] = 0;
      if (i == 0) break;
    }
    std::vector<double> sums;
    for (const auto& chosen : combinations) {
      long double sum = 0.0L;
      for (std::size_t i = 0; i < words.size(); ++i) sum += words_.log_probs[words_.words[words[i]] + chosen[i]];
      sums.push_back(static_cast<double>(sum));
    }
    std::vector<std::size_t> order(combinations.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return sums[a] > sums[b]; });
    for (std::size_t i = 0; i < std::min(order.size(), kOfAPhrase); ++i) {
      keep(joined(words, combinations[order[i]], sums[order[i]]));
    }
  }

  std::uint32_t choices(std::int32_t word) const {
    return std::min<std::uint32_t>(words_.words[word + 1] - words_.words[word], kOfAWord);
  }

  Phrase joined(std::span<const std::int32_t> words, const std::vector<std::uint32_t>& chosen, double log_prob) const {
    Phrase phrase;
    phrase.log_prob = log_prob;
    for (std::size_t i = 0; i < words.size(); ++i) {
      const std::uint32_t r = words_.words[words[i]] + chosen[i];
      if (i > 0) phrase.phones.push_back(boundary_);
      phrase.phones.insert(phrase.phones.end(), words_.phones.begin() + words_.readings[r],
                           words_.phones.begin() + words_.readings[r + 1]);
      phrase.source = std::max(phrase.source, words_.sources[r]);
    }
    return phrase;
  }

  static void add(const Phrase& phrase, RatedRows& rows) {
    rows.phones.insert(rows.phones.end(), phrase.phones.begin(), phrase.phones.end());
    rows.readings.push_back(static_cast<std::uint32_t>(rows.phones.size()));
    rows.sources.push_back(phrase.source);
    rows.log_probs.push_back(phrase.log_prob);
  }

  const EntryTexts& entries_;
  const RatedPronunciations& words_;
  const RatedPronunciations& whole_;
  Phone boundary_;
  std::vector<Phrase> kept_;
  std::vector<std::vector<Phone>> flat_;
};

}  // namespace

RatedRows entry_pronunciations(const EntryTexts& entries, const RatedPronunciations& words,
                               const RatedPronunciations& whole, Phone boundary) {
  check(entries, words, whole);
  Combiner combiner(entries, words, whole, boundary);
  RatedRows rows;
  for (std::size_t e = 0; e + 1 < entries.entries.size(); ++e) combiner.entry(e, rows);
  return rows;
}

}  // namespace earmark
