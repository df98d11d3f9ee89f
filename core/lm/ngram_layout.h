// The binary file of an n-gram model: header, sections, packed fields.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "lm/ngram_key.h"

namespace earmark {

inline constexpr std::array<char, 8> kNgramMagic{'E', 'A', 'R', 'M', 'K', '-', 'L', 'M'};
inline constexpr std::uint32_t kNgramVersion = 1;
inline constexpr std::uint32_t kRawBits = 32;    // a field of this width is a float, not a code
inline constexpr std::size_t kSampleEvery = 64;  // nodes between two samples of the child bits
inline constexpr std::size_t kPadding = 8;       // packed fields are read eight bytes at a time

// All offsets count bytes from the start of the file and are multiples of 8; little-endian.
struct NgramLevelHeader {
  std::uint64_t count;                      // n-grams of this order
  std::uint32_t prob_bits, backoff_bits;    // kRawBits, or the width of a code; no back-off: 0
  std::uint64_t records;                    // packed: word (not for single words), probability, back-off
  std::uint64_t children, children_bytes;   // order 1: uint32 first child by word, one more at the end;
                                            // else a bit string: for each node a 0 per child, then a 1
  std::uint64_t samples;                    // uint32: where the bit of node 0, 64, 128, ... stands
  std::uint64_t prob_codes, backoff_codes;  // float: nats by code
};

struct NgramHeader {
  std::array<char, 8> magic;
  std::uint32_t version, order;
  std::uint32_t words, word_bits;
  std::uint64_t bytes;     // of the whole file
  std::uint64_t checksum;  // file_checksum()
  std::uint64_t strings, strings_bytes;  // by word: shared with the one before, rest (varints), the rest
  std::array<NgramLevelHeader, kMaxOrder> levels;
};

inline std::uint64_t read_bits(const std::uint8_t* base, std::uint64_t bit, std::uint32_t width) {
  std::uint64_t window;
  std::memcpy(&window, base + (bit >> 3), sizeof window);
  return (window >> (bit & 7)) & ((std::uint64_t{1} << width) - 1);  // width is at most 32
}

inline void write_bits(std::uint8_t* base, std::uint64_t bit, std::uint32_t width, std::uint64_t value) {
  std::uint64_t window;
  std::memcpy(&window, base + (bit >> 3), sizeof window);
  const std::uint64_t mask = ((std::uint64_t{1} << width) - 1) << (bit & 7);
  window = (window & ~mask) | (value << (bit & 7));
  std::memcpy(base + (bit >> 3), &window, sizeof window);
}

// Four lanes of multiply and rotate: gigabytes a second, so that every file is checked when opened.
inline std::uint64_t checksum(std::uint64_t seed, const std::uint8_t* data, std::size_t size) {
  std::array<std::uint64_t, 4> lanes{seed, 2, 3, 4};
  const auto mix = [](std::uint64_t h, std::uint64_t x) {
    h = (h ^ x) * 0x9E3779B97F4A7C15ULL;
    return (h << 31) | (h >> 33);
  };
  std::size_t i = 0;
  for (; i + 32 <= size; i += 32) {
    for (std::size_t lane = 0; lane < 4; ++lane) {
      std::uint64_t x;
      std::memcpy(&x, data + i + 8 * lane, sizeof x);
      lanes[lane] = mix(lanes[lane], x);
    }
  }
  for (; i < size; ++i) lanes[0] = mix(lanes[0], data[i]);
  std::uint64_t out = size;
  for (const std::uint64_t lane : lanes) out = mix(out, lane);
  return out;
}

// Of a whole file of `size` bytes, its checksum field taken as zero.
inline std::uint64_t file_checksum(const std::uint8_t* data, std::size_t size) {
  NgramHeader header;
  std::memcpy(&header, data, sizeof header);
  header.checksum = 0;
  const std::uint64_t seed = checksum(1, reinterpret_cast<const std::uint8_t*>(&header), sizeof header);
  return checksum(seed, data + sizeof header, size - sizeof header);
}

}  // namespace earmark
