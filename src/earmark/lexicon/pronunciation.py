"""Pronunciations, single and packed: lists have hundreds of thousands of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, pairwise
from struct import Struct
from typing import Literal, get_args, overload

Source = Literal["ipa", "sounds_like", "lexicon", "letters", "g2p"]  # from sure to guessed

SOURCES: tuple[Source, ...] = get_args(Source)  # from sure to guessed
_PLACE = {source: place for place, source in enumerate(SOURCES)}


@dataclass(frozen=True, slots=True)
class Pronunciation:
    """A pronunciation of a word or an entry."""

    phones: tuple[int, ...]  # ids of the inventory; BOUNDARY between the words of an entry
    source: Source  # of an entry of several words, the least sure of theirs
    log_prob: float = 0.0  # nats, <= 0, given the spelling; 0 unless it is guessed


class PackedPronunciations(Sequence[Pronunciation]):
    """Ways to say one word or entry, the surest first. Immutable.

    They lie in one string of bytes and are unpacked when they are asked for: four of them take 150 bytes
    instead of 800.
    """

    __slots__ = ("_packed",)

    def __init__(self, several: Iterable[Pronunciation] = ()) -> None:
        """Keep up to 255 pronunciations of up to 65,535 phones each."""
        several = tuple(several)
        head = _head(len(several)).pack(
            len(several),
            *(_PLACE[one.source] for one in several),
            *(len(one.phones) for one in several),
            *(one.log_prob for one in several),
        )
        self._packed = head + b"".join(bytes(one.phones) for one in several)

    def __len__(self) -> int:
        return self._packed[0]

    def __iter__(self) -> Iterator[Pronunciation]:
        return iter(self._unpacked())

    @overload
    def __getitem__(self, place: int) -> Pronunciation: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Pronunciation, ...]: ...
    def __getitem__(self, place: int | slice) -> Pronunciation | tuple[Pronunciation, ...]:
        return self._unpacked()[place]

    def __eq__(self, other: object) -> bool:
        if isinstance(other, PackedPronunciations):
            return self._packed == other._packed
        return self._unpacked() == other

    def __hash__(self) -> int:
        return hash(self._unpacked())

    def __repr__(self) -> str:
        return f"PackedPronunciations({self._unpacked()!r})"

    def _unpacked(self) -> tuple[Pronunciation, ...]:
        count = len(self)
        head = _head(count)
        fields = head.unpack_from(self._packed)[1:]
        sources, lengths, log_probs = fields[:count], fields[count : 2 * count], fields[2 * count :]
        spans = pairwise(accumulate(lengths, initial=head.size))
        return tuple(
            Pronunciation(tuple(self._packed[first:last]), SOURCES[source], log_prob)
            for (first, last), source, log_prob in zip(spans, sources, log_probs, strict=True)
        )


@cache
def _head(count: int) -> Struct:
    """Count, sources, numbers of phones and log-probabilities; the phones themselves follow."""
    return Struct(f"<B{count}B{count}H{count}d")
