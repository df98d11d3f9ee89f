"""Copies for the study of surroundings: what was put in, and where."""

import numpy as np
import pytest
from benchmarks.studies.surroundings import RATE, conditions, interrupt, sound, surround, words_inside

from earmark.transcript import TranscribedWord, Transcript

CLIP = np.random.default_rng(0).normal(0, 0.1, 3 * RATE).astype(np.float32)


@pytest.mark.parametrize("name", conditions())
def test_every_copy_is_audio_and_the_same_every_time(name):
    first, second = (conditions()[name](CLIP) for _ in range(2))
    assert first.samples.dtype == np.float32 and first.samples.ndim == 1
    np.testing.assert_array_equal(first.samples, second.samples)
    assert len(first.samples) >= len(CLIP) and np.isfinite(first.samples).all()


def test_silence_around():
    copy = surround(CLIP, "zeros", 5.0)
    np.testing.assert_array_equal(copy.samples[5 * RATE : 8 * RATE], CLIP)
    assert copy.silent == ((-1.0, 5.0), (8.0, 14.0))


def test_silence_inside_lies_where_it_is_quietest():
    clip = CLIP.copy()
    clip[int(1.4 * RATE) : int(1.6 * RATE)] = 0
    copy = interrupt(clip, "room noise", 2.0)
    ((begin, end),) = copy.silent
    assert begin == pytest.approx(1.5, abs=0.01) and end - begin == pytest.approx(2.0)
    at = round(begin * RATE)
    np.testing.assert_array_equal(np.concatenate([copy.samples[:at], copy.samples[at + 2 * RATE :]]), clip)


@pytest.mark.parametrize(
    ("kind", "decibels"), [("faint noise", -70), ("room noise", -50), ("loud noise", -20)]
)
def test_noise_has_its_level(kind, decibels):
    assert 20 * np.log10(sound(kind, 2.0).std()) == pytest.approx(decibels, abs=0.1)


def test_words_that_begin_in_the_silence_are_counted():
    words = tuple(TranscribedWord("a", at, at + 0.1, 1.0) for at in (0.5, 2.0, 4.9, 6.0, 9.0))
    assert words_inside(Transcript("", words, 13.0), surround(CLIP, "zeros", 5.0)) == 3
