"""One audio on its way through a recognizer: cut into chains of segments, searched chain by chain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from earmark.assemble import Decoded
from earmark.audio import RATE, AudioLike, Segment, load_audio, segments, stream_audio
from earmark.biasing import BiasList
from earmark.errors import EarmarkError
from earmark.models import Emissions

Audio: TypeAlias = AudioLike
Chain: TypeAlias = tuple[Segment, ...]  # neighbours that no pause separates

MAX_CHAIN = 16  # segments without a pause between them that are searched in one piece: 2 to 6 minutes


@dataclass(frozen=True, eq=False)
class Heard:
    """What the acoustic model made of one audio, before any search."""

    segments: tuple[Emissions, ...]  # in order, each with its start
    seconds: float  # length of the audio
    audio: str | None = None  # path, when it came from one


@dataclass
class Job:
    """One audio with its list, and what was found in it so far."""

    audio: Audio
    words: BiasList | None
    decoded: list[Decoded] = field(default_factory=list)
    seconds: float = 0.0
    error: EarmarkError | None = None

    @property
    def path(self) -> str | None:
        return str(self.audio) if isinstance(self.audio, str | Path) else None

    def chains(self, step: float) -> Iterator[Chain]:
        """The audio in chains, cut between rows ``step`` seconds apart; length and error stay here."""

        def counted(blocks: Iterable[NDArray[np.float32]]) -> Iterator[NDArray[np.float32]]:
            for block in blocks:
                self.seconds += len(block) / RATE
                yield block

        chain: list[Segment] = []
        try:
            for segment in segments(counted(_blocks(self.audio)), step):
                if chain and (not segment.continues or len(chain) == MAX_CHAIN):
                    yield tuple(chain)
                    chain = []
                chain.append(segment)
        except EarmarkError as error:
            self.error = error
        if chain:
            yield tuple(chain)


def _blocks(audio: Audio) -> Iterable[NDArray[np.float32]]:
    """Samples at 16 kHz, block after block."""
    return stream_audio(audio) if isinstance(audio, str | Path) else [load_audio(audio).samples]
