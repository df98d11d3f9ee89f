"""Clips to train on: rows of a JSONL manifest and their samples."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
import soxr

from earmark.audio import RATE
from earmark.audio.waveform import Samples
from earmark.errors import AudioError, ManifestError
from earmark.language import DEFAULT, Language

MAX_SECONDS = 24.0  # longer clips cost memory in every batch they are padded into
MIN_SAMPLES = 400  # one analysis window, 25 ms


@dataclass(frozen=True)
class Clip:
    """A row of a manifest that can be trained on."""

    id: str
    audio: Path
    text: str  # spoken form
    seconds: float


def read_clips(manifest: Path, max_seconds: float = MAX_SECONDS, language: Language = DEFAULT) -> list[Clip]:
    """The usable rows of a JSONL manifest (audio paths relative to it).

    Raises:
        ManifestError: the file is missing, a row cannot be read, or no row can be used.
    """
    if not manifest.is_file():
        raise ManifestError(
            f"manifest {manifest} does not exist: give a JSONL file with audio and text per row"
        )
    clips = GrowingManifest(manifest, max_seconds, language).new()
    if not clips:
        raise ManifestError(
            f"{manifest} has no clip to train on: all are empty or longer than {max_seconds:g} s"
        )
    return clips


class GrowingManifest:
    """A manifest that others may be writing to."""

    def __init__(self, path: Path, max_seconds: float = MAX_SECONDS, language: Language = DEFAULT) -> None:
        """``path`` may not exist yet."""
        self.path, self.max_seconds, self.language = path, max_seconds, language
        self._read, self._lines = 0, 0  # bytes, lines

    def new(self) -> list[Clip]:
        """The usable rows that were written since the last call.

        Raises:
            ManifestError: a row cannot be read.
        """
        if not self.path.is_file():
            return []
        with self.path.open("rb") as file:
            file.seek(self._read)
            block = file.read()
        if self._read or not block.endswith(b"}"):  # the last line of a finished manifest may lack its end
            block = block[: block.rfind(b"\n") + 1]
        self._read += len(block)
        clips = [self._clip(line) for line in block.splitlines()]
        return [clip for clip in clips if clip.text and clip.seconds <= self.max_seconds]

    def _clip(self, line: bytes) -> Clip:
        self._lines += 1
        try:
            row = json.loads(line)
            text, seconds = self.language.normalize(row["text"]), float(row["seconds"])
            return Clip(str(row["id"]), self.path.parent / row["audio"], text, seconds)
        except (ValueError, KeyError, TypeError) as error:
            raise ManifestError(
                f"{self.path} line {self._lines}: {error!r}; expected id, audio, text, seconds"
            ) from error


def load_clip(clip: Clip) -> Samples:
    """(N,) mono samples at 16 kHz.

    Raises:
        AudioError: the file is missing, unreadable or shorter than one analysis window.
    """
    try:
        samples, rate = soundfile.read(clip.audio, dtype="float32", always_2d=True)
    except (soundfile.LibsndfileError, OSError) as error:
        raise AudioError(f"clip {clip.id}: {error}; correct the manifest or the file") from error
    mono = samples.mean(axis=1)
    mono = np.asarray(mono if rate == RATE else soxr.resample(mono, rate, RATE), dtype=np.float32)
    if len(mono) < MIN_SAMPLES:
        raise AudioError(
            f"clip {clip.id}: {clip.audio} holds {len(mono) / RATE:.3f} s of sound, expected at least 0.025 s"
        )
    return mono
