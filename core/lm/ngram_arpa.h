// ARPA files: the text format of back-off models (base-10 logarithms).
#pragma once

#include <cstdint>
#include <ostream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "lm/ngram_trie.h"

namespace earmark {

// A word stands there twice; of words that were brought to one case first, in two spellings.
struct RepeatedWord : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Takes a file in blocks of any size and gives the model.
//
// Models pruned by other tools may lack the suffix or the context of an n-gram that they list; these
// are put in with the probability that back-off gives them anyway, so that no score changes.
class ArpaReader {
 public:
  explicit ArpaReader(std::string name) : name_(std::move(name)) {}
  // Both throw std::runtime_error with the file, the line and what was expected there.
  void feed(std::string_view block);
  NgramTrie finish();

 private:
  struct Entry {
    NgramKey key;
    float prob, backoff;
  };

  [[noreturn]] void fail(const std::string& what) const;
  void read_line(std::string_view line);
  void read_count(std::string_view line);
  void read_ngram(std::string_view line);
  void number_words();
  void complete();
  void build_levels();
  void mark_contexts();
  void fill_blanks();

  std::string name_;
  std::string rest_;  // of a line that a block cut
  std::size_t line_ = 0;
  enum class Section { kBefore, kCounts, kNgrams, kAfter } section_ = Section::kBefore;
  int order_ = 0;  // of the n-grams being read
  std::vector<std::uint64_t> expected_;
  std::vector<std::vector<Entry>> entries_;
  std::vector<std::string> words_;  // as they came, then by id
  std::unordered_map<std::string, WordId> ids_;
  NgramTrie trie_;
};

// Appends the model to `out`, `order` n-grams at a time.
void write_arpa_head(const NgramTrie& trie, std::ostream& out);
void write_arpa_order(const NgramTrie& trie, int order, std::ostream& out);

}  // namespace earmark
