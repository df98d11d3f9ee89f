// Words that sound alike.
#pragma once

#include <span>
#include <string>

#include "bias/endings.h"
#include "bias/list_pronunciations.h"
#include "phones/phone_lexicon.h"

namespace earmark {

// Whether some words have a pronunciation in common with others, word boundaries apart. listed: readings of `words`
// that go before the lexicon's; endings: that they may have; null for none. False where a word has no pronunciation.
bool sound_alike(std::span<const std::string> words, std::span<const std::string> others, const PhoneLexicon& lexicon,
                 const ListPronunciations* listed, const Endings* endings);
// Likewise with pronunciations of the words as a whole.
bool sound_alike(Readings whole, std::span<const std::string> others, const PhoneLexicon& lexicon);

}  // namespace earmark
