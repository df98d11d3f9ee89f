#include "bias/bias_index.h"

#include <algorithm>
#include <numeric>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>

#include "bias/list_text.h"

namespace earmark {

namespace {

constexpr std::size_t kReadings = 8;  // of one entry: those of a name of three words would be 27

using Phrase = std::vector<Phone>;

// How whole texts may sound.
class Phrases {
 public:
  Phrases(const Pronunciations& pronunciations, const Rows& words, std::int32_t boundary)
      : pronunciations_(pronunciations), words_(words), boundary_(boundary) {}

  // None where one of the text's words has no pronunciation.
  std::vector<Phrase> of(std::int32_t text) const {
    std::vector<Phrase> phrases{{}};
    const std::int64_t first = words_.offsets[text], last = words_.offsets[text + 1];
    for (std::int64_t i = first; i < last && !phrases.empty(); ++i) append(phrases, words_.ids[i]);
    if (last - first < 2 || boundary_ == kNone) return phrases;
    // Said in one breath: the model may emit no boundary.
    for (std::size_t i = 0, parted = phrases.size(); i < parted; ++i) {
      Phrase joined = phrases[i];
      std::erase(joined, static_cast<Phone>(boundary_));
      phrases.push_back(std::move(joined));
    }
    return phrases;
  }

 private:
  void append(std::vector<Phrase>& phrases, std::int32_t word) const {
    std::vector<Phrase> longer;
    const Readings readings = pronunciations_.of(word);
    // First pronunciations first: of many combinations those with a rare one of each word are left out.
    for (std::size_t i = 0; i < readings.size(); ++i) {
      for (const Phrase& phrase : phrases) {
        if (longer.size() == kReadings) break;
        longer.push_back(phrase);
        if (!phrase.empty() && boundary_ != kNone) longer.back().push_back(static_cast<Phone>(boundary_));
        longer.back().insert(longer.back().end(), readings[i].begin(), readings[i].end());
      }
    }
    phrases = std::move(longer);
  }

  const Pronunciations& pronunciations_;
  const Rows& words_;
  std::int32_t boundary_;
};

// Those of its words, then those given for its entry as a whole.
std::vector<Phrase> sounds_of(const ClassWords& words, std::int32_t spelling, const Phrases& phrases,
                              const Pronunciations& whole) {
  std::vector<Phrase> sounds = phrases.of(words.source_of(spelling));
  const Readings given = whole.of(words.entry_of(spelling));
  for (std::size_t i = 0; i < given.size(); ++i) sounds.emplace_back(given[i].begin(), given[i].end());
  return sounds;
}

// Pronunciations of every spelling. Of an entry's spellings that sound alike only the first has the pronunciation:
// it is proposed once, not as often as it may be spelled.
Pronunciations readings_of(const ClassWords& words, const Phrases& phrases, const Pronunciations& whole) {
  std::vector<std::int32_t> order(words.size());
  std::iota(order.begin(), order.end(), 0);
  const auto place = [&](std::int32_t i) { return std::pair(words.entry_of(i), words.path_of(i)); };
  std::sort(order.begin(), order.end(), [&](std::int32_t a, std::int32_t b) { return place(a) < place(b); });
  // In the order of the entries first: the phrases of a spelling lie together, wherever it stands.
  std::vector<Phone> said;
  std::vector<std::uint32_t> ends;                                   // in `said`, of each phrase
  std::vector<std::pair<std::uint32_t, std::uint32_t>> of(words.size());  // phrases of each spelling
  std::set<Phrase> known;
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (i > 0 && words.entry_of(order[i]) != words.entry_of(order[i - 1])) known.clear();
    of[order[i]].first = static_cast<std::uint32_t>(ends.size());
    for (Phrase& phrase : sounds_of(words, order[i], phrases, whole)) {
      const auto [kept, is_new] = known.insert(std::move(phrase));
      if (!is_new) continue;
      said.insert(said.end(), kept->begin(), kept->end());
      ends.push_back(static_cast<std::uint32_t>(said.size()));
    }
    of[order[i]].second = static_cast<std::uint32_t>(ends.size());
  }
  std::vector<Phone> phones;
  std::vector<std::uint32_t> readings{0}, of_word{0};
  phones.reserve(said.size());
  readings.reserve(ends.size() + 1);
  of_word.reserve(of.size() + 1);
  for (const auto& [first, last] : of) {
    for (std::uint32_t i = first; i < last; ++i) {
      phones.insert(phones.end(), said.begin() + (i > 0 ? ends[i - 1] : 0), said.begin() + ends[i]);
      readings.push_back(static_cast<std::uint32_t>(phones.size()));
    }
    of_word.push_back(static_cast<std::uint32_t>(readings.size()) - 1);
  }
  return Pronunciations(std::move(phones), std::move(readings), std::move(of_word));
}

// Every pronunciation as it is given, and said in one breath.
Pronunciations with_joined(const Pronunciations& given, std::int32_t boundary) {
  std::vector<Phone> phones;
  std::vector<std::uint32_t> readings{0}, words{0};
  const auto add = [&](const Phrase& phrase) {
    phones.insert(phones.end(), phrase.begin(), phrase.end());
    readings.push_back(static_cast<std::uint32_t>(phones.size()));
  };
  for (std::int32_t word = 0; word < given.words(); ++word) {
    const Readings all = given.of(word);
    for (std::size_t i = 0; i < all.size(); ++i) {
      Phrase phrase(all[i].begin(), all[i].end());
      if (boundary != kNone) add(phrase);
      if (std::erase(phrase, static_cast<Phone>(boundary)) > 0 || boundary == kNone) add(phrase);
    }
    words.push_back(static_cast<std::uint32_t>(readings.size()) - 1);
  }
  return Pronunciations(std::move(phones), std::move(readings), std::move(words));
}

const ListPaths& checked(const ListPaths& paths, std::string_view texts) {
  if (paths.texts.size() != paths.entries.size()) {
    throw std::invalid_argument(std::to_string(paths.entries.size()) + " paths came with " +
                                std::to_string(paths.texts.size()) + " texts");
  }
  const auto count = static_cast<std::int32_t>(std::count(texts.begin(), texts.end(), '\n'));
  for (const std::int32_t text : paths.texts) {
    if (text < 0 || text >= count) {
      throw std::invalid_argument("a path writes text " + std::to_string(text) + " of " + std::to_string(count));
    }
  }
  return paths;
}

}  // namespace

BiasIndex::BiasIndex(ListParts parts, std::shared_ptr<const TokenTable> table, std::int32_t boundary)
    : graph_(std::move(table), checked(parts.paths, parts.texts).tokens, parts.paths.offsets, parts.paths.entries,
             parts.paths.weights),
      confusability_(std::move(parts.confusability)),
      displays_(std::move(parts.displays)),
      weights_(graph_.entries(), 0.0F),
      words_(parts.paths, graph_.table()),
      whole_(parts.whole == nullptr ? Pronunciations() : with_joined(*parts.whole, boundary)) {
  if (!confusability_.empty() && graph_.entries() > confusability_.size()) {
    throw std::invalid_argument("a word list with entry " + std::to_string(graph_.entries() - 1) + " came with " +
                                std::to_string(confusability_.size()) + " confusabilities");
  }
  if (!displays_.empty() && graph_.entries() > displays_.size()) {
    throw std::invalid_argument("a word list with entry " + std::to_string(graph_.entries() - 1) + " came with " +
                                std::to_string(displays_.size()) + " ways to display them");
  }
  for (std::size_t path = 0; path < parts.paths.entries.size(); ++path) {
    weights_[static_cast<std::size_t>(parts.paths.entries[path])] = parts.paths.weights[path];
  }
  if (parts.words == nullptr) return;
  TextWords found = words_of(lines(parts.texts));
  pronunciations_.emplace(std::move(found.words), parts.words);
  if (words_.size() == 0) return;
  tree_.emplace(readings_of(words_, Phrases(*parts.words, found.rows, boundary), whole_));
}

std::size_t BiasIndex::memory_bytes() const {
  std::size_t bytes = graph_.memory_bytes() + words_.memory_bytes() + (confusability_.size() + weights_.size()) * sizeof(float) +
                      displays_.size();
  if (pronunciations_) bytes += pronunciations_->memory_bytes();
  bytes += whole_.memory_bytes();
  return bytes + (tree_ ? tree_->memory_bytes() : 0);
}

}  // namespace earmark
