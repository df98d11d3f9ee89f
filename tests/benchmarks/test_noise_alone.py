from types import SimpleNamespace

import numpy as np
import pytest
from benchmarks.studies import noise_alone


def test_noise_is_the_same_every_time_and_swells_only_where_it_should():
    for kind in ("white", "pink", "brown", noise_alone.SWELLING):
        sound = noise_alone.noise(kind, 3, 1)
        assert np.array_equal(sound, noise_alone.noise(kind, 3, 1))
        assert not np.array_equal(sound, noise_alone.noise(kind, 4, 1))
        assert np.abs(sound).max() == pytest.approx(noise_alone.PEAK)
        loudness = 10 * np.log10((sound.reshape(-1, 1600) ** 2).mean(axis=1))
        assert (np.ptp(loudness) > 12) == (kind == noise_alone.SWELLING)


def test_words_are_counted_by_the_minute():
    def recognizer(*texts):
        given = iter(texts)
        return SimpleNamespace(
            encode=lambda sound: sound,
            decode=lambda encoded, words: [SimpleNamespace(text=next(given))] * len(encoded),
        )

    decoders = {"first": recognizer("", "a b", "", "", "", "", "", ""), "second": recognizer(*["a"] * 8)}
    found = noise_alone.words_a_minute(decoders, [None, object()], 1)
    a_minute = 60 / noise_alone.SECONDS
    assert [row[:2] for row in found[:2]] == [("first", "white"), ("first", "pink")]
    assert found[0][2] == [0, 2 * a_minute] and found[4:] == [
        ("second", kind, [a_minute, a_minute]) for kind in ("white", "pink", "brown", "swelling")
    ]
