"""Detect speech: its probability in every frame of 32 ms.

``silero`` is the network of the package silero-vad. ``loudness`` takes everything louder than the background
for speech: for models of other sounds, and for singers that the network misses. ``running`` is the network
with a gain that does not look ahead: for speech that is transcribed while it comes in.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Literal, Protocol

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from earmark.audio.loudness import FRAME, loud_frames
from earmark.audio.stage import Reblock
from earmark.audio.waveform import Samples

Detector = Literal["silero", "loudness", "running"]
Probabilities = NDArray[np.float32]  # (F,) of 0..1

BLOCK = 320  # frames, 10 s: processed together
STEP = 2  # frames, 64 ms, of ``running``: one costs half as much again and saves 16 ms
CONTEXT = 64  # samples of the frame before, part of the input
STATE = (1, 1, 128)  # of its LSTM, hidden and cell alike
LEVEL = 0.15  # of full scale, RMS of a block's loudest frame: the network misses what peaks below 0.01
MOST = 1000.0  # 60 dB of gain for it
SILENCE = 1e-6  # of full scale: below it a block is digital silence
MODEL = Path(__file__).with_name("silero") / "silero_vad_16k_sequence.onnx"


class FrameDetector(Protocol):
    """Detects speech in one stream; may keep state from block to block."""

    def __call__(self, frames: NDArray[np.float32]) -> Probabilities:
        """(F, FRAME) samples -> (F,)"""
        ...


def new_detector(kind: Detector) -> FrameDetector:
    """Make a detector for a new stream."""
    if kind == "loudness":
        return Loudness()
    return RunningSilero() if kind == "running" else Silero()


def block_samples(kind: Detector) -> int:
    """Samples that a detector takes at a time."""
    return (STEP if kind == "running" else BLOCK) * FRAME


class Silero:
    """Silero VAD 6 on a stream, every block amplified to one level."""

    def __init__(self) -> None:
        self._hidden = self._cell = np.zeros(STATE, np.float32)
        self._before = np.zeros(CONTEXT, np.float32)

    def __call__(self, frames: NDArray[np.float32]) -> Probabilities:
        """(F, FRAME) samples -> (F,)"""
        loudest = self._loudest(np.sqrt(np.square(frames).mean(axis=1)))
        amplified = frames * np.float32(min(MOST, LEVEL / max(loudest, SILENCE)))
        before = np.concatenate([self._before[None], amplified[:-1, -CONTEXT:]])  # (F, CONTEXT)
        self._before = amplified[-1, -CONTEXT:]
        found, self._hidden, self._cell = _network().run(
            ["speech_probs", "hn", "cn"],
            {"input": np.concatenate([before, amplified], axis=1), "h": self._hidden, "c": self._cell},
        )
        return np.asarray(found, dtype=np.float32).reshape(-1)

    def _loudest(self, levels: NDArray[np.float32]) -> float:
        """The level that is brought to LEVEL, from the (F,) levels of a block."""
        return float(levels.max())


class RunningSilero(Silero):
    """Silero VAD 6, amplified by the loudest frame of the last BLOCK."""

    def __init__(self) -> None:
        super().__init__()
        self._levels = np.zeros(0, np.float32)  # (F,) of the last BLOCK frames

    def _loudest(self, levels: NDArray[np.float32]) -> float:
        self._levels = np.concatenate([self._levels, levels])[-BLOCK:]
        return float(self._levels.max())


class Loudness:
    """Takes everything louder than the background of its block for speech."""

    def __call__(self, frames: NDArray[np.float32]) -> Probabilities:
        """(F, FRAME) samples -> (F,) of 0 and 1"""
        return loud_frames(frames.reshape(-1)).astype(np.float32)


class Detection:
    """Yields blocks of one size, the last one shorter, each with the probabilities of its frames."""

    def __init__(self, kind: Detector) -> None:
        self._detector = new_detector(kind)
        self._even = Reblock(block_samples(kind))

    def add(self, item: Samples) -> Iterator[tuple[Samples, Probabilities]]:
        """(N,), N of any size."""
        return map(self._detect, self._even.add(item))

    def rest(self) -> Iterator[tuple[Samples, Probabilities]]:
        """The last block, padded to whole frames for the detector."""
        return map(self._detect, self._even.rest())

    def _detect(self, block: Samples) -> tuple[Samples, Probabilities]:
        padded = np.pad(block, (0, -len(block) % FRAME))
        return block, self._detector(padded.reshape(-1, FRAME))


@cache
def _network() -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1  # sums keep one order
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(MODEL), options, providers=["CPUExecutionProvider"])
