#include "bias/bias_index.h"

#include <algorithm>
#include <numeric>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace earmark {

namespace {

constexpr std::size_t kReadings = 8;  // of one entry: those of a name of three words would be 27

using Phrase = std::vector<Phone>;

// How a whole spelling may sound.
class Phrases {
 public:
  Phrases(const ListedSounds& sounds, std::int32_t boundary) : sounds_(sounds), boundary_(boundary) {}

  // None where one of its words has no reading.
  std::vector<Phrase> of(std::string_view text) const {
    std::vector<Phrase> phrases{{}};
    bool several = false;
    while (!text.empty() && !phrases.empty()) {
      const std::size_t space = std::min(text.find(' '), text.size());
      append(phrases, sounds_.word(text.substr(0, space)));
      several = several || space < text.size();
      text.remove_prefix(std::min(space + 1, text.size()));
    }
    if (!several || boundary_ == kNone) return phrases;
    // Said in one breath: the model may hear no boundary.
    for (std::size_t i = 0, parted = phrases.size(); i < parted; ++i) {
      Phrase joined = phrases[i];
      joined.erase(std::remove(joined.begin(), joined.end(), static_cast<Phone>(boundary_)), joined.end());
      phrases.push_back(std::move(joined));
    }
    return phrases;
  }

 private:
  void append(std::vector<Phrase>& phrases, std::int32_t word) const {
    std::vector<Phrase> longer;
    const Readings readings = sounds_.of(word);
    // First readings first: of many combinations those with a rare reading of each word are left out.
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

  const ListedSounds& sounds_;
  std::int32_t boundary_;
};

// Readings of every spelling. Of an entry's spellings that sound alike only the first has the reading: it is
// heard once, not as often as it may be spelled.
Pronunciations readings_of(const ClassWords& words, const Phrases& phrases) {
  std::vector<std::int32_t> order(words.size());
  std::iota(order.begin(), order.end(), 0);
  const auto place = [&](std::int32_t i) { return std::pair(words.entry_of(i), words.path_of(i)); };
  std::sort(order.begin(), order.end(), [&](std::int32_t a, std::int32_t b) { return place(a) < place(b); });
  // In the order of the entries first: the phrases of a spelling lie together, wherever it stands.
  std::vector<Phone> said;
  std::vector<std::uint32_t> ends;                                   // in `said`, of each phrase
  std::vector<std::pair<std::uint32_t, std::uint32_t>> of(words.size());  // phrases of each spelling
  std::set<Phrase> heard;
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (i > 0 && words.entry_of(order[i]) != words.entry_of(order[i - 1])) heard.clear();
    of[order[i]].first = static_cast<std::uint32_t>(ends.size());
    for (Phrase& phrase : phrases.of(words.text(order[i]))) {
      const auto [kept, is_new] = heard.insert(std::move(phrase));
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

}  // namespace

BiasIndex::BiasIndex(std::shared_ptr<const ContextGraph> graph, std::shared_ptr<const ListedSounds> sounds,
                     std::vector<float> confusability, std::int32_t boundary)
    : graph_(std::move(graph)),
      confusability_(std::move(confusability)),
      words_(*graph_),
      sounds_(std::move(sounds)) {
  if (!confusability_.empty() && graph_->entries() > confusability_.size()) {
    throw std::invalid_argument("a word list with entry " + std::to_string(graph_->entries() - 1) + " came with " +
                                std::to_string(confusability_.size()) + " confusabilities");
  }
  if (sounds_ == nullptr || words_.size() == 0) return;
  tree_.emplace(readings_of(words_, Phrases(*sounds_, boundary)));
}

}  // namespace earmark
