"""Microphone recording, where the optional sounddevice package is installed."""

from __future__ import annotations

import importlib
from typing import Any

import numpy as np

from earmark.audio.load import load_audio
from earmark.audio.waveform import MIN_SECONDS, RATE, Waveform
from earmark.errors import AudioError

MAX_SECONDS = 3600.0


def record(seconds: float) -> Waveform:
    """Record ``seconds`` from the default microphone; returns when they are over.

    Raises:
        AudioError: sounddevice is not installed, there is no microphone, or seconds is out of range.
    """
    if not MIN_SECONDS <= seconds <= MAX_SECONDS:
        raise AudioError(f"cannot record {seconds} s; give {MIN_SECONDS} to {MAX_SECONDS:g} seconds")
    device = sounddevice()
    try:
        samples = device.rec(round(seconds * RATE), samplerate=RATE, channels=1, dtype="float32")  # (N, 1)
        device.wait()
    except device.PortAudioError as error:
        raise AudioError(
            f"the microphone cannot be read ({error}); connect one and allow access to it"
        ) from error
    return load_audio((np.asarray(samples)[:, 0], RATE))


def sounddevice() -> Any:
    """The package sounddevice.

    Raises:
        AudioError: it or its library is not installed.
    """
    try:
        return importlib.import_module("sounddevice")
    except ImportError as error:
        raise AudioError("recording needs the package sounddevice: pip install sounddevice") from error
    except OSError as error:  # the package without its library
        raise AudioError(
            "recording needs the PortAudio library; install it, for example: apt install libportaudio2"
        ) from error
