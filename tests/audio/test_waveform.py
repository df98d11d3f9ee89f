import numpy as np
import pytest

from earmark.audio import Waveform
from earmark.errors import AudioError


def test_length():
    waveform = Waveform(np.zeros(8000, np.float32))
    assert (len(waveform), waveform.rate, waveform.seconds) == (8000, 16000, 0.5)


@pytest.mark.parametrize(
    ("samples", "rate", "message"),
    [
        (
            np.zeros(8000, np.float32),
            8000,
            "a waveform has 16000 samples a second, not 8000; load_audio resamples",
        ),
        (
            np.zeros((2, 8000), np.float32),
            16000,
            "samples have shape (2, 8000) and type float32, expected (N,) float32; load_audio converts",
        ),
        (
            np.zeros(8000, np.int16),
            16000,
            "samples have shape (8000,) and type int16, expected (N,) float32; load_audio converts",
        ),
        (np.zeros(0, np.float32), 16000, "the audio holds no samples; record it again"),
        (
            np.zeros(100, np.float32),
            16000,
            "the audio is 0.006 s long, expected at least 0.1 s; give longer audio",
        ),
    ],
)
def test_bad_waveforms_say_what_is_wrong(samples, rate, message):
    with pytest.raises(AudioError) as error:
        Waveform(samples, rate)
    assert str(error.value) == message
