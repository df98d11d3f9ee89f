// A word list as one search model needs it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "entry_words.h"
#include "lexicon_tree.h"
#include "listed_sounds.h"

namespace earmark {

// Immutable, remembered by BeamSearch: what a list spells, how it sounds, and whole entries as a tree of
// phones, so that those that are heard can be proposed whatever the sub-words make of them.
class Listed {
 public:
  // sounds: null for none. boundary: the phone between words, kNone if the emissions have none.
  Listed(const EntryGraph& graph, std::shared_ptr<const ListedSounds> sounds, std::span<const std::string> spellings,
         std::span<const std::uint8_t> word_starts, std::int32_t boundary);

  const EntryWords& words() const { return words_; }
  const ListedSounds* sounds() const { return sounds_.get(); }
  // Its words are numbered as words() numbers its spellings; null where nothing has a reading.
  const LexiconTree* tree() const { return tree_ ? &*tree_ : nullptr; }

 private:
  EntryWords words_;
  std::shared_ptr<const ListedSounds> sounds_;
  std::optional<LexiconTree> tree_;
};

}  // namespace earmark
