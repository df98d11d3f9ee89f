"""Kinds of recordings that people have and libsndfile reads."""

import numpy as np
import pytest

from earmark.audio import load_audio
from earmark.audio.channels import channel_of, count_channels


@pytest.mark.parametrize(
    ("name", "subtype"),
    [
        ("a.wav", "PCM_24"), ("a.wav", "PCM_32"), ("a.wav", "FLOAT"), ("a.wav", "DOUBLE"),
        ("a.wav", "PCM_U8"), ("a.wav", "ULAW"), ("a.wav", "ALAW"), ("a.flac", "PCM_24"), ("a.aiff", "PCM_16"),
        ("a.caf", "PCM_16"), ("a.au", "PCM_16"), ("a.w64", "PCM_16"), ("a.rf64", "PCM_16"),
    ],
)  # fmt: skip
def test_samples_of_every_type(write, tone, name, subtype):
    samples = load_audio(write(name, tone(1.0), subtype=subtype)).samples
    assert np.abs(samples - tone(1.0)).max() < 0.02


@pytest.mark.parametrize("rate", [8000, 11025, 22050, 32000, 96000, 192000])
def test_every_rate(write, tone, rate):
    samples = load_audio(write("a.wav", tone(1.0, rate), rate)).samples
    assert len(samples) == pytest.approx(16000, abs=2)
    assert np.abs(samples[2000:14000] - tone(1.0)[2000:14000]).max() < 0.01


def test_surround_is_averaged_and_has_six_channels(write, tone):
    surround = np.zeros((48000, 6), np.float32)
    surround[:, 2] = tone(1.0, 48000)  # speech stands in the centre
    path = write("a.wav", surround, 48000, format="WAVEX")
    assert count_channels(path) == 6
    np.testing.assert_allclose(load_audio(path).samples[2000:14000], tone(1.0)[2000:14000] / 6, atol=0.01)
    np.testing.assert_allclose(
        load_audio(channel_of(path, 2)).samples[2000:14000], tone(1.0)[2000:14000], atol=0.01
    )
