// Every listed entry that a search writes is weighed, without its list, against what would stand there otherwise.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "emissions.h"
#include "language.h"
#include "listed_sounds.h"

namespace earmark {

// A listed entry in a path and what it was weighed against.
struct Rival {
  std::size_t hit;                // of the path
  std::vector<Token> tokens;      // that would stand in the place of the entry's
  std::vector<Token> sequence;    // the path with them
};

// What stands in other paths where `path` has a listed entry, each once, spliced into it: at most `most` for each
// of its hits. Pieces that hold an entry themselves, or that are the same tokens, are no rivals. Words are parted
// by word_starts; a piece is what begins after the word before the entry ends and ends before the next begins.
std::vector<Rival> rivals_of(const Path& path, std::span<const Path> others, std::span<const std::uint8_t> word_starts,
                             std::size_t most);

// Sets the `heard` and `sounds` of every hit of the path: how near its pronunciation comes to what the phone
// emissions hear there. listed: null for the lexicon's pronunciations alone.
void hear(Path& path, std::span<const std::uint8_t> word_starts, std::span<const std::string> spellings,
          const Pronouncer& pronouncer, const ListedSounds* listed, PhoneEvidence& evidence);

}  // namespace earmark
