import numpy as np
import pytest

from earmark.audio import Waveform, load_audio
from earmark.errors import AudioError

A_RATE = "expected a whole number from 1000 to 768000"


def peak_frequency(samples):
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return np.argmax(spectrum) * 16000 / len(samples)


@pytest.mark.parametrize("name", ["a.wav", "a.flac", "a.ogg", "a.opus", "a.mp3", "A.WAV"])
@pytest.mark.parametrize("rate", [8000, 16000, 24000, 48000])
def test_every_format_at_every_rate(write, tone, name, rate):
    options = {"format": "OGG", "subtype": "OPUS"} if name == "a.opus" else {}
    waveform = load_audio(write(name, tone(1.0, rate), rate, **options))
    assert waveform.samples.dtype == np.float32
    assert waveform.seconds == pytest.approx(1.0, abs=0.08)  # mp3 pads whole frames
    assert peak_frequency(waveform.samples) == pytest.approx(440, abs=2)
    middle = waveform.samples[4000:12000]
    assert np.sqrt(np.mean(middle**2)) == pytest.approx(0.3 / np.sqrt(2), rel=0.05)


def test_44100_stereo_is_averaged(write, tone):
    left = tone(1.0, 44100)
    waveform = load_audio(write("a.wav", np.stack([left, -left / 2], axis=1), 44100))
    assert waveform.seconds == pytest.approx(1.0, abs=1e-3)
    assert np.abs(waveform.samples).max() == pytest.approx(0.075, abs=0.005)


def test_path_as_text_and_waveform(write, tone):
    path = write("a.wav", tone(0.5))
    waveform = load_audio(str(path))
    np.testing.assert_array_equal(waveform.samples, load_audio(path).samples)
    assert load_audio(waveform) is waveform


def test_arrays_of_every_type_are_scaled(tone):
    expected = load_audio(tone(0.5)).samples
    for dtype, scale, offset, tolerance in [
        (np.int16, 2**15, 0, 1e-4),
        (np.int32, 2**31, 0, 1e-6),
        (np.uint8, 2**7, 128, 1e-2),
    ]:
        samples = (tone(0.5).astype(np.float64) * scale + offset).astype(dtype)
        np.testing.assert_allclose(load_audio((samples, 16000)).samples, expected, atol=tolerance)
    np.testing.assert_allclose(load_audio(tone(0.5).astype(np.float64)).samples, expected)
    np.testing.assert_allclose(load_audio(tone(0.5).astype(np.float16)).samples, expected, atol=1e-3)


def test_both_orientations_of_channels(tone):
    stereo = np.stack([tone(0.5), np.zeros(8000, np.float32)])
    expected = tone(0.5) / 2
    np.testing.assert_allclose(load_audio(stereo).samples, expected, atol=1e-7)
    np.testing.assert_allclose(load_audio((stereo.T, 16000)).samples, expected, atol=1e-7)
    np.testing.assert_allclose(load_audio(tone(0.5)[None]).samples, tone(0.5))


def test_arrays_are_resampled_and_the_callers_array_is_left_alone(tone):
    samples = tone(1.0, 48000)
    before = samples.copy()
    waveform = load_audio((samples, np.int64(48000)))
    assert len(waveform) == 16000
    assert peak_frequency(waveform.samples) == pytest.approx(440, abs=1)
    np.testing.assert_array_equal(samples, before)


def with_value(value):
    samples = np.zeros(8000, np.float32)
    samples[4000] = value
    return samples


@pytest.mark.parametrize(
    ("audio", "message"),
    [
        (
            3.5,
            "audio is of type float; pass a path, the bytes of a file, a file object, (samples, rate), "
            "or a numpy array at 16000 Hz",
        ),
        (
            [0.0, 0.1],
            "audio is of type list; pass a path, the bytes of a file, a file object, (samples, rate), "
            "or a numpy array at 16000 Hz",
        ),
        ((np.zeros(9), "16k"), f"the rate in samples a second is '16k', {A_RATE}"),
        ((np.zeros(9), 0), f"the rate in samples a second is 0, {A_RATE}"),
        ((np.zeros(9), True), f"the rate in samples a second is True, {A_RATE}"),
        (np.zeros(0), "the audio holds no samples; record it again"),
        (np.zeros(160), "the audio is 0.010 s long, expected at least 0.1 s; give longer audio"),
        (
            np.zeros(8000, np.int64),
            "samples have type int64; pass floats from -1 to 1, or int16, int32 or uint8",
        ),
        (
            np.zeros(8000, complex),
            "samples have type complex128; pass floats from -1 to 1, or int16, int32 or uint8",
        ),
        (
            np.array(["a"] * 8000),
            "samples have type <U1; pass floats from -1 to 1, or int16, int32 or uint8",
        ),
        (
            np.zeros((2, 2, 8000)),
            "samples have shape (2, 2, 8000), expected (N,), (N, channels) or (channels, N); "
            "pass one recording at a time",
        ),
        (
            np.zeros((100, 8000)),
            "samples have shape (100, 8000), expected (N,), (N, channels) or (channels, N); "
            "pass one recording at a time",
        ),
        (
            np.array(0.5),
            "samples have shape (), expected (N,), (N, channels) or (channels, N); "
            "pass one recording at a time",
        ),
        (
            with_value(np.nan),
            "the audio holds NaN or infinite samples, first at 0.250 s; repair or re-export the audio",
        ),
        (
            with_value(np.inf),
            "the audio holds NaN or infinite samples, first at 0.250 s; repair or re-export the audio",
        ),
        (
            with_value(12000.0),
            "the audio reaches 12000, expected samples from -1 to 1; divide 16-bit values by 32768, "
            "or pass them as int16",
        ),
    ],
)
def test_bad_samples_say_what_is_wrong(audio, message):
    with pytest.raises(AudioError) as error:
        load_audio(audio)
    assert str(error.value) == message


def test_waveform_from_a_file_is_checked_once_more(write, tone):
    assert isinstance(load_audio(write("a.wav", tone(0.2))), Waveform)
