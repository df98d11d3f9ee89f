// Where something stands in a list, by three numbers; emptied at once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace earmark {

class Places {
 public:
  // Forgets all; room for so many.
  void begin(std::size_t most) {
    if (slots_.size() < 2 * most) {
      std::size_t size = 64;
      while (size < 2 * most) size *= 2;
      slots_.assign(size, Slot{});
      round_ = 0;
    }
    ++round_;
  }
  // The place of a key, which becomes `fresh` where it has none.
  std::int32_t find_or_add(std::int32_t a, std::int32_t b, std::int32_t c, std::int32_t fresh) {
    for (std::size_t i = hash(a, b, c);; ++i) {
      Slot& slot = slots_[i & (slots_.size() - 1)];
      if (slot.round != round_) {
        slot = {round_, a, b, c, fresh};
        return fresh;
      }
      if (slot.a == a && slot.b == b && slot.c == c) return slot.place;
    }
  }

 private:
  struct Slot {
    std::uint64_t round = 0;
    std::int32_t a = 0, b = 0, c = 0, place = 0;
  };

  static std::size_t hash(std::int32_t a, std::int32_t b, std::int32_t c) {
    std::uint64_t h = static_cast<std::uint32_t>(a);
    h = (h * 0x9E3779B97F4A7C15ULL) ^ static_cast<std::uint32_t>(b);
    h = (h * 0x9E3779B97F4A7C15ULL) ^ static_cast<std::uint32_t>(c);
    h *= 0x9E3779B97F4A7C15ULL;
    return static_cast<std::size_t>(h >> 32);
  }

  std::vector<Slot> slots_;
  std::uint64_t round_ = 0;
};

}  // namespace earmark
