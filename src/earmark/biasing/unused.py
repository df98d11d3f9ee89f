"""Pronunciations that a list gives and that are not used: which, and why."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

import numpy as np

from earmark.biasing.diagnostics import unreadable, unused
from earmark.biasing.pronunciations import ListPronunciations
from earmark.biasing.word import Word
from earmark.biasing.word_list import WordList
from earmark.errors import Diagnostic, PhoneError
from earmark.language import Language, PhoneSet, is_ipa
from earmark.lexicon.pronunciation import SOURCES

IPA = SOURCES.index("ipa")
NO_PHONES = "no phones are compared without a phone head, a lexicon and a language model"


def unused_pronunciations(
    words: WordList, sounds: ListPronunciations | None, language: Language
) -> Iterator[Diagnostic]:
    """A diagnostic for each pronunciation of a list that is not used.

    Args:
        words: the list.
        sounds: its pronunciations; None where none are compared.
        language: of the model.
    """
    places = words.places or range(1, len(words) + 1)
    read = None if sounds is None else _read(sounds)
    phone_set = None if sounds is None else language.phone_set
    for number, word in enumerate(words):
        if word.ipa and (read is None or read[number] < len(word.ipa)):
            yield from _of_ipa(word, places[number], number, phone_set)
        for spelling in word.sounds_like:
            plain = spelling.isascii() and any(map(str.isalpha, spelling))
            if not plain and not any(language.respelled_forms(spelling)):
                reason = f"sounds_like {spelling!r} holds nothing that can be said"
                yield unreadable(word.text, places[number], number, reason)


def ipa_problem(ipa: str, phone_set: PhoneSet | None) -> str | None:
    """Why ``ipa`` cannot be read; None where it can. Without a phone set, the signs of IPA count."""
    foreign = list(dict.fromkeys(c for c in ipa if not is_ipa(c)))
    if foreign:
        named = ", ".join(map(_named, foreign[:5])) + (" and others" if len(foreign) > 5 else "")
        return f"ipa {ipa!r} holds {named}, not {'IPA symbols' if len(foreign) > 1 else 'an IPA symbol'}"
    if not any(unicodedata.category(c) in {"Ll", "Lo"} for c in ipa):
        return f"ipa {ipa!r} names no sound"
    strange = None if phone_set is None else phone_set.stranger(ipa)
    if strange is not None:
        return f"{strange!r} in ipa {ipa!r} stands for no phone of the model"
    silent = phone_set is not None and not _has_phones(ipa, phone_set)
    return f"ipa {ipa!r} holds no phone of the model" if silent else None


def _has_phones(ipa: str, phone_set: PhoneSet) -> bool:
    try:
        return bool(phone_set.from_ipa(ipa))
    except PhoneError:  # marks alone
        return False


def _read(sounds: ListPronunciations) -> list[int]:
    """(K,) how many pronunciations in IPA were read of each entry."""
    table = sounds.given
    before = np.concatenate([np.zeros(1, np.int64), np.cumsum(table.sources == IPA)])
    counts: list[int] = np.diff(before[table.words.astype(np.int64)]).tolist()
    return counts


def _of_ipa(word: Word, place: int, number: int, phone_set: PhoneSet | None) -> Iterator[Diagnostic]:
    problems = [problem for ipa in word.ipa if (problem := ipa_problem(ipa, phone_set)) is not None]
    for problem in problems:
        yield unreadable(word.text, place, number, problem)
    if phone_set is None and len(problems) < len(word.ipa):
        yield unused(word.text, place, number, NO_PHONES)


def _named(c: str) -> str:
    """The character in quotes or, where it does not show, its code point and name."""
    if c.isprintable():
        return repr(c)
    return f"U+{ord(c):04X} {unicodedata.name(c, 'control character').lower()}"
