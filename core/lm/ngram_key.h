// An n-gram as one sortable number.
#pragma once

#include <compare>
#include <cstdint>

namespace earmark {

using WordId = std::int32_t;

inline constexpr int kMaxOrder = 6;
inline constexpr int kWordBits = 21;  // three words to 64 bits, six to a key
inline constexpr WordId kMostWords = 1 << kWordBits;

// Slot 0, in the highest bits, holds the last word of the n-gram, slot 1 the one before it, and
// so on: sorted keys are in suffix order, in which all n-grams that end alike are neighbours.
struct NgramKey {
  std::uint64_t high = 0, low = 0;

  auto operator<=>(const NgramKey&) const = default;

  WordId word(int slot) const {
    return static_cast<WordId>(((slot < 3 ? high : low) >> shift(slot)) & (kMostWords - 1));
  }
  void set(int slot, WordId word) {
    std::uint64_t& half = slot < 3 ? high : low;
    half &= ~(static_cast<std::uint64_t>(kMostWords - 1) << shift(slot));
    half |= static_cast<std::uint64_t>(word) << shift(slot);
  }
  // The first `length` slots only: the n-gram without its oldest words.
  NgramKey suffix(int length) const {
    NgramKey out;
    for (int i = 0; i < length; ++i) out.set(i, word(i));
    return out;
  }
  // Without the last word: the context of an n-gram of `length` words.
  NgramKey context(int length) const {
    NgramKey out;
    for (int i = 1; i < length; ++i) out.set(i - 1, word(i));
    return out;
  }

 private:
  static int shift(int slot) { return kWordBits * (2 - slot % 3); }
};

}  // namespace earmark
