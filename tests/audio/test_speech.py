"""Speech is found by the network in every level and place, and nothing else is taken for it."""

from pathlib import Path

import numpy as np
import pytest

from earmark.audio import load_audio, segments
from earmark.audio.speech import BLOCK, FRAME, STEP, Detection
from earmark.audio.speech_stream import SPEECH
from earmark.audio.stage import Reblock, through

RATE = 16000
CLIPS = Path(__file__).parents[2] / "demo" / "audio"
GRID = 768


@pytest.fixture(scope="module")
def clip():
    samples = load_audio(CLIPS / "fremont.opus").samples
    return np.concatenate([zeros(0.6), samples, zeros(0.6)])


def probabilities(samples, kind="silero"):
    return np.concatenate([found for _, found in through(Detection(kind), [samples])])


def zeros(seconds):
    return np.zeros(round(seconds * RATE), np.float32)


def noise(seconds, level, seed=0):
    return np.random.default_rng(seed).normal(0, level, round(seconds * RATE)).astype(np.float32)


@pytest.mark.parametrize("gain", [1.0, 0.1, 0.01, 0.001, 20.0])
def test_the_same_speech_at_any_level(clip, gain):
    np.testing.assert_allclose(probabilities(clip * np.float32(gain)), probabilities(clip), atol=1e-3)


@pytest.mark.parametrize("path", sorted(CLIPS.glob("*.opus")), ids=lambda path: path.stem)
def test_every_clip_is_one_segment_that_holds_its_speech(path):
    samples = load_audio(path).samples
    (found,) = segments([samples], GRID)
    power = np.square(samples)
    outside = power[: max(0, round(found.start * RATE))].sum() + power[round(found.end * RATE) :].sum()
    assert outside < 1e-3 * power.sum()


@pytest.mark.parametrize("seconds", [0.5, 5.0, 20.0])
@pytest.mark.parametrize("level", [0.0, 3e-4], ids=["zeros", "faint noise"])
def test_silence_around_changes_no_place_by_more_than_a_frame(clip, seconds, level):
    (alone,) = segments([clip], GRID)
    audio = np.concatenate([noise(seconds, level, 1), clip, noise(seconds, level, 2)])
    (found,) = segments([audio], GRID)
    moved = round((found.start - seconds - alone.start) * RATE)
    assert moved % (2 * GRID) == 0 and abs(moved) <= 2 * GRID
    assert found.end - seconds == pytest.approx(alone.end, abs=(2 * GRID + FRAME) / RATE)


def test_silence_inside_is_left_out(clip):
    first, second = segments([np.concatenate([clip, zeros(20.0), clip])], GRID)
    assert second.start - first.start == pytest.approx(20.0 + len(clip) / RATE, abs=0.15)
    assert first.end < len(clip) / RATE + 0.5
    assert second.level == pytest.approx(first.level, rel=0.05)


@pytest.mark.parametrize("seconds", [0.3, 0.5])
def test_a_short_piece_of_speech_is_found(clip, seconds):
    loudest = int(np.convolve(np.square(clip), np.ones(4800), "valid").argmax())
    piece = clip[loudest : loudest + round(seconds * RATE)]
    (found,) = segments([np.concatenate([zeros(4.0), piece * np.float32(0.02), zeros(4.0)])], GRID)
    assert found.start < 4.0 and found.end > 4.0 + seconds


@pytest.mark.parametrize("level", [0.0, 1e-4, 0.01, 0.2])
def test_silence_and_steady_noise_are_no_speech(level):
    assert list(segments([noise(30.0, level)], GRID)) == []


def test_tones_are_no_speech():
    times = np.arange(10 * RATE) / RATE
    chord = sum(np.sin(2 * np.pi * hertz * times) for hertz in (220, 277, 330)) * 0.1
    assert list(segments([chord.astype(np.float32)], GRID)) == []


@pytest.mark.parametrize("kind", ["silero", "loudness", "running"])
def test_blocks_do_not_matter(clip, kind):
    audio = np.tile(clip, 4)
    blocks = [audio[i : i + 3333] for i in range(0, len(audio), 3333)]
    found = list(through(Detection(kind), blocks))
    np.testing.assert_array_equal(np.concatenate([b for b, _ in found]), audio)
    np.testing.assert_array_equal(np.concatenate([p for _, p in found]), probabilities(audio, kind))
    assert all(len(p) == (STEP if kind == "running" else BLOCK) for _, p in found[:-1])


@pytest.mark.parametrize("gain", [1.0, 0.1, 0.01, 0.001, 20.0])
def test_a_running_gain_finds_the_same_speech_at_any_level(clip, gain):
    found = probabilities(clip * np.float32(gain), "running") >= SPEECH
    differs = found != (probabilities(clip, "running") >= SPEECH)
    assert found.mean() > 0.5 and differs.sum() <= 2  # before the speech, where MOST bounds the gain


def test_a_running_gain_does_not_look_ahead(clip):
    count = len(clip) // 2 // (STEP * FRAME) * STEP
    louder = np.concatenate([clip[: count * FRAME], clip[count * FRAME :] * np.float32(10)])
    found = probabilities(louder, "running")[:count]
    np.testing.assert_array_equal(found, probabilities(clip, "running")[:count])


@pytest.mark.parametrize("path", sorted(CLIPS.glob("*.opus"))[:4], ids=lambda path: path.stem)
def test_a_running_gain_cuts_where_the_other_one_does(path):
    audio = np.concatenate([zeros(0.5), load_audio(path).samples, zeros(2.0)])
    (usual,), (running,) = (list(segments([audio], GRID, kind)) for kind in ("silero", "running"))
    assert running.start == pytest.approx(usual.start, abs=0.2)
    assert running.end == pytest.approx(usual.end, abs=0.2)


@pytest.mark.parametrize("level", [0.0, 1e-4, 0.01, 0.2])
def test_silence_and_steady_noise_are_no_speech_to_a_running_gain(level):
    assert list(segments([noise(10.0, level)], GRID, "running")) == []


@pytest.mark.parametrize("size", [1, 7, 1000, 5000])
def test_reblocked_streams_hold_the_same_samples(size):
    parts = [np.arange(n, dtype=np.float32) for n in (0, 3, 1000, 1, 2500)]
    found = list(through(Reblock(size), parts))
    np.testing.assert_array_equal(np.concatenate(found), np.concatenate(parts))
    assert {len(one) for one in found[:-1]} <= {size}
