"""Pronunciation lexica: words and their pronunciations, in the phones of one set."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from earmark._core import Pronunciations
from earmark.arrays import spans
from earmark.checks import cause, check_kind, check_path, refuse
from earmark.errors import PhoneError
from earmark.language import DEFAULT, PhoneSet
from earmark.lexicon.pronunciation import SOURCES
from earmark.lexicon.table import PronunciationTable

Readings = tuple[tuple[int, ...], ...]  # of one word, each a sequence of phone ids


@dataclass(frozen=True, eq=False)
class Lexicon:
    """Words in byte order of their spelling, each with one reading or more. Immutable.

    100,000 words take 8 MB: the phones lie end to end in one array, and a word is found by bisection.
    """

    words: tuple[str, ...]  # sorted, each once
    phone_set: PhoneSet = field(repr=False)
    _phones: NDArray[np.uint16] = field(repr=False)  # (sum of lengths,) ids
    _readings: NDArray[np.uint32] = field(repr=False)  # (R + 1,) where each reading begins
    _first: NDArray[np.uint32] = field(repr=False)  # (W + 1,) first reading of each word

    @classmethod
    def load(cls, path: str | Path, phone_set: PhoneSet = DEFAULT.phone_set) -> Lexicon:
        """Read ``word TAB phones`` a line, phones in IPA with spaces between; ``.gz`` or plain.

        Several lines with the same word are several readings. Symbols outside ``phone_set`` count for the
        phone nearest to them (:mod:`earmark.language.phone_set`).

        Raises:
            PhoneError: the file is missing or unreadable, or a line is not of that form.
        """
        path = check_path("the lexicon", path, PhoneError)
        words, readings = [], []
        for number, line in enumerate(_lines(path), 1):
            word, tab, phones = line.partition("\t")
            if not tab or not word or not phones.strip():
                raise PhoneError(
                    f"{str(path)!r} line {number} is {line!r}, expected a word, a tab and its phones: "
                    "correct the line or leave it out"
                )
            words.append(word)
            readings.append(phones)
        if not words:
            raise PhoneError(f"{str(path)!r} holds no words: expected a word, a tab and its phones a line")
        return cls._build(words, *_ids(readings, path, phone_set), phone_set)

    @classmethod
    def of(cls, readings: Mapping[str, Iterable[str]], phone_set: PhoneSet = DEFAULT.phone_set) -> Lexicon:
        """Make a lexicon from words and their readings in IPA.

        Raises:
            PhoneError: no words, a word without a reading, or an IPA character that is no phone.
        """
        check_kind("the lexicon", readings, Mapping, "a mapping such as {'king': ['kɪŋ']}", PhoneError)
        words: list[str] = []
        phones: list[int] = []
        lengths: list[int] = []
        for word, several in readings.items():
            check_kind("a word of the lexicon", word, str, "text", PhoneError)
            if isinstance(several, str) or not isinstance(several, Iterable):
                raise refuse(f"what {word!r} sounds like", several, "a list of IPA texts", PhoneError)
            for reading in several:
                ids = phone_set.from_ipa(reading)
                words.append(word)
                phones += ids
                lengths.append(len(ids))
            if not words or words[-1] != word:
                raise PhoneError(f"{word!r} has no reading: give one or leave the word out")
        if not words:
            raise PhoneError("a lexicon needs at least one word")
        return cls._build(words, np.array(phones, np.uint16), np.array(lengths, np.uint32), phone_set)

    @classmethod
    def of_phones(
        cls,
        readings: Iterable[tuple[str, Iterable[Sequence[int]]]],
        phone_set: PhoneSet = DEFAULT.phone_set,
    ) -> Lexicon:
        """Make a lexicon from words and their readings as phone ids; words without a reading are left out."""
        words: list[str] = []
        phones, lengths = array("H"), array("I")
        for word, several in readings:
            for reading in several:
                words.append(word)
                phones.extend(reading)
                lengths.append(len(reading))
        return cls._build(words, np.array(phones, np.uint16), np.array(lengths, np.uint32), phone_set)

    @classmethod
    def _build(
        cls, words: list[str], phones: NDArray[np.uint16], lengths: NDArray[np.uint32], phone_set: PhoneSet
    ) -> Lexicon:
        """Sort readings in any order, a word for each; equal readings of a word are kept once."""
        starts = _offsets(lengths)
        names = sorted(dict.fromkeys(words))  # in order already, as a rule: then sorting costs nothing
        number = {name: place for place, name in enumerate(names)}
        owner = np.fromiter(map(number.__getitem__, words), np.int64, len(words))
        order = np.argsort(owner, kind="stable")
        kept = np.ones(len(order), bool)
        seen: set[bytes] = set()
        for at in np.flatnonzero(np.bincount(owner)[owner[order]] > 1):
            reading = order[at]
            if at == 0 or owner[order[at - 1]] != owner[reading]:
                seen = set()
            spelt = phones[starts[reading] : starts[reading + 1]].tobytes()
            kept[at] = spelt not in seen
            seen.add(spelt)
        chosen = order[kept]
        counts = np.bincount(owner[chosen], minlength=len(names)).astype(np.uint32)
        return cls(
            tuple(names),
            phone_set,
            phones[spans(starts[chosen], lengths[chosen])],
            _offsets(lengths[chosen]),
            _offsets(counts),
        )

    @cached_property
    def fingerprint(self) -> str:
        """Equal for equal lexica."""
        digest = hashlib.blake2b("\n".join(self.words).encode(), digest_size=16)
        for part in (self._phones, self._readings, self._first):
            digest.update(part.tobytes())
        return digest.hexdigest()

    def __len__(self) -> int:
        return len(self.words)

    def __contains__(self, word: str) -> bool:
        return self._place(word) is not None

    def readings(self, word: str) -> Readings:
        """Phone ids of each reading of ``word``; none for a word that is not there."""
        place = self._place(word)
        if place is None:
            return ()
        return tuple(
            tuple(self._phones[self._readings[r] : self._readings[r + 1]].tolist())
            for r in range(self._first[place], self._first[place + 1])
        )

    def table(self, words: Sequence[str]) -> PronunciationTable:
        """The readings of each of ``words``, none for those that are not there."""
        known = [(at, place) for at, word in enumerate(words) if (place := self._place(word)) is not None]
        at, places = np.array(known, np.int64).reshape(-1, 2).T
        counts = np.zeros(len(words), np.uint32)
        counts[at] = self._first[places + 1] - self._first[places]
        chosen = spans(self._first[places], counts[at])
        lengths = self._readings[chosen + 1] - self._readings[chosen]
        phones = self._phones[spans(self._readings[chosen], lengths)]
        sources = np.full(len(chosen), SOURCES.index("lexicon"), np.uint8)
        return PronunciationTable(phones, _offsets(lengths), _offsets(counts), sources, np.zeros(len(chosen)))

    @property
    def core(self) -> Pronunciations:
        """The core's table of all words, each under its place in ``words``."""
        count = len(self._readings) - 1
        sources = np.full(count, SOURCES.index("lexicon"), np.uint8)
        return PronunciationTable(self._phones, self._readings, self._first, sources, np.zeros(count)).core

    def pronunciations(self, words: Sequence[str]) -> Pronunciations:
        """The core's table: word ``words[i]`` under number i, without a reading where there is none."""
        return self.table(words).core

    def save(self, path: str | Path) -> None:
        """Write what :meth:`load` reads, in the symbols of the set; compressed if it ends in ``.gz``."""
        symbols_of = self.phone_set.symbols_of
        lines = "".join(f"{word}\t{symbols_of(r)}\n" for word in self.words for r in self.readings(word))
        data = lines.encode()
        # No time of writing inside: the same lexicon gives the same file.
        Path(path).write_bytes(gzip.compress(data, 9, mtime=0) if str(path).endswith(".gz") else data)

    def _place(self, word: str) -> int | None:
        place = bisect_left(self.words, word)
        return place if place < len(self.words) and self.words[place] == word else None


def _lines(path: Path) -> Iterator[str]:
    try:
        data = path.read_bytes()
        text = (gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data).decode("utf-8")
    except FileNotFoundError:
        raise PhoneError(f"there is no lexicon {str(path)!r}: check the path") from None
    except (OSError, EOFError, zlib.error) as error:
        raise PhoneError(
            f"{str(path)!r} cannot be read ({cause(error)}): copy or build the lexicon again"
        ) from None
    except UnicodeDecodeError as error:
        raise PhoneError(f"{str(path)!r} is not UTF-8 ({error}): save the lexicon as UTF-8") from None
    return iter(text.splitlines())


def _ids(
    readings: list[str], path: str | Path, phone_set: PhoneSet
) -> tuple[NDArray[np.uint16], NDArray[np.uint32]]:
    """Phone ids of all readings end to end, and the length of each."""
    cache = {symbol: ids for symbol, ids in phone_set.symbols.items() if len(ids) == 1}
    single = {symbol: ids[0] for symbol, ids in cache.items()}
    try:  # every phone a symbol of the set, a space between: five times as fast
        known = np.fromiter(map(single.__getitem__, " ".join(readings).split(" ")), np.uint16)
        return known, np.array([reading.count(" ") + 1 for reading in readings], np.uint32)
    except KeyError:
        pass
    phones: list[int] = []
    lengths = []
    for number, reading in enumerate(readings, 1):
        before = len(phones)
        try:
            for symbol in reading.split():
                phones += cache[symbol]
        except KeyError:
            del phones[before:]
            try:
                phones += phone_set.from_ipa(reading)
            except PhoneError as error:
                raise PhoneError(f"{str(path)!r} line {number}: {error}") from None
        lengths.append(len(phones) - before)
    return np.array(phones, np.uint16), np.array(lengths, np.uint32)


def _offsets(lengths: NDArray[np.uint32]) -> NDArray[np.uint32]:
    return np.concatenate([[0], np.cumsum(lengths)]).astype(np.uint32)
