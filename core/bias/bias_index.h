// A word list as one search model needs it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "bias/class_words.h"
#include "phones/lexicon_tree.h"
#include "bias/list_pronunciations.h"

namespace earmark {

// Immutable, remembered by Search: what a list spells, how it sounds, and whole entries as a tree of
// phones, so that those that are heard can be proposed whatever the sub-words make of them.
class BiasIndex {
 public:
  // sounds: null for none. boundary: the phone between words, kNone if the emissions have none.
  BiasIndex(const ContextGraph& graph, std::shared_ptr<const ListedSounds> sounds, std::span<const std::string> spellings,
         std::span<const std::uint8_t> word_starts, std::int32_t boundary);

  const ClassWords& words() const { return words_; }
  const ListedSounds* sounds() const { return sounds_.get(); }
  // Its words are numbered as words() numbers its spellings; null where nothing has a reading.
  const LexiconTree* tree() const { return tree_ ? &*tree_ : nullptr; }

 private:
  ClassWords words_;
  std::shared_ptr<const ListedSounds> sounds_;
  std::optional<LexiconTree> tree_;
};

}  // namespace earmark
