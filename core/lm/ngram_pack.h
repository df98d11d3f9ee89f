#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "lm/ngram_trie.h"

namespace earmark {

// The bytes of the binary file. With `bits` = 0 probabilities and back-offs stay floats; else they
// become codes of `bits` bits, those of single words 4 bits wider.
std::vector<std::uint8_t> pack_trie(const NgramTrie& trie, std::uint32_t bits);

// How long the file of a model with these words and so many n-grams of each order will be.
std::uint64_t packed_size(const std::vector<std::string>& words, const std::vector<std::uint64_t>& counts,
                          std::uint32_t bits);

// At most `size` sorted values that stand for all of `values` with little squared error (Lloyd, Least squares quantization in PCM, 1982).
std::vector<float> codebook(std::span<const float> values, std::size_t size);

}  // namespace earmark
