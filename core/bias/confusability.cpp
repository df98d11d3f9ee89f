#include "bias/confusability.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <stdexcept>
#include <string>

#include "util/parallel.h"

namespace earmark {

namespace {

constexpr std::int32_t kShort = 3;       // phones: entries of so few occur inside other words
constexpr double kOthers = 1.0;          // phones from which another word is not named
constexpr std::size_t kAtOnce = 256;     // entries that a thread takes at a time

double replaced(Phone one, Phone other, std::span<const std::uint8_t> groups) {
  return one == other ? 0.0 : groups[one] == groups[other] ? CommonSounds::kNear : 1.0;
}

// FNV-1a over the groups of the phones but the one at `without`.
std::uint64_t key_of(Reading reading, std::size_t without, std::span<const std::uint8_t> groups) {
  std::uint64_t hash = 0xCBF29CE484222325ULL;
  for (std::size_t i = 0; i < reading.size(); ++i) {
    if (i != without) hash = (hash ^ (groups[reading[i]] + 1U)) * 0x100000001B3ULL;
  }
  return hash ^ (hash >> 29);
}

}  // namespace

double Confusable::strictness() const {
  const double brief = phones > 0 ? 1.0 - 0.5 * std::max(0, phones - kShort) : 0.0;
  return std::max({0.0, brief, 1.0 - distance / CommonSounds::kFar});
}

double phone_edits(Reading one, Reading other, std::span<const std::uint8_t> groups) {
  // The shortest way keeps the phones that both begin and end with.
  while (!one.empty() && !other.empty() && one.front() == other.front()) {
    one = one.subspan(1);
    other = other.subspan(1);
  }
  while (!one.empty() && !other.empty() && one.back() == other.back()) {
    one = one.first(one.size() - 1);
    other = other.first(other.size() - 1);
  }
  std::vector<double> before, row(other.size() + 1), longer(other.size() + 1);
  for (std::size_t j = 0; j < row.size(); ++j) row[j] = static_cast<double>(j);
  for (std::size_t i = 1; i <= one.size(); ++i) {
    longer[0] = static_cast<double>(i);
    for (std::size_t j = 1; j <= other.size(); ++j) {
      double cost = std::min({row[j - 1] + replaced(one[i - 1], other[j - 1], groups), row[j] + 1.0, longer[j - 1] + 1.0});
      if (i > 1 && j > 1) {
        const double swapped = replaced(one[i - 1], other[j - 2], groups) + replaced(one[i - 2], other[j - 1], groups);
        cost = std::min(cost, before[j - 2] + 1.0 + swapped);
      }
      longer[j] = cost;
    }
    before = row;
    row.swap(longer);
  }
  return row.back();
}

CommonSounds::CommonSounds(std::shared_ptr<const Pronunciations> words, std::int32_t commonest,
                           std::vector<std::uint8_t> groups)
    : words_(std::move(words)), commonest_(commonest), groups_(std::move(groups)) {
  if (words_->words() > 0 && words_->greatest_phone() >= groups_.size()) {
    throw std::invalid_argument("phone " + std::to_string(words_->greatest_phone()) + " has no group: there are " +
                                std::to_string(groups_.size()));
  }
  for (std::int32_t word = 0; word < words_->words(); ++word) {
    const Readings readings = words_->of(word);
    for (std::size_t r = 0; r < readings.size(); ++r) index(word, static_cast<std::int32_t>(r), readings[r]);
  }
  std::sort(index_.begin(), index_.end(), [](const Keyed& a, const Keyed& b) {
    return a.key != b.key ? a.key < b.key : a.word != b.word ? a.word < b.word : a.reading < b.reading;
  });
  index_.shrink_to_fit();
}

void CommonSounds::index(std::int32_t word, std::int32_t reading, Reading phones) {
  if (word >= commonest_) {
    index_.push_back({key_of(phones, phones.size(), groups_), word, reading});
    return;
  }
  for (const std::uint64_t key : keys(phones)) index_.push_back({key, word, reading});
}

// That of all phones first; each once.
std::vector<std::uint64_t> CommonSounds::keys(Reading reading) const {
  std::vector<std::uint64_t> keys{key_of(reading, reading.size(), groups_)};
  for (std::size_t i = 0; i < reading.size(); ++i) {
    const std::uint64_t key = key_of(reading, i, groups_);
    if (std::find(keys.begin(), keys.end(), key) == keys.end()) keys.push_back(key);
  }
  return keys;
}

Confusable CommonSounds::of(std::span<const std::vector<Phone>> readings, std::span<const std::int32_t> spoken) const {
  Confusable found;
  std::map<std::int32_t, double> near;  // phones away, by place
  for (const std::vector<Phone>& reading : readings) {
    const auto length = static_cast<std::int32_t>(reading.size());
    found.phones = found.phones == 0 ? length : std::min(found.phones, length);
    const std::vector<std::uint64_t> all = keys(reading);
    std::vector<std::pair<std::int32_t, std::int32_t>> met;
    for (std::size_t k = 0; k < all.size(); ++k) {
      auto at = std::lower_bound(index_.begin(), index_.end(), all[k], [](const Keyed& i, std::uint64_t key) { return i.key < key; });
      for (; at != index_.end() && at->key == all[k]; ++at) {
        if (k > 0 && at->word >= commonest_) continue;
        if (std::find(spoken.begin(), spoken.end(), at->word) != spoken.end()) continue;
        met.emplace_back(at->word, at->reading);
      }
    }
    std::sort(met.begin(), met.end());
    met.erase(std::unique(met.begin(), met.end()), met.end());
    for (const auto& [word, number] : met) {
      const double away = phone_edits(reading, words_->of(word)[number], groups_);
      const auto place = near.emplace(word, kFar).first;
      place->second = std::min(place->second, away);
    }
  }
  for (const auto& [word, away] : near) {
    if (away >= found.distance) continue;
    found.nearest = word;
    found.distance = away;
  }
  std::size_t named = 0;
  for (const auto& [word, away] : near) {
    if (found.nearest < 0 || named == 2) break;
    if (word != found.nearest && away <= kOthers) found.others[named++] = word;
  }
  found.distance = std::round(found.distance * 1000.0) / 1000.0;
  return found;
}

std::vector<Confusable> CommonSounds::of_all(const Pronunciations& entries, std::span<const std::int32_t> spoken,
                                             std::span<const std::int64_t> offsets, Phone boundary,
                                             std::size_t threads) const {
  const auto count = static_cast<std::size_t>(entries.words());
  if (offsets.size() != count + 1 || offsets.front() != 0 || !std::is_sorted(offsets.begin(), offsets.end()) ||
      offsets.back() != static_cast<std::int64_t>(spoken.size())) {
    throw std::invalid_argument("the common words that entries are do not fit the entries");
  }
  if (count > 0 && entries.greatest_phone() >= groups_.size()) throw std::invalid_argument("a phone has no group");
  std::vector<Confusable> found(count);
  parallel_for((count + kAtOnce - 1) / kAtOnce, threads, [&](std::size_t part) {
    for (std::size_t e = part * kAtOnce; e < std::min(count, (part + 1) * kAtOnce); ++e) {
      const Readings all = entries.of(static_cast<std::int32_t>(e));
      std::vector<std::vector<Phone>> readings;
      for (std::size_t r = 0; r < std::min(all.size(), kSurest); ++r) {
        std::vector<Phone> flat(all[r].begin(), all[r].end());
        std::erase(flat, boundary);
        if (std::find(readings.begin(), readings.end(), flat) == readings.end()) readings.push_back(std::move(flat));
      }
      found[e] = of(readings, spoken.subspan(offsets[e], static_cast<std::size_t>(offsets[e + 1] - offsets[e])));
    }
  });
  return found;
}

}  // namespace earmark
