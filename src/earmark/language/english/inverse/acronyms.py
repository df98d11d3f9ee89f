"""Acronyms said by their letters: ``the f b i`` is the FBI; ``x ray`` is X-ray."""

from __future__ import annotations

from earmark.language.english.inverse.cardinals import NUMBER_WORDS
from earmark.language.english.inverse.spoken import Words, word_set
from earmark.language.written import WrittenNumber

_FIXED = {
    ("x", "ray"): "X-ray", ("x", "rays"): "X-rays", ("t", "shirt"): "T-shirt", ("t", "shirts"): "T-shirts",
    ("e", "mail"): "email", ("e", "mails"): "emails", ("u", "turn"): "U-turn", ("u", "turns"): "U-turns",
    ("p", "h", "d"): "PhD", ("i", "e"): "i.e.", ("e", "g"): "e.g.",
    ("c", "o", "two"): "CO2", ("co", "two"): "CO2", ("h", "two", "o"): "H2O",
}  # fmt: skip
_LONGEST = 6  # letters; more are a word that is spelt
# Before these an "a" is no article, and an "i" no pronoun.
_DETERMINERS = word_set("the an this that my your our his her its their no every each some any and or of")
# What follows a name and not an article, and what follows a name and not "i".
_AFTER_A = word_set(
    "and or is was are were has have had said says will would can could should in on for at to with that "
    "which who from but as does did"
)
_AFTER_I = word_set("and or is are has says in on for at to with that which who from but as does")
_ENDS_IN_A = word_set(
    "cia dna usa nba nasa rna fda ada epa tsa mba gpa nra ira pta dea faa nsa mla ncaa qa mfa ymca hipaa "
    "osha bba fifa uefa wnba ama"
)
_ENDS_IN_I = word_set("fbi api gui cli roi mri csi hdmi ai cpi ppi psi uci hci dui bmi rsi uti")
_VOWELS = frozenset("aefhilmnorsx")  # letters whose names take "an", so that no article stands before them


def write_acronym(words: Words, place: int) -> WrittenNumber | None:
    """Write letters said one by one as an acronym, with its ending; a fixed few with hyphens or figures."""
    for spoken, written in _FIXED.items():
        if words.have(place, *spoken) and not _letter(words[place + len(spoken)]):
            return WrittenNumber(place, place + len(spoken), written)
    if not _letter(words[place]) or _letter(words[place - 1]) and not _stands_alone(words, place - 1):
        return None
    end = _end(words, place)
    if end - place < 2 or end - place > _LONGEST or not _begins(words, place, end):
        return None
    last = words[end - 1]
    text = "".join(words[k].upper() for k in range(place, end - 1)) + last[0].upper() + last[1:]
    return WrittenNumber(place, end, text)


def _letter(word: str) -> bool:
    return len(word) == 1 and "a" <= word <= "z"


def _stands_alone(words: Words, place: int) -> bool:
    """Whether an ``a`` or ``i`` that begins letters is the article or the pronoun."""
    first, following = words[place], words[place + 1]
    before = words[place - 1]
    if first not in {"a", "i"} or before in _DETERMINERS or (before in NUMBER_WORDS and following == "d"):
        return False
    if first == "a":
        return following not in _VOWELS
    return not _letter(words[place + 2].removesuffix("'s"))


def _begins(words: Words, place: int, end: int) -> bool:
    return not _stands_alone(words, place) or (words[place] == "a" and words.have(place, "a", "b", "c"))


def _end(words: Words, place: int) -> int:
    """The end of the letters, an ending with it; a last ``a`` or ``i`` that is a word of its own without."""
    end = place
    while _letter(words[end]) and end - place <= _LONGEST + 1:  # no more: long runs take linear time
        end += 1
    if len(words[end]) == 3 and words[end].endswith("'s") and words[end][0].isalpha():
        return end + 1
    last, following = words[end - 1], words[end]
    said = "".join(words[k] for k in range(place, end))
    if last == "a" and following and following not in _AFTER_A and said not in _ENDS_IN_A:
        return end - 1
    if last == "i" and following and following not in _AFTER_I and said not in _ENDS_IN_I:
        return end - 1
    return end
