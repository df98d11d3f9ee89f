"""Microphone and other audio that comes in while it is read: blocks of samples with their rate."""

from __future__ import annotations

import queue
from collections.abc import Iterator
from typing import Any

from numpy.typing import NDArray

from earmark.audio.record import sounddevice
from earmark.audio.waveform import RATE
from earmark.errors import AudioError

Block = tuple[NDArray[Any], int]  # (N,) or (N, channels) samples, and their rate

BLOCK_SECONDS = 0.1
WAITING = 600  # blocks, a minute: a program that falls further behind loses words, and should say so


def microphone_blocks(device: int | str | None = None) -> Iterator[Block]:
    """Blocks of a microphone, without end.

    Args:
        device: its number or a part of its name; the default one when None.

    Raises:
        AudioError: sounddevice is not installed, there is no such microphone, or it is a minute ahead.
    """
    library = sounddevice()
    waiting: queue.Queue[NDArray[Any]] = queue.Queue()

    def take(samples: NDArray[Any], frames: int, time: object, status: object) -> None:
        waiting.put(samples[:, 0].copy())

    try:
        with library.InputStream(
            samplerate=RATE, channels=1, dtype="float32", blocksize=round(BLOCK_SECONDS * RATE),
            device=device, callback=take,
        ):  # fmt: skip
            while True:
                if waiting.qsize() > WAITING:
                    raise AudioError("transcription is a minute behind the microphone: use a faster machine")
                yield waiting.get(), RATE
    except (library.PortAudioError, ValueError) as error:  # ValueError: no device of that name
        raise AudioError(
            f"the microphone cannot be read ({error}); connect one and allow access to it"
        ) from error
