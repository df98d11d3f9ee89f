// A compiled word list: everything that a search reads of it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "bias/class_words.h"
#include "bias/context_graph.h"
#include "bias/list_pronunciations.h"
#include "phones/lexicon_tree.h"

namespace earmark {

// Immutable and complete, so one index serves any number of searches in any number of threads: the automaton of
// the entries' tokens, the words that they spell, how those are pronounced, and whole entries as a tree of
// phones, so that those that are heard can be proposed whatever the sub-words make of them.
class BiasIndex {
 public:
  // sounds: null for none. confusability: of every entry, 0..1, how much it sounds like a common word; empty for
  // unknown. boundary: the phone between words, kNone if the emissions have none.
  BiasIndex(std::shared_ptr<const ContextGraph> graph, std::shared_ptr<const ListedSounds> sounds,
            std::vector<float> confusability, std::int32_t boundary);

  const ContextGraph& graph() const { return *graph_; }
  std::span<const float> confusability() const { return confusability_; }
  const ClassWords& words() const { return words_; }
  const ListedSounds* sounds() const { return sounds_.get(); }
  // Its words are numbered as words() numbers its spellings; null where nothing has a reading.
  const LexiconTree* tree() const { return tree_ ? &*tree_ : nullptr; }

 private:
  std::shared_ptr<const ContextGraph> graph_;
  std::vector<float> confusability_;
  ClassWords words_;
  std::shared_ptr<const ListedSounds> sounds_;
  std::optional<LexiconTree> tree_;
};

}  // namespace earmark
