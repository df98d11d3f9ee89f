"""Word classes by cheap tests: plurals that are counted, and words that cannot begin a noun."""

from __future__ import annotations

from earmark.language.english.inverse.spoken import Words, word_set

FUNCTION = word_set(
    "the a an of to in on at and or nor but is was are were be been being it he she they we i you who "
    "what when where why how this that these those there here for from with by as if than then so not "
    "no have has had do does did will would can could should may might must me him her us them my your "
    "his its our their about over under into through during after before until till since because while "
    "per plus minus times ago each odd"
)
DETERMINERS = word_set("a an the this that my your his her its our their every each another any some one")
PERSONS = word_set("people men women children")
_IRREGULAR = PERSONS | word_set("feet teeth mice fish sheep staff folk police percent other more")
_SINGULAR = word_set(
    "yes this thus plus minus does goes always perhaps besides across towards sometimes afterwards "
    "unless whereas news his its was has says lies comes"
)
_NOT_PLURAL = ("ss", "us", "is", "'s")


def counted(words: Words, place: int) -> bool:
    """Whether a word is one that is counted: ``employees``, ``people``, or ``them`` behind ``of``."""
    word = words[place]
    if word in _IRREGULAR:
        return True
    if word == "of":
        return words[place + 1] in {"them", "us", "you", "these", "those"}
    return len(word) > 3 and word.endswith("s") and not word.endswith(_NOT_PLURAL) and word not in _SINGULAR


def may_be_noun(words: Words, place: int) -> bool:
    """Whether a word stands there that is none of those between nouns."""
    return bool(words[place]) and words[place] not in FUNCTION
