"""Detect speech: its probability in every frame of 32 ms.

``silero`` is the network of the package silero-vad. ``loudness`` takes everything louder than the background
for speech: for models of other sounds, and for singers that the network misses.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Literal, Protocol

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from earmark.audio.loudness import FRAME, loud_frames
from earmark.audio.waveform import Samples

Detector = Literal["silero", "loudness"]
Probabilities = NDArray[np.float32]  # (F,) of 0..1

BLOCK = 320  # frames, 10 s: processed together
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
    return Silero() if kind == "silero" else Loudness()


class Silero:
    """Silero VAD 6 on a stream, every block amplified to one level."""

    def __init__(self) -> None:
        self._hidden = self._cell = np.zeros(STATE, np.float32)
        self._before = np.zeros(CONTEXT, np.float32)

    def __call__(self, frames: NDArray[np.float32]) -> Probabilities:
        """(F, FRAME) samples -> (F,)"""
        loudest = float(np.sqrt(np.square(frames).mean(axis=1).max()))
        amplified = frames * np.float32(min(MOST, LEVEL / max(loudest, SILENCE)))
        before = np.concatenate([self._before[None], amplified[:-1, -CONTEXT:]])  # (F, CONTEXT)
        self._before = amplified[-1, -CONTEXT:]
        found, self._hidden, self._cell = _network().run(
            ["speech_probs", "hn", "cn"],
            {"input": np.concatenate([before, amplified], axis=1), "h": self._hidden, "c": self._cell},
        )
        return np.asarray(found, dtype=np.float32).reshape(-1)


class Loudness:
    """Takes everything louder than the background of its block for speech."""

    def __call__(self, frames: NDArray[np.float32]) -> Probabilities:
        """(F, FRAME) samples -> (F,) of 0 and 1"""
        return loud_frames(frames.reshape(-1)).astype(np.float32)


def detect(blocks: Iterable[Samples], kind: Detector) -> Iterator[tuple[Samples, Probabilities]]:
    """Yield blocks of BLOCK frames, the last one shorter, each with the probabilities of its frames.

    The blocks that come in may have any length.
    """
    detector = new_detector(kind)
    for block in reblock(blocks, BLOCK * FRAME):
        padded = np.pad(block, (0, -len(block) % FRAME))
        yield block, detector(padded.reshape(-1, FRAME))


def reblock(blocks: Iterable[Samples], size: int) -> Iterator[Samples]:
    """Yield the same samples in blocks of ``size``; the last one may be shorter."""
    held: list[Samples] = []
    count = 0
    for block in blocks:
        at = 0
        while at < len(block):
            part = np.asarray(block[at : at + size - count], dtype=np.float32)
            held.append(part)
            at, count = at + len(part), count + len(part)
            if count == size:
                yield np.concatenate(held)
                held, count = [], 0
    if count:
        yield np.concatenate(held)


@cache
def _network() -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1  # sums keep one order
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(MODEL), options, providers=["CPUExecutionProvider"])
