"""Spoken forms of a whole list, each text once, packed: lists have hundreds of thousands of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from earmark.biasing.spoken_forms import EntryForms

# Ranks of forms: a token path belongs to the entry of the lowest.
PLAIN, OTHER, GIVEN, VARIANT = range(4)


class Texts:
    """Distinct texts, numbered as they come."""

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self._number: dict[str, int] = {}
        for text in texts:
            self._number.setdefault(text, len(self._number))

    def __len__(self) -> int:
        return len(self._number)

    def __iter__(self) -> Iterator[str]:
        return iter(self._number)

    def number(self, text: str) -> int:
        return self._number[text]

    def rows(self, several: Sequence[Sequence[str]]) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """Numbers of the texts of each item end to end, and where those of each item begin."""
        number = self._number
        numbers = np.fromiter((number[text] for texts in several for text in texts), np.int32)
        offsets = np.zeros(len(several) + 1, np.int64)
        np.cumsum(np.fromiter(map(len, several), np.int64, len(several)), out=offsets[1:])
        return numbers, offsets

    @cached_property
    def packed(self) -> bytes:
        """Every text as a line, as the core takes them."""
        return "".join(f"{text}\n" for text in self._number).encode()


@dataclass(frozen=True, eq=False)
class PackedTexts(Sequence[str]):
    """Texts in one string of bytes. Immutable."""

    packed: bytes  # UTF-8, every text with a line feed

    @cached_property
    def _ends(self) -> NDArray[np.int64]:
        return np.flatnonzero(np.frombuffer(self.packed, np.uint8) == ord("\n"))

    def __len__(self) -> int:
        return len(self._ends)

    def __getitem__(self, number: int) -> str:  # type: ignore[override]
        first = 0 if number == 0 else int(self._ends[number - 1]) + 1
        return self.packed[first : int(self._ends[number])].decode()

    def lines(self) -> list[str]:
        """All of them, made anew."""
        return self.packed.decode().split("\n")[:-1]

    @property
    def bytes(self) -> int:
        """Size in memory."""
        return len(self.packed) + self._ends.nbytes


@dataclass(frozen=True, eq=False)
class SpokenForms:
    """The forms of each of K entries. Immutable."""

    texts: PackedTexts
    numbers: NDArray[np.int32]  # of the texts of all entries, the plain form of each first
    offsets: NDArray[np.int64]  # (K + 1,) where the forms of each entry begin in ``numbers``
    ranks: NDArray[np.uint8]  # of each form: PLAIN and OTHER of its text, GIVEN by its user, VARIANT

    @classmethod
    def of(cls, texts: Texts, spoken: Sequence[EntryForms], variants: Sequence[Sequence[str]]) -> SpokenForms:
        """Number the forms of each entry: its own, those that its user gave, variants."""
        forms = [(*said.own, *said.given, *more) for said, more in zip(spoken, variants, strict=True)]
        numbers, offsets = texts.rows(forms)
        own = np.fromiter((len(said.own) for said in spoken), np.int64, len(spoken))
        given = np.fromiter((len(said.given) for said in spoken), np.int64, len(spoken))
        counts = np.diff(offsets)
        place = np.arange(len(numbers)) - np.repeat(offsets[:-1], counts)  # within the entry
        ranks = np.where(place == 0, PLAIN, OTHER).astype(np.uint8)
        ranks[place >= np.repeat(own, counts)] = GIVEN
        ranks[place >= np.repeat(own + given, counts)] = VARIANT
        return cls(PackedTexts(texts.packed), numbers, offsets, ranks)

    def are_own(self, entries: NDArray[np.int32], texts: NDArray[np.int32]) -> NDArray[np.bool_]:
        """(P,): each of P texts is an own form of the entry beside it, not a variant."""
        owners = np.repeat(np.arange(len(self.offsets) - 1), np.diff(self.offsets))
        own = self.ranks != VARIANT
        count = len(self.texts)
        return np.isin(entries.astype(np.int64) * count + texts, owners[own] * count + self.numbers[own])

    def spoken(self, entry: int) -> tuple[str, ...]:
        """The entry's own forms, the plain one first."""
        return tuple(self.texts[n] for n, rank in self._forms(entry) if rank != VARIANT)

    def variants(self, entry: int) -> tuple[str, ...]:
        """Other spellings of the entry's sounds, the likeliest first."""
        return tuple(self.texts[n] for n, rank in self._forms(entry) if rank == VARIANT)

    def _forms(self, entry: int) -> Iterable[tuple[int, int]]:
        part = slice(self.offsets[entry], self.offsets[entry + 1])
        return zip(self.numbers[part].tolist(), self.ranks[part].tolist(), strict=True)

    @property
    def bytes(self) -> int:
        """Size in memory."""
        return self.texts.bytes + self.numbers.nbytes + self.offsets.nbytes + self.ranks.nbytes
