"""Pronunciations that a list gives: ``ipa`` and ``sounds_like`` of an entry, in phones."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import groupby, islice, product

from earmark.biasing.word import Word
from earmark.errors import PhoneError
from earmark.language import Phones, PhoneSet
from earmark.lexicon import Pronouncer, Pronunciation

OF_A_RESPELLING = 3  # pronunciations: its words may be read in several ways


def given_pronunciations(
    word: Word, forms: Sequence[str], pronouncer: Pronouncer
) -> tuple[Pronunciation, ...]:
    """Pronunciations of the whole entry by ``ipa``, then by ``sounds_like``, a boundary between two words.

    IPA with sounds that the model does not have is left out; `words check` names it.

    Args:
        word: of a list.
        forms: of its text: IPA is parted at spaces where one of them has as many words.
        pronouncer: reads respellings that are words.
    """
    phone_set = pronouncer.lexicon.phone_set
    counts = {len(form.split()) for form in (word.text, *forms)}
    found: list[Pronunciation] = []
    for ipa in word.ipa:
        with suppress(PhoneError):
            found.append(Pronunciation(_of_ipa(ipa, counts, phone_set), "ipa"))
    for spelling in word.sounds_like:
        found += (Pronunciation(phones, "sounds_like") for phones in _of_respelling(spelling, pronouncer))
    return tuple(found)


def words_of(phones: Phones, phone_set: PhoneSet) -> list[Phones]:
    """The phones between boundaries."""
    runs = groupby(phones, lambda phone: phone == phone_set.boundary)
    return [tuple(run) for is_boundary, run in runs if not is_boundary]


def without_boundaries(phones: Phones, phone_set: PhoneSet) -> Phones:
    """The phones said in one breath."""
    return tuple(phone for phone in phones if phone != phone_set.boundary)


def _of_ipa(ipa: str, counts: set[int], phone_set: PhoneSet) -> Phones:
    """Phones of the whole; spaces part words where there are as many parts as the entry has words."""
    parts = ipa.split()
    if len(parts) > 1 and len(parts) in counts:
        with suppress(PhoneError):  # a part without phones is a mark that stands alone
            return _with_boundaries([phone_set.from_ipa(part) for part in parts], phone_set)
    return phone_set.from_ipa(ipa)


def _of_respelling(spelling: str, pronouncer: Pronouncer) -> Iterable[Phones]:
    """Phones of the whole, a boundary where there is a space."""
    syllables = re.split(r"[\s-]+", spelling)
    marked = any(map(_is_stressed, syllables)) and not all(map(_is_stressed, syllables))
    options = [_chunk_pronunciations(chunk, marked, pronouncer) for chunk in spelling.split()]
    if not any(options):  # nothing of it can be spoken
        return ()
    combinations = islice(product(*filter(None, options)), OF_A_RESPELLING)
    return dict.fromkeys(_with_boundaries(parts, pronouncer.lexicon.phone_set) for parts in combinations)


def _chunk_pronunciations(chunk: str, marked: bool, pronouncer: Pronouncer) -> list[Phones]:
    """Initials ("F.") by name, syllables by the rules of respellings, words as words are read."""
    language = pronouncer.language
    spoken = language.normalize(chunk)
    if not chunk.islower() and all(len(word) == 1 for word in spoken.split()):
        names = language.letter_names(spoken)
        return [names] if names else []
    ruled = tuple(_ruled(chunk, marked, pronouncer))
    if "-" in chunk.strip("-") or " " in spoken:
        return [ruled] if ruled else []
    known = pronouncer.table([spoken])[0]
    read = [p.phones for p in known[:2]]
    return read if known and known[0].source == "lexicon" else [*read[:1], *([ruled] if ruled else [])]


def _ruled(chunk: str, marked: bool, pronouncer: Pronouncer) -> Iterator[int]:
    """Phones of syllables by the rules of respellings."""
    language = pronouncer.language
    for syllable in chunk.split("-"):
        yield from language.respell(language.normalize(syllable), _is_stressed(syllable) or not marked)


def _is_stressed(syllable: str) -> bool:
    return len(syllable) > 1 and syllable.isupper()


def _with_boundaries(parts: Sequence[Phones], phone_set: PhoneSet) -> Phones:
    joined: list[int] = []
    for part in parts:
        joined += ([phone_set.boundary] if joined else []) + list(part)
    return tuple(joined)
