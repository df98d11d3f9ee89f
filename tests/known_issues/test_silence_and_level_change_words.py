"""Silence, noise, an offset or another level around the same speech gave other words."""

from pathlib import Path

import numpy as np
import pytest

from earmark import Recognizer
from earmark.audio import load_audio

RATE = 16000
CLIPS = sorted((Path(__file__).parents[2] / "demo" / "audio").glob("*.opus"))[:4]


@pytest.fixture(scope="module")
def recognizer():
    return Recognizer("english", {"search.threads": 1})


@pytest.fixture(scope="module")
def clips():
    return [load_audio(path).samples for path in CLIPS]


@pytest.fixture(scope="module")
def alone(recognizer, clips):
    return recognizer.transcribe_batch(clips)


def noise(seconds, level, seed=0):
    return np.random.default_rng(seed).normal(0, level, round(seconds * RATE)).astype(np.float32)


def differing(found, alone):
    return sum(a.text != b.text for a, b in zip(found, alone, strict=True))


@pytest.mark.parametrize("seconds", [0.5, 5.0])
@pytest.mark.parametrize("level", [0.0, 3e-4, 3e-3], ids=["zeros", "faint noise", "room noise"])
def test_silence_around_the_words(recognizer, clips, alone, seconds, level):
    around = [np.concatenate([noise(seconds, level, 1), clip, noise(seconds, level, 2)]) for clip in clips]
    found = recognizer.transcribe_batch(around)
    assert differing(found, alone) <= (0 if level < 1e-3 else 1)
    for one, other, clip in zip(found, alone, clips, strict=True):
        assert one.seconds == pytest.approx(len(clip) / RATE + 2 * seconds, abs=1e-3)
        assert all(seconds - 0.1 < word.start < one.seconds - seconds for word in one.words)
        if one.text == other.text:
            moved = [a.start - b.start for a, b in zip(one.words, other.words, strict=True)]
            np.testing.assert_allclose(moved, seconds, atol=0.1)


def test_silence_between_sentences(recognizer, clips, alone):
    (found,) = recognizer.transcribe_batch(
        [np.concatenate([part for clip in clips for part in (clip, noise(20.0, 1e-4))])]
    )
    assert found.text == " ".join(one.text for one in alone)
    starts = np.cumsum([0.0, *(len(clip) / RATE + 20.0 for clip in clips)])
    for word in found.words:
        at = int(np.searchsorted(starts, word.start, "right")) - 1
        assert word.start - starts[at] < len(clips[at]) / RATE


@pytest.mark.parametrize("gain", [0.003, 0.1, 10.0])
def test_any_level(recognizer, clips, alone, gain):
    assert differing(recognizer.transcribe_batch([clip * np.float32(gain) for clip in clips]), alone) == 0


@pytest.mark.parametrize("offset", [0.05, -0.3])
def test_an_offset(recognizer, clips, alone, offset):
    assert differing(recognizer.transcribe_batch([clip + np.float32(offset) for clip in clips]), alone) == 0


@pytest.mark.parametrize("level", [0.0, 1e-4, 3e-3, 0.1])
def test_no_words_without_speech(recognizer, level):
    found = recognizer.transcribe(noise(12.0, level), words=["AWS"])
    assert (found.text, found.words, found.seconds) == ("", (), 12.0)


def test_a_recording_that_is_too_loud_is_said(recognizer, clips):
    loud = clips[0] * np.float32(8.0 / np.abs(clips[0]).max())
    assert [one.code for one in recognizer.transcribe(loud).diagnostics] == ["over_full_scale"]
    clipped = recognizer.encode(np.clip(loud, -1, 1))
    assert [one.code for one in recognizer.decode([clipped])[0].diagnostics] == ["clipped"]
    assert recognizer.transcribe(clips[0]).diagnostics == ()
