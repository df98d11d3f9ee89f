// A back-off n-gram language model, read from ARPA or from our own memory-mapped file.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lm/ngram_layout.h"

namespace earmark {

struct NgramTrie;

inline constexpr WordId kUnknownWord = 0;    // <unk>
inline constexpr WordId kSentenceBegin = 1;  // <s>
inline constexpr WordId kSentenceEnd = 2;    // </s>
inline constexpr WordId kNoWord = -1;
inline constexpr std::string_view kBoostClass = "<boost>";  // stands for any word that is rare

// What the model needs of the words so far: only as many as it can use, so that histories it
// cannot tell apart are equal.
struct LmState {
  std::array<WordId, kMaxOrder - 1> words{};   // most recent first; 0 beyond length
  std::array<float, kMaxOrder - 1> backoff{};  // nats, of the last 1, 2, ... words; follows from words
  std::uint8_t length = 0;

  bool operator==(const LmState& other) const { return length == other.length && words == other.words; }
  std::size_t hash() const {
    std::uint64_t h = length;
    for (const WordId word : words) h = (h ^ static_cast<std::uint64_t>(word)) * 0x9E3779B97F4A7C15ULL;
    return static_cast<std::size_t>(h ^ (h >> 29));
  }
};

// Scores words after histories where the n-grams are somebody else's. Any number of threads ask one.
class HistoryScorer {
 public:
  virtual ~HistoryScorer() = default;
  // ln p(word | state); the state has up to order - 1 words, and no back-off weights.
  virtual double score(const LmState& state, WordId word) const = 0;
};

// ln p(w | h): of the longest listed n-gram h' w with h' a suffix of h, plus the back-off weights of
// every longer suffix of h that is listed. Immutable and thread-safe.
//
// The n-grams stand in a trie by words from the last to the first (w, the word before it, ...), one
// sorted packed array an order. Scoring goes down that trie along the history, at most order - 1
// searches, and collects the back-off weights of the next state on the way.
class NgramModel {
 public:
  // `save` wrote the file that begins with `head`.
  static bool wrote(std::string_view head);
  // Maps a file that `save` wrote into memory.
  // Throws std::runtime_error: missing, foreign, truncated or damaged, in one readable sentence.
  static std::shared_ptr<const NgramModel> open(const std::string& path);
  // With `bits` = 0 values are kept as floats; else as codes of so many bits (single words: 4 more).
  static std::shared_ptr<const NgramModel> pack(const NgramTrie& trie, std::uint32_t bits);
  void save(const std::string& path) const;
  // The words and unigrams of `words`, everything longer by `scorer`. Such a model cannot be saved.
  static std::shared_ptr<const NgramModel> scored_by(const NgramTrie& words, int order,
                                                     std::unique_ptr<const HistoryScorer> scorer);

  NgramModel(const NgramModel&) = delete;
  NgramModel& operator=(const NgramModel&) = delete;
  ~NgramModel();

  int order() const { return scorer_ == nullptr ? static_cast<int>(header_.order) : order_; }
  WordId words() const { return static_cast<WordId>(header_.words); }  // <unk>, <s>, </s> included
  std::uint64_t count(int order) const { return header_.levels[order - 1].count; }
  std::size_t bytes() const { return header_.bytes; }

  // Ids from first_word() on are sorted by spelling, byte by byte.
  WordId id(std::string_view word) const;  // kUnknownWord when the model does not have it
  std::string_view word(WordId word) const {
    return {strings_.data() + string_begin_[word], string_begin_[word + 1] - string_begin_[word]};
  }
  WordId first_word() const { return boost_class_ == kNoWord ? 3 : 4; }
  WordId boost_class() const { return boost_class_; }  // kNoWord when the model has no class

  LmState begin() const { return begin_; }      // after <s>
  LmState empty() const { return LmState{}; }   // nothing known
  // Natural log of p(word | state). `next`, when not null, becomes the state after the word; it
  // must not be `state` itself.
  double score(const LmState& state, WordId word, LmState* next) const;
  double end(const LmState& state) const { return score(state, kSentenceEnd, nullptr); }
  double unigram(WordId word) const { return prob(levels_[0], word); }

  // Appends the ids of a text's words, split at white space.
  void encode(std::string_view text, std::vector<WordId>& ids) const;
  // Sentence after sentence, each ended by </s>.
  double score_ids(std::span<const WordId> ids) const;
  // Sum over the words of a text (split at spaces, tabs and line ends), begin and end as asked;
  // `scored` and `unknown`, when not null, count events and unknown words.
  double score_text(std::string_view text, bool bos, bool eos, std::size_t* scored,
                    std::size_t* unknown) const;

 private:
  struct Level {
    std::uint64_t count;
    std::uint32_t word_bits, prob_bits, backoff_bits, record_bits;
    const std::uint8_t* records;
    const std::uint8_t* children;
    const std::uint32_t* samples;
    const float* prob_codes;
    const float* backoff_codes;
  };
  struct Range {
    std::uint64_t begin, end;
  };

  NgramModel() = default;
  void attach(const std::uint8_t* data, std::size_t size, const std::string& name);
  void check(const std::uint8_t* data, std::size_t size, const std::string& name) const;
  void read_strings(const std::uint8_t* data, const std::string& name);
  void index_words();

  float prob(const Level& level, std::uint64_t node) const {
    const std::uint64_t code =
        read_bits(level.records, node * level.record_bits + level.word_bits, level.prob_bits);
    return level.prob_bits == kRawBits ? as_float(code) : level.prob_codes[code];
  }
  // Code 0, or the float +0, says that nothing follows the n-gram: it is no context.
  bool backoff(const Level& level, std::uint64_t node, float* value) const {
    const std::uint64_t code = read_bits(
        level.records, node * level.record_bits + level.word_bits + level.prob_bits, level.backoff_bits);
    *value = level.backoff_bits == kRawBits ? as_float(code) : level.backoff_codes[code];
    return code != 0;
  }
  static float as_float(std::uint64_t code) {
    const auto bits = static_cast<std::uint32_t>(code);
    float value;
    std::memcpy(&value, &bits, sizeof value);
    return value;
  }
  Range children(int level, std::uint64_t node) const;
  bool find(const Level& level, Range range, WordId word, std::uint64_t* node) const;
  LmState after(const LmState& state, WordId word) const;

  NgramHeader header_{};
  std::array<Level, kMaxOrder> levels_{};
  std::vector<char> strings_;
  std::vector<std::uint32_t> string_begin_;  // words + 1
  struct Slot {
    std::uint32_t tag;  // of the spelling's hash: spellings are compared once
    WordId word;
  };
  std::vector<Slot> slots_;
  WordId boost_class_ = kNoWord;
  LmState begin_;
  std::unique_ptr<const HistoryScorer> scorer_;  // null: the levels hold all n-grams
  int order_ = 0;                                // of its n-grams
  std::vector<std::uint8_t> owned_;          // of a model that was not mapped
  const std::uint8_t* data_ = nullptr;
  std::size_t mapped_ = 0;                   // bytes to unmap
};

}  // namespace earmark
