"""Decode clips once into the memory of the device that trains: int16, 115 MB an hour.

Manifests may grow meanwhile: synthesis goes on beside the training.
"""

from __future__ import annotations

import time
import weakref
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np
import sentencepiece
import torch
import torch.multiprocessing as mp
from numpy.typing import NDArray

from earmark.audio import RATE
from earmark.audio.augment import recode
from earmark.audio.waveform import Samples
from earmark.errors import EarmarkError, OptionsError
from earmark.training.audio_batches import LARGEST_SHIFT, SILENT
from earmark.training.augment import background
from earmark.training.clips import Clip, GrowingManifest, load_clip
from earmark.training.labels import token_ids
from earmark.training.pronunciations import PhoneLexicon

BLOCK = 256  # clips that the reader sends at once
LOOK_EVERY = 5.0  # seconds after which manifests are read again


@dataclass(frozen=True)
class Row:
    """A clip of the pool."""

    first: int  # sample of the pool
    samples: int
    set: int  # which manifest
    text: str
    tokens: tuple[int, ...]
    phones: tuple[int, ...] | None  # None when a word has no pronunciation


@dataclass(frozen=True)
class PoolSource:
    """Sources and labels of the clips of a pool."""

    manifests: tuple[Path, ...]  # one that does not exist yet may come later
    tokenizer: sentencepiece.SentencePieceProcessor
    pronouncer: PhoneLexicon | None
    recoded: float = 0.12  # share of clips that are there a second time, through a lossy codec
    silent: float = SILENT  # as many backgrounds without a word are there besides
    seed: int = 0  # of these choices


class ClipPool:
    """All clips of some manifests as one int16 tensor, read by a process of its own.

    Runs in its own process: a Python thread competes with PyTorch for the GIL and slowed an update from 0.09
    to 0.5-0.8 s.
    """

    def __init__(self, source: PoolSource, device: str, hours: float, threads: int = 8) -> None:
        """Read what the manifests list now.

        To be made before the process touches the device: the reader is forked.

        Args:
            source: what to read.
            device: whose memory is taken.
            hours: of speech that there is room for; what comes later is left out.
            threads: that decode.

        Raises:
            EarmarkError: a manifest or a clip cannot be read, or not one clip is there.
        """
        self.pronounced = source.pronouncer is not None
        self._blocks, theirs = mp.Pipe(duplex=False)
        self._process = mp.get_context("fork").Process(
            target=_serve, args=(source, threads, theirs), daemon=True
        )
        self._process.start()
        theirs.close()  # so that the pipe ends when the reader does
        self._end = weakref.finalize(self, self._process.terminate)
        self.samples = torch.zeros(int(hours * 3600 * RATE), dtype=torch.int16, device=device)
        self.used = 0
        self.rows: tuple[Row, ...] = ()
        while self._receive():
            pass
        if not self.rows:
            raise OptionsError(f"no clip in {', '.join(map(str, source.manifests))}: give manifests of sound")

    def grow(self) -> None:
        """Add clips that were read meanwhile, few at once, because training waits."""
        if self._blocks.poll():
            self._receive()

    def close(self) -> None:
        """Stop the reader."""
        self._end()

    @property
    def hours(self) -> float:
        """Speech in the pool."""
        return self.used / RATE / 3600

    def _receive(self) -> bool:
        """Add a block; false when nothing new was read."""
        try:
            block = self._blocks.recv()
        except EOFError as error:
            raise RuntimeError("the process that reads clips died: see its traceback above") from error
        if isinstance(block, EarmarkError):
            raise block
        if block is None:
            return False
        rows, samples = block
        room = len(self.samples) - self.used
        kept = [row for row in rows if row.first + row.samples <= room]
        count = sum(row.samples for row in kept)
        self.samples[self.used : self.used + count] = torch.from_numpy(samples[:count]).to(
            self.samples.device
        )
        self.rows = (*self.rows, *(replace(row, first=self.used + row.first) for row in kept))
        self.used += count
        return True


def _serve(source: PoolSource, threads: int, blocks: Connection) -> None:
    """Run the reader: send (rows, samples) of new clips, None when there are none, and look again."""
    manifests = [GrowingManifest(path) for path in source.manifests]
    rng = np.random.default_rng([source.seed, 17])
    with ThreadPoolExecutor(threads) as pool:
        while True:
            try:
                new = [(number, clip) for number, manifest in enumerate(manifests) for clip in manifest.new()]
                for start in range(0, len(new), BLOCK):
                    blocks.send(_read(new[start : start + BLOCK], source, rng, pool))
            except EarmarkError as error:
                blocks.send(error)
                return
            if not new:
                blocks.send(None)
                time.sleep(LOOK_EVERY)


def _read(
    clips: Sequence[tuple[int, Clip]], source: PoolSource, rng: np.random.Generator, pool: ThreadPoolExecutor
) -> tuple[list[Row], NDArray[np.int16]]:
    """Rows whose first samples count from the block's own, and the samples."""
    seeds = rng.integers(1 << 32, size=len(clips)).tolist()
    twice = (rng.random(len(clips)) < source.recoded).tolist()
    rows: list[Row] = []
    parts: list[NDArray[np.int16]] = []
    first = 0
    copied = pool.map(_copies, [clip for _, clip in clips], seeds, twice)
    for (number, clip), copies in zip(clips, copied, strict=True):
        said = None if source.pronouncer is None else source.pronouncer.pronounce(clip.text)
        phones = None if said is None else tuple(said)
        tokens = tuple(token_ids(clip.text, source.tokenizer))
        for copy in copies:
            rows.append(Row(first, len(copy), number, clip.text, tokens, phones))
            parts.append(copy)
            first += len(copy)
        if copies and rng.random() < source.silent:
            rows.append(Row(first, len(copies[0]), number, "", (), ()))
            parts.append(_as_int16(background(len(copies[0]), rng)))
            first += len(copies[0])
    return rows, np.concatenate(parts) if parts else np.zeros(0, np.int16)


def _copies(clip: Clip, seed: int, twice: bool) -> list[NDArray[np.int16]]:
    """Return the clip, and a copy through a codec if wanted; none below a fifth of a second."""
    samples = load_clip(clip)
    copies = [samples, recode(samples, np.random.default_rng(seed))] if twice else [samples]
    return [_as_int16(copy) for copy in copies if len(copy) > 4 * LARGEST_SHIFT]


def _as_int16(samples: Samples) -> NDArray[np.int16]:
    return (samples.clip(-1, 1) * 32767).astype(np.int16)
