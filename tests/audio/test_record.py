import sys
import types

import numpy as np
import pytest

from earmark.audio import record
from earmark.errors import AudioError


class PortAudioError(Exception):
    pass


@pytest.fixture
def microphone(monkeypatch):
    """A microphone that hears a quiet constant."""

    def rec(frames, samplerate, channels, dtype):
        assert (samplerate, channels, dtype) == (16000, 1, "float32")
        return np.full((frames, channels), 0.25, np.float32)

    module = types.SimpleNamespace(rec=rec, wait=lambda: None, PortAudioError=PortAudioError)
    monkeypatch.setitem(sys.modules, "sounddevice", module)
    return module


def test_records_the_seconds_asked_for(microphone):
    waveform = record(0.5)
    assert waveform.seconds == 0.5
    assert set(waveform.samples) == {np.float32(0.25)}


def test_without_microphone(microphone):
    def rec(*_, **__):
        raise PortAudioError("Error querying device -1")

    microphone.rec = rec
    with pytest.raises(AudioError) as error:
        record(1)
    assert str(error.value) == (
        "the microphone cannot be read (Error querying device -1); connect one and allow access to it"
    )


def test_without_the_package(monkeypatch):
    monkeypatch.setitem(sys.modules, "sounddevice", None)
    with pytest.raises(AudioError) as error:
        record(1)
    assert str(error.value) == (
        "recording needs the package sounddevice: pip install sounddevice"
    )


def test_without_portaudio(monkeypatch):
    class Finder:
        @staticmethod
        def find_spec(name, path=None, target=None):
            if name == "sounddevice":
                raise OSError("PortAudio library not found")

    monkeypatch.delitem(sys.modules, "sounddevice", raising=False)
    monkeypatch.setattr(sys, "meta_path", [Finder, *sys.meta_path])
    with pytest.raises(
        AudioError, match="recording needs the PortAudio library; install it, for example: apt"
    ):
        record(1)


@pytest.mark.parametrize("seconds", [0, -1, 4000, float("nan")])
def test_length_is_checked(seconds):
    with pytest.raises(AudioError, match=r"cannot record .* s; give 0.1 to 3600 seconds"):
        record(seconds)
