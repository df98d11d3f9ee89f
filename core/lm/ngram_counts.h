// Words and n-grams of a text, counted; on disk when they outgrow the memory allowed.
#pragma once

#include <cstdint>
#include <cstdio>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "lm/ngram_key.h"

namespace earmark {

struct StringHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};
template <typename Value>
using StringMap = std::unordered_map<std::string, Value, StringHash, std::equal_to<>>;

// Calls sentence(words) for each line of `text`; words are split at white space, empty lines skipped.
void for_each_sentence(std::string_view text,
                       const std::function<void(const std::vector<std::string_view>&)>& sentence);

// The word list of a model: <unk>, <s>, </s>, the class if wanted, then the commonest words sorted by spelling.
class VocabularyCounter {
 public:
  void add(std::string_view text);  // whole lines
  // At most `most` words, each seen at least `least` times; ties by spelling.
  std::vector<std::string> choose(std::size_t most, std::uint64_t least, bool with_class) const;
  std::uint64_t tokens() const { return tokens_; }
  std::size_t types() const { return counts_.size(); }

 private:
  StringMap<std::uint64_t> counts_;
  std::uint64_t tokens_ = 0;
};

// One distinct n-gram. A key that reaches the sentence begin is shorter than the model's order: the
// slots beyond its <s> are <s> too.
struct NgramCount {
  NgramKey key;
  std::uint64_t count;
};

class NgramCounter {
 public:
  // Words that are not in `words` count as `other`. Sorted runs go to unnamed files in `folder` as soon
  // as `memory` bytes are full. Throws std::runtime_error when the disk is.
  NgramCounter(const std::vector<std::string>& words, WordId other, int order, std::size_t memory,
               std::string folder);
  ~NgramCounter();

  void add(std::string_view text);  // whole lines
  void finish();                    // no more text
  // Every distinct n-gram in suffix order; may be called any number of times after finish().
  void for_each(const std::function<void(const NgramCount&)>& visit) const;

  int order() const { return order_; }
  std::uint64_t sentences() const { return sentences_; }
  std::uint64_t tokens() const { return tokens_; }   // sentence ends included
  std::uint64_t others() const { return others_; }
  std::size_t runs() const { return runs_.size(); }  // on disk

 private:
  std::vector<NgramCount> sort_buffer();
  void spill();

  StringMap<WordId> ids_;
  WordId other_;
  int order_;
  std::size_t room_;  // keys
  std::string folder_;
  std::vector<NgramKey> buffer_;
  std::vector<NgramCount> in_memory_;  // all there is, when nothing was spilled
  std::vector<std::FILE*> runs_;
  std::uint64_t sentences_ = 0, tokens_ = 0, others_ = 0;
};

}  // namespace earmark
