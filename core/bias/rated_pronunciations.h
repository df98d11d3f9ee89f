// How sure pronunciations are, and those of whole entries from those of their words.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "phones/pronunciations.h"

namespace earmark {

// Pronunciation r is phones[readings[r] .. readings[r + 1]]; word w has those from words[w] to words[w + 1], the
// surest first. sources: 0 the surest kind. log_probs: nats given the spelling.
struct RatedPronunciations {
  std::span<const Phone> phones;
  std::span<const std::uint32_t> readings, words;
  std::span<const std::uint8_t> sources;
  std::span<const double> log_probs;
};

struct RatedRows {
  std::vector<Phone> phones;
  std::vector<std::uint32_t> readings{0}, words{0};
  std::vector<std::uint8_t> sources;
  std::vector<double> log_probs;
};

// The texts that an entry is said as, and the words of every text.
struct EntryTexts {
  std::span<const std::int32_t> texts;         // entry e: texts[entries[e] .. entries[e + 1])
  std::span<const std::int64_t> entries;
  std::span<const std::int32_t> words;         // text t: words[text_words[t] .. text_words[t + 1])
  std::span<const std::int64_t> text_words;
};

// Of every entry: those given for it as a whole, then the likeliest combinations of its words' pronunciations,
// `boundary` between two words, none where a word has none. Those that differ in boundaries only are kept once.
// Throws std::invalid_argument where the arrays do not fit together.
RatedRows entry_pronunciations(const EntryTexts& entries, const RatedPronunciations& words,
                               const RatedPronunciations& whole, Phone boundary);

}  // namespace earmark
