"""Copies of the development sets, clean, noisy and over the telephone, each encoded once."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from benchmarks.common.cases import Bench
from benchmarks.common.rows import emissions_folder
from benchmarks.common.sets import BOOKS
from earmark import Recognizer
from earmark.audio import load_audio
from earmark.audio.waveform import Samples
from earmark.evaluation.cache import INDEX, EmissionsCache
from earmark.evaluation.degradation import degrade, seed_of
from earmark.evaluation.manifest import Utterance
from earmark.offline import EncodedAudio

SEED = 1
TALKERS = 40  # clips of BOOKS that babble is mixed from


@dataclass(frozen=True)
class Copy:
    """How clips are changed before they are encoded."""

    name: str
    noise: str | None = None  # of earmark.evaluation.degradation.NOISES
    snr_db: float = 0.0
    telephone: bool = False  # after the noise

    @property
    def key(self) -> str:
        """Name of the folder of its emissions."""
        return f"{self.noise or 'clean'}{self.snr_db:g}{'-telephone' if self.telephone else ''}"

    def of(self, utterance: Utterance, voices: Sequence[Samples]) -> Samples:
        """The changed clip, the same every time."""
        samples, seed = load_audio(utterance.audio).samples, seed_of(utterance.id, SEED)
        if self.noise is not None:
            samples = degrade(self.noise, samples, voices, self.snr_db, seed)
        return degrade("telephone", samples, voices, 0.0, seed) if self.telephone else samples


CLEAN = Copy("clean")
COPIES = (
    CLEAN,
    Copy("telephone with pink noise, 15 dB", "pink", 15.0, telephone=True),
    Copy("pink noise, 10 dB", "pink", 10.0),
    Copy("babble, 10 dB", "babble", 10.0),
)


def encoded_copy(bench: Bench, name: str, rows: Sequence[Utterance], copy: Copy) -> list[EncodedAudio]:
    """Emissions of a copy of some rows of a set; those that the work folder has are read from there."""
    folder = emissions_folder(bench.work, f"{name}-{copy.key}", bench.own.model.digest)
    known = EmissionsCache.open(folder, bench.own.model) if (folder / INDEX).is_file() else None
    stored = set() if known is None else known.utterances
    missing = [row for row in rows if row.id not in stored]
    if missing:
        known = known or EmissionsCache(folder, bench.own.model)
        for row, one in zip(missing, _encode(bench.own, missing, copy, _voices(bench, copy)), strict=True):
            known.store(row.id, one)
        known.close()
    assert known is not None  # rows are never empty
    return [known.load(row.id) for row in rows]


def _encode(
    recognizer: Recognizer, rows: Sequence[Utterance], copy: Copy, voices: Sequence[tuple[str, Samples]]
) -> list[EncodedAudio]:
    def one(row: Utterance) -> EncodedAudio:
        others = [samples for name, samples in voices if name != row.id]
        return recognizer.encode(copy.of(row, others))

    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        return list(pool.map(one, rows))


def _voices(bench: Bench, copy: Copy) -> list[tuple[str, Samples]]:
    if copy.noise != "babble":
        return []
    rows = bench.utterances(BOOKS)
    spread = rows[:: max(1, len(rows) // TALKERS)]
    return [(row.id, load_audio(row.audio).samples) for row in spread]
