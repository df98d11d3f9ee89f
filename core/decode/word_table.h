// Words for a search over words: pronunciations, spellings and numbers in the language model.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "lm/word_lm.h"
#include "phones/lexicon_tree.h"
#include "bias/list_pronunciations.h"
#include "decode/options.h"
#include "phones/phone_lexicon.h"
#include "ctc/segmenter.h"

namespace earmark {

// Lexicon, language model and spellings that all searches of one model share. Immutable.
class WordModel {
 public:
  // Throws std::invalid_argument for more tokens than a spelling can name.
  WordModel(std::shared_ptr<const TokenTable> table, std::shared_ptr<const WordLm> word_lm,
            std::shared_ptr<const PhoneLexicon> phone_lexicon, std::shared_ptr<const Endings> endings);

  const TokenTable& table() const { return *table_; }
  const WordLm& word_lm() const { return *word_lm_; }
  const PhoneLexicon& phone_lexicon() const { return *phone_lexicon_; }
  const Endings* endings() const { return endings_.get(); }  // null: entries have none
  const LexiconTree& tree() const { return tree_; }
  const Segmenter& segmenter() const { return segmenter_; }

 private:
  std::shared_ptr<const TokenTable> table_;
  std::shared_ptr<const WordLm> word_lm_;
  std::shared_ptr<const PhoneLexicon> phone_lexicon_;
  std::shared_ptr<const Endings> endings_;
  LexiconTree tree_;
  Segmenter segmenter_;
};

// One word of a search.
struct TableWord {
  std::string text;
  WordPronunciation pronunciation;
  WordId known = kNoWord;       // its number in the language model; if it has none, that of the class of
                                // rare words
  double penalty = 0.0;         // nats, before the model's weight: added cost of an unknown word
  std::vector<Phone> tokens;    // its spellings, end to end
  std::vector<std::uint32_t> offsets;

  Readings spellings() const { return {tokens.data(), offsets.data(), offsets.size() - 1}; }
};

// The words of one search, numbered in the order of their first use. Not shared between threads.
class WordTable {
 public:
  // listed: readings of a list's words, null for none.
  WordTable(const WordModel& model, const Options& options, const ListPronunciations* listed)
      : model_(model), options_(options), listed_(listed) {}

  std::int32_t of(std::string_view text);
  std::int32_t of_lexicon(std::int32_t spoken);
  const TableWord& operator[](std::int32_t word) const { return words_[word]; }

 private:
  static constexpr std::size_t kSpellings = 4;

  const WordModel& model_;
  const Options& options_;
  const ListPronunciations* listed_;
  std::vector<TableWord> words_;
  std::unordered_map<std::string, std::int32_t> number_;
  std::unordered_map<std::int32_t, std::int32_t> number_of_lexicon_;
};

}  // namespace earmark
