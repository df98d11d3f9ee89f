import numpy as np
import pytest
import soundfile


def tone(seconds, rate=16000, frequency=440.0, level=0.3):
    """(N,) float32 sine."""
    return (level * np.sin(2 * np.pi * frequency * np.arange(int(seconds * rate)) / rate)).astype(np.float32)


@pytest.fixture
def write(tmp_path):
    """Write samples to a file in tmp_path; its path."""

    def write(name, samples, rate=16000, **options):
        path = tmp_path / name
        soundfile.write(path, samples, rate, **options)
        return path

    return write


@pytest.fixture(name="tone")
def tone_fixture():
    return tone
