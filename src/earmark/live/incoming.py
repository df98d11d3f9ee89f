"""Incoming: blocks of samples of any type, rate and length to mono blocks at 16 kHz."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import soxr
from numpy.typing import NDArray

from earmark.audio.clipping import ClippingMeter
from earmark.audio.load import MAX_CHANNELS, as_floats
from earmark.audio.opening import MAX_RATE, MIN_RATE
from earmark.audio.speech import block_samples
from earmark.audio.stage import Chained, Reblock, Stage
from earmark.audio.waveform import RATE, Samples, check_values
from earmark.checks import check_whole, refuse
from earmark.errors import AudioError

PER_SECOND = 50  # blocks that are resampled at a time: 20 ms of delay


class Incoming:
    """One stream; its blocks at 16 kHz do not depend on how it was cut."""

    def __init__(self) -> None:
        self.meter = ClippingMeter()
        self.taken = 0  # samples at the stream's own rate
        self.rate: int | None = None  # samples a second, known from the first block on
        self._stage: Stage[Samples, Samples] | None = None

    def checked(self, samples: object, rate: object) -> tuple[Samples, int]:
        """A block as (N,) floats, and its rate.

        Raises:
            AudioError: it is no array of samples, not finite, or of another rate than the blocks before.
        """
        whole = check_whole("the rate in samples a second", rate, MIN_RATE, MAX_RATE, AudioError)
        if self.rate is not None and whole != self.rate:
            raise AudioError(
                f"the block has {whole} samples a second, the stream began with {self.rate}: "
                "give blocks of one rate, or begin another stream"
            )
        mono = _mono(samples)
        check_values(mono, self.taken, whole, "the stream")
        return mono, whole

    def add(self, mono: Samples, rate: int) -> Iterator[Samples]:
        """Take what :meth:`checked` returned; yield blocks at 16 kHz."""
        if not len(mono):
            return  # it says nothing, not even the rate
        if self._stage is None:
            self.rate = rate
            resampled = Chained(Reblock(-(-rate // PER_SECOND)), _Resampler(rate, self.meter))
            self._stage = Chained(resampled, Reblock(block_samples("running")))
        self.taken += len(mono)
        yield from self._stage.add(mono)

    def rest(self) -> Iterator[Samples]:
        """End the stream."""
        if self._stage is not None:
            yield from self._stage.rest()


class _Resampler:
    """Brings a stream to 16 kHz and counts its clipped samples."""

    def __init__(self, rate: int, meter: ClippingMeter) -> None:
        self._meter = meter
        self._soxr = None if rate == RATE else soxr.ResampleStream(rate, RATE, 1, "float32", "HQ")

    def add(self, item: Samples) -> Iterator[Samples]:
        """(N,) at the stream's rate."""
        self._meter.add(item)
        yield item if self._soxr is None else self._soxr.resample_chunk(item)

    def rest(self) -> Iterator[Samples]:
        """What the filter holds."""
        if self._soxr is not None:
            yield self._soxr.resample_chunk(np.zeros(0, np.float32), last=True)


def _mono(samples: object) -> Samples:
    """(N,) or (N, channels) of any type -> (N,)"""
    if not isinstance(samples, np.ndarray):
        raise refuse("samples", samples, "an array, such as np.frombuffer(block, np.int16)", AudioError)
    given: NDArray[Any] = samples
    if given.ndim not in (1, 2) or (given.ndim == 2 and not 0 < given.shape[1] <= MAX_CHANNELS):
        raise AudioError(
            f"samples have shape {given.shape}, expected (N,) or (N, channels) with at most {MAX_CHANNELS} "
            "channels"
        )
    floats = as_floats(given)
    return floats if floats.ndim == 1 else np.asarray(floats.mean(axis=1), dtype=np.float32)
