// A compiled word list: everything that a search reads of it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "bias/class_words.h"
#include "bias/context_graph.h"
#include "bias/list_pronunciations.h"
#include "phones/lexicon_tree.h"

namespace earmark {

// How an entry is displayed: as its words are, with other capitals, likewise though it is spelt like a common word, or
// in letters and digits that its words spell out.
enum class Display : std::uint8_t { kPlain, kName, kAmbiguous, kSpelled };

// What a list is made of.
struct ListParts {
  ListPaths paths;
  std::string_view texts;  // one a line, as in list_text.h
  // Pronunciations of the words of all texts, numbered in the order of their bytes; null for none.
  std::shared_ptr<const Pronunciations> words;
  // Pronunciations given for whole entries, by entry; null for none.
  std::shared_ptr<const Pronunciations> whole;
  // Of every entry, 0..1, how much it sounds like a common word; empty for unknown.
  std::vector<float> confusability;
  // Of every entry, how writing it changes the text; empty: kName for all.
  std::vector<Display> displays;
};

// Immutable and complete, so one index serves any number of searches in any number of threads: the automaton of
// the entries' tokens, their texts, how those are pronounced, and whole entries as a tree of phones, so that
// entries are proposed by their sound, whatever the sub-words.
class BiasIndex {
 public:
  // table: the model's tokens. boundary: the phone between words, kNone if the emissions have none.
  // Throws std::invalid_argument where the entries' tokens are not the model's or the parts do not fit together.
  BiasIndex(ListParts parts, std::shared_ptr<const TokenTable> table, std::int32_t boundary);

  const ContextGraph& graph() const { return graph_; }
  std::span<const float> confusability() const { return confusability_; }
  Display display(std::int32_t entry) const {
    return displays_.empty() ? Display::kName : displays_[static_cast<std::size_t>(entry)];
  }
  float weight_of(std::int32_t entry) const { return weights_[static_cast<std::size_t>(entry)]; }
  const ClassWords& words() const { return words_; }
  const ListPronunciations* pronunciations() const { return pronunciations_ ? &*pronunciations_ : nullptr; }
  // Pronunciations given for a whole entry, with and without boundaries between its words; mostly none.
  Readings given(std::int32_t entry) const { return whole_.of(entry); }
  // Its words are numbered as words() numbers its spellings; null where nothing has a pronunciation.
  const LexiconTree* tree() const { return tree_ ? &*tree_ : nullptr; }
  std::size_t memory_bytes() const;

 private:
  ContextGraph graph_;
  std::vector<float> confusability_;
  std::vector<Display> displays_;
  std::vector<float> weights_;  // by entry
  ClassWords words_;
  std::optional<ListPronunciations> pronunciations_;
  Pronunciations whole_;  // by entry
  std::optional<LexiconTree> tree_;
};

}  // namespace earmark
