// Common words that an entry sounds like.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "phones/pronunciations.h"

namespace earmark {

// The common words nearest to one entry.
struct Confusable {
  std::int32_t phones = 0;        // of its shortest pronunciation, 0 without one
  std::int32_t nearest = -1;      // place of a common word less than CommonSounds::kFar phones away
  double distance = 2.0;          // phones between the two
  std::int32_t others[2] = {-1, -1};  // places of up to two more words, at most one phone away, the commonest

  // 0..1, how much more evidence than usual the entry should need: 1 where it sounds exactly like a common word
  // or has at most 3 phones, 0 where nothing is near.
  double strictness() const;
};

// Edits between two pronunciations, in phones: kNear within a group, 1 for others and for neighbours swapped.
double phone_edits(Reading one, Reading other, std::span<const std::uint8_t> groups);

// Common words, found by their sound. A word less than kFar away has at most one edit between groups of phones,
// so it shares a key with the entry: its groups, or those that are left when one phone is taken out (Garbe 2012).
// Immutable, and safe to share between threads.
class CommonSounds {
 public:
  static constexpr double kFar = 2.0;
  static constexpr double kNear = 0.4;
  static constexpr std::size_t kSurest = 3;  // pronunciations of an entry that count

  // words: pronunciations of the words, the commonest first. commonest: words that may be one edit between groups
  // away; the rarer ones only where all groups are the same. groups: by phone.
  CommonSounds(std::shared_ptr<const Pronunciations> words, std::int32_t commonest, std::vector<std::uint8_t> groups);

  // An entry that is said so, its boundaries left out. spoken: places of words that it is itself.
  Confusable of(std::span<const std::vector<Phone>> readings, std::span<const std::int32_t> spoken) const;
  // Every entry. spoken: entry e is the words spoken[offsets[e] .. offsets[e + 1]).
  std::vector<Confusable> of_all(const Pronunciations& entries, std::span<const std::int32_t> spoken,
                                 std::span<const std::int64_t> offsets, Phone boundary, std::size_t threads) const;

 private:
  struct Keyed {
    std::uint64_t key;
    std::int32_t word;
    std::int32_t reading;
  };

  std::vector<std::uint64_t> keys(Reading reading) const;
  void index(std::int32_t word, std::int32_t reading, Reading phones);

  std::shared_ptr<const Pronunciations> words_;
  std::int32_t commonest_;
  std::vector<std::uint8_t> groups_;
  std::vector<Keyed> index_;  // by key, then by word and reading
};

}  // namespace earmark
