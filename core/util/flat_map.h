// What a search has worked out before, by a 64-bit key.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace earmark {

// Open addressing, grows by doubling, never forgets: made for the life of one search, where a
// look-up costs a few nanoseconds and several happen for every token tried. ~0 is no valid key.
template <typename Value>
class FlatMap {
 public:
  FlatMap() : slots_(kSmallest) {}

  const Value* find(std::uint64_t key) const {
    for (std::size_t i = place(key);; i = (i + 1) & (slots_.size() - 1)) {
      if (slots_[i].key == key) return &slots_[i].value;
      if (slots_[i].key == kFree) return nullptr;
    }
  }

  // Keeps its room.
  void clear() {
    if (used_ > 0) std::fill(slots_.begin(), slots_.end(), Slot{});
    used_ = 0;
  }

  // key must not be in the map.
  void insert(std::uint64_t key, Value value) {
    if (2 * ++used_ > slots_.size()) grow();
    put(key, value);
  }

 private:
  static constexpr std::size_t kSmallest = 1024;
  static constexpr std::uint64_t kFree = ~std::uint64_t{0};
  struct Slot {
    std::uint64_t key = kFree;
    Value value{};
  };

  std::size_t place(std::uint64_t key) const {
    return ((key ^ (key >> 29)) * 0x9E3779B97F4A7C15ULL >> 20) & (slots_.size() - 1);
  }
  void put(std::uint64_t key, Value value) {
    std::size_t i = place(key);
    while (slots_[i].key != kFree) i = (i + 1) & (slots_.size() - 1);
    slots_[i] = {key, value};
  }
  void grow() {
    std::vector<Slot> old(slots_.size() * 2);
    old.swap(slots_);
    for (const Slot& slot : old) {
      if (slot.key != kFree) put(slot.key, slot.value);
    }
  }

  std::vector<Slot> slots_;
  std::size_t used_ = 0;
};

inline std::uint64_t pair_key(std::int32_t high, std::int32_t low) {
  return static_cast<std::uint64_t>(static_cast<std::uint32_t>(high)) << 32 | static_cast<std::uint32_t>(low);
}

}  // namespace earmark
