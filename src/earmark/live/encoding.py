"""Encoding: how the frames of an utterance that goes on are computed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from earmark.audio.speech_stream import SpeechStream
from earmark.models import Emissions
from earmark.offline import Chunk

Work = TypeVar("Work")

LEFT = 1.44  # seconds of audio before new frames that are encoded with them: docs/design/streaming.md
VERIFIED = 1.536  # seconds of new frames after which all passes run and words become stable
KEPT = 7.68  # seconds at most that they run on: words are stable after 4, and passes need some before them


@dataclass(frozen=True, eq=False)
class Step:
    """New frames of an utterance."""

    emissions: Emissions  # of the acoustic model: the new rows and some around them
    new: slice  # the new ones among them
    seconds: float  # of the stream, at which they end
    whole: Emissions | None  # the utterance so far, its last KEPT seconds, where all passes run


class Encoding(Protocol, Generic[Work]):
    """One utterance; steps follow from its audio alone, however often somebody asks for them.

    ``follow`` and ``take`` must not run at the same time, nor ``encode`` and ``final``.
    """

    start: int  # sample of the stream with which the utterance begins

    def follow(self, stream: SpeechStream) -> None:
        """Take the samples that are new in the stream; encode nothing."""
        ...

    def take(self) -> Sequence[Work]:
        """What was collected since the last call."""
        ...

    def encode(self, work: Sequence[Work]) -> list[Step]:
        """Encode what :meth:`take` returned, in order."""
        ...

    def final(self, chunk: Chunk) -> Emissions:
        """Emissions of the whole utterance, which has ended: those of ``encode_chunks`` bit for bit."""
        ...
