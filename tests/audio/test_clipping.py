import numpy as np
import pytest

from earmark.audio import ClippingMeter, load_audio, stream_audio

RATE = 16000


def voice(peak, seconds=4.0, seed=0):
    """Low-pass noise: many samples near its peaks, as in vowels."""
    noise = np.random.default_rng(seed).standard_normal(round(seconds * RATE))
    sound = np.convolve(noise, np.hanning(40), "same")
    return (sound * (peak / np.abs(sound).max())).astype(np.float32)


def codes(samples):
    meter = ClippingMeter()
    meter.add(samples)
    return [one.code for one in meter.diagnostics()]


@pytest.mark.parametrize("peak", [0.001, 0.3, 1.0])
def test_good_levels_say_nothing(peak):
    assert codes(voice(peak)) == []
    assert codes(np.round(voice(peak) * 32768).astype(np.int16).astype(np.float32) / 32768) == []


@pytest.mark.parametrize("sound", [np.zeros(RATE), np.full(RATE, 1e-4)], ids=["zeros", "faint constant"])
def test_silence_says_nothing(sound):
    assert codes(sound.astype(np.float32)) == []


@pytest.mark.parametrize("hertz", [50, 440])
def test_tones_say_nothing(hertz):
    tone = 0.5 * np.sin(2 * np.pi * hertz * np.arange(RATE) / RATE)
    assert codes(tone.astype(np.float32)) == []


def test_samples_above_full_scale_are_said_with_peak_and_share():
    loud = voice(3.0)
    meter = ClippingMeter()
    meter.add(loud)
    (found,) = meter.diagnostics()
    assert found.code == "over_full_scale" and "up to 3.00" in found.sentence
    assert found.share == pytest.approx(float((np.abs(loud) > 1).mean()))
    assert str(found) == found.sentence


@pytest.mark.parametrize("limit", [1.0, 0.25], ids=["at full scale", "below it"])
def test_clipping_is_said(limit):
    assert codes(np.clip(voice(4 * limit), -limit, limit)) == ["clipped"]


def test_one_clipped_channel_of_two_is_said():
    stereo = np.stack([voice(0.1), np.clip(voice(4.0, seed=1), -1, 1)], axis=1)
    assert codes(stereo) == ["clipped"]


def test_files_and_arrays_are_counted_before_they_are_resampled(tmp_path):
    import soundfile

    clipped = np.clip(voice(4.0), -1, 1)
    soundfile.write(tmp_path / "a.wav", clipped, 48_000)
    streamed, loaded, array = ClippingMeter(), ClippingMeter(), ClippingMeter()
    list(stream_audio(tmp_path / "a.wav", meter=streamed))
    load_audio(tmp_path / "a.wav", loaded)
    load_audio((clipped, 48_000), array)
    for meter in (streamed, loaded, array):
        assert [one.code for one in meter.diagnostics()] == ["clipped"]
        assert meter.samples == len(clipped)


def test_int16_at_its_lower_end_is_not_above_full_scale():
    array = ClippingMeter()
    load_audio(np.full(RATE, -32768, np.int16), array)
    assert array.over == 0
