"""Pronunciations of words that no lexicon has, and other spellings of a pronunciation.

One joint n-gram of letters and phones does both (``core/g2p/graphone.h``). Readings are phones of the
language's set.
"""

from __future__ import annotations

import hashlib
import math
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from pathlib import Path
from typing import TypeVar
from uuid import uuid4

import numpy as np

from earmark import _core
from earmark.checks import cause, check_kind, check_path, check_sequence, check_whole, is_whole
from earmark.errors import PhoneError
from earmark.language import DEFAULT, Language, Phones, PhoneSet
from earmark.lexicon.pronunciation import SOURCES, Pronunciation
from earmark.lexicon.table import PronunciationTable
from earmark.pickling import SharedByCopies

# Cuts followed from one letter or phone, and nats below the best that they are (docs/figures/g2p.md). A
# pronunciation has ten times as many cuts as a word: letters that say nothing may stand anywhere in it.
BEAM = 24
WIDTH = 7.0
SPELL_WIDTH = 8.0
REMEMBERED = 50_000  # pronunciations whose spellings are kept; some 70 MB
VARIANT_BEAM = 16  # a third less time than 24, and nine in ten of the same variants
MOST = 1000  # readings, spellings or variants that a call may ask for
MOST_THREADS = 1024
T = TypeVar("T")


@dataclass(frozen=True)
class Spelling:
    """One way to write down a pronunciation."""

    letters: str  # in small letters
    log_prob: float  # nats, <= 0: among the spellings given with it


class Graphones(SharedByCopies):
    """Letters to phones and back. Any number of threads may share one; what was spelled is remembered."""

    _holds = "n-grams in the core"
    _advice = "load its file in each process"

    def __init__(self, core: _core.Graphones, language: Language, path: Path | None = None) -> None:
        self.core = core
        self.language = language
        self.path = path
        self.phone_set = _phone_set(language)
        self._spelled: dict[int, dict[Phones, list[tuple[str, float]]]] = {}  # by beam

    @cached_property
    def fingerprint(self) -> str:
        """Equal for the same file; of a model in memory, its own alone."""
        if self.path is None:
            return uuid4().hex
        return hashlib.blake2b(self.path.read_bytes(), digest_size=16).hexdigest()

    @classmethod
    def load(cls, path: str | Path, language: Language = DEFAULT) -> Graphones:
        """Memory-map what ``earmark train g2p`` wrote for the phones of ``language``.

        Raises:
            PhoneError: the file is missing, of another kind, cut short or damaged.
        """
        path = check_path("the graphone model", path, PhoneError)
        if not path.is_file():
            raise PhoneError(f"there is no graphone model {str(path)!r}: check the path")
        try:
            model = _core.NgramModel.open(str(path))
        except (OSError, RuntimeError) as error:
            raise PhoneError(f"{str(path)!r} cannot be read as a graphone model: {cause(error)}") from None
        return cls.of(model, language, path)

    @classmethod
    def of(cls, model: _core.NgramModel, language: Language = DEFAULT, path: Path | None = None) -> Graphones:
        """Wrap an n-gram model whose words are graphones.

        Raises:
            PhoneError: its words are something else.
        """
        try:
            return cls(_core.Graphones(model, list(_phone_set(language).phones)), language, path)
        except ValueError as error:
            raise PhoneError(
                f"{str(path or 'the model')!r} is not a graphone model ({error}): "
                "give what `earmark train g2p` wrote"
            ) from None

    def pronounce(
        self, words: Sequence[str], most: int = 3, threads: int = 0
    ) -> list[tuple[Pronunciation, ...]]:
        """The likeliest readings of each word, best first.

        Args:
            words: in any case and with accents; hyphens and spaces only part what is said in turn.
            most: readings of a word at most.
            threads: 0 is one a core.

        Returns:
            For each word its readings, their probabilities summing to 1; none for a word with letters that
            the model was not trained on.

        Raises:
            PhoneError: a word is empty or has characters that are no letters, such as digits.
        """
        check_sequence("words", words, "a list of words", PhoneError)
        most, threads = _checked(most, threads)
        parts = [self._parts(word) for word in words]
        beam = max(BEAM, 2 * most)
        said = iter(self.core.phones_of([p for ps in parts for p in ps], most, beam, WIDTH, threads))
        return [_readings([next(said) for _ in ps], most) for ps in parts]

    def table(self, words: Sequence[str], most: int, share: float, threads: int = 0) -> PronunciationTable:
        """The likeliest readings of each word as :meth:`pronounce` ranks them, for whole lists.

        Args:
            words: each in the model's letters; a word with any other character has no reading.
            most: readings of a word at most.
            share: of the first reading's probability that another one needs.
            threads: 0 is one a core.
        """
        beam = max(BEAM, 2 * most)
        phones, readings, starts, log_probs = self.core.rated(list(words), most, beam, WIDTH, share, threads)
        sources = np.full(len(log_probs), SOURCES.index("g2p"), np.uint8)
        return PronunciationTable(phones, readings, starts, sources, log_probs)

    def spell(
        self, readings: Sequence[Sequence[int]], most: int = 3, threads: int = 0
    ) -> list[tuple[Spelling, ...]]:
        """The likeliest spellings of each pronunciation, best first, probabilities summing to 1.

        Args:
            readings: ids of the language's phone set.
            most: spellings of a pronunciation at most.
            threads: 0 is one a core.

        Raises:
            PhoneError: a pronunciation is empty, or holds an id that is no phone.
        """
        check_sequence("readings", readings, "a list of pronunciations, each of phone ids", PhoneError)
        most, threads = _checked(most, threads)
        numbers = [self._numbers(reading) for reading in readings]
        written = self.core.letters_of(numbers, most, max(BEAM, 2 * most), SPELL_WIDTH, threads)
        return [tuple(Spelling(*spelling) for spelling in _normalised(found)) for found in written]

    def variants(
        self, word: str, readings: int | Sequence[Pronunciation] = 3, most: int = 5
    ) -> tuple[str, ...]:
        """The likeliest other spellings of what a word sounds like, best first; never the word itself.

        A spelling counts sum over readings of p(reading | word) p(spelling | reading).

        Args:
            word: as for :meth:`pronounce`.
            readings: how many of the word's likeliest readings count, or the readings themselves.
            most: spellings at most.

        Raises:
            PhoneError: as :meth:`pronounce` and :meth:`spell`.
        """
        most = check_whole("most", most, 0, MOST, PhoneError)
        chosen = self.pronounce([word], readings, 1)[0] if not isinstance(readings, Sequence) else readings
        return self.variants_each([word], [chosen], most, 1)[0]

    def variants_each(
        self,
        words: Sequence[str],
        readings: Sequence[Sequence[Pronunciation]],
        most: int = 5,
        threads: int = 0,
    ) -> list[tuple[str, ...]]:
        """:meth:`variants` of many words with their readings; none of a word without a reading.

        Raises:
            PhoneError: as :meth:`spell`.
        """
        said = [reading.phones for several in readings for reading in several]
        written = self._written(list(dict.fromkeys(said)), max(VARIANT_BEAM, 2 * most), threads)
        return [
            _variants("".join(self._parts(word)), several, written, most) if several else ()
            for word, several in zip(words, readings, strict=True)
        ]

    def _written(
        self, said: Sequence[Phones], beam: int, threads: int
    ) -> Mapping[Phones, list[tuple[str, float]]]:
        """All spellings that the search finds; what was spelled before is remembered.

        All of them: probabilities among a few would depend on how many are asked for.
        """
        known = self._spelled.setdefault(beam, {})
        new = [phones for phones in said if phones not in known]
        numbers = [self._numbers(phones) for phones in new]
        found = self.core.letters_of(numbers, beam, beam, SPELL_WIDTH, threads)
        fresh = dict(zip(new, map(_normalised, found), strict=True))
        if len(known) + len(fresh) > REMEMBERED:
            self._spelled[beam] = {}
        self._spelled[beam].update(fresh)
        return {phones: fresh[phones] if phones in fresh else known[phones] for phones in said}

    def _parts(self, word: str) -> list[str]:
        """Small letters as the model has them, cut at spaces and hyphens."""
        check_kind("a word", word, str, "text", PhoneError)
        folded = self.language.fold(word)
        parts = "".join(" " if c.isspace() or unicodedata.category(c) == "Pd" else c for c in folded).split()
        strange = sorted({c for part in parts for c in part if not _is_letter(c)})
        if strange or not parts:
            found = f"has {', '.join(map(repr, strange))}" if strange else "is empty"
            raise PhoneError(
                f"{word!r} {found}, expected letters and apostrophes: write digits and symbols as words, "
                "or give the word a pronunciation"
            )
        return parts

    def _numbers(self, reading: Sequence[int]) -> list[int]:
        phones = self.phone_set.phones
        check_sequence("a pronunciation", reading, "a list of phone ids", PhoneError)
        unknown = [n for n in reading if not is_whole(n) or not 0 <= n < len(phones)]
        if unknown or not reading:
            found = f"has the ids {unknown}" if unknown else "is empty"
            raise PhoneError(f"a pronunciation {found}, expected ids of 0 to {len(phones) - 1}, one at least")
        return list(map(int, reading))


def _checked(most: int, threads: int) -> tuple[int, int]:
    """Limits that the search can take."""
    most = check_whole("most", most, 0, MOST, PhoneError)
    return most, check_whole("threads", threads, 0, MOST_THREADS, PhoneError)


def _variants(
    word: str,
    readings: Sequence[Pronunciation],
    written: Mapping[Phones, list[tuple[str, float]]],
    most: int,
) -> tuple[str, ...]:
    total: dict[str, float] = {}
    for reading in readings:
        for letters, log_prob in written[reading.phones]:
            total[letters] = total.get(letters, 0.0) + math.exp(reading.log_prob + log_prob)
    total.pop(word, None)
    return tuple(sorted(total, key=lambda letters: (-total[letters], letters))[:most])


def _phone_set(language: Language) -> PhoneSet:
    if language.phone_set is None:
        raise PhoneError(
            f"language {language.code!r} has no phones: load it with the symbols of the model's phone head"
        )
    return language.phone_set


def _is_letter(c: str) -> bool:
    return c == "'" or unicodedata.category(c)[0] in "LM"


def _readings(parts: Sequence[list[tuple[list[int], float]]], most: int) -> tuple[Pronunciation, ...]:
    """Readings of parts said one after the other."""
    joined: dict[tuple[int, ...], float] = {(): 0.0}
    for part in parts:
        longer: dict[tuple[int, ...], float] = {}
        for (before, nats), (phones, more) in product(joined.items(), part):
            said = (*before, *phones)
            longer[said] = max(longer.get(said, -math.inf), nats + more)
        joined = dict(sorted(longer.items(), key=lambda item: (-item[1], item[0]))[:most])
    return tuple(
        Pronunciation(phones, "g2p", log_prob) for phones, log_prob in _normalised(list(joined.items()))
    )


def _normalised(found: Sequence[tuple[T, float]]) -> list[tuple[T, float]]:
    """Joint log-probabilities as those among the ones found."""
    if not found:
        return []
    highest = max(nats for _, nats in found)
    total = highest + math.log(math.fsum(math.exp(nats - highest) for _, nats in found))
    return [(what, min(0.0, nats - total)) for what, nats in found]
