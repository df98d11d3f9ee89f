import numpy as np
import pytest

from earmark.audio import features, log_mel
from earmark.errors import AudioError


@pytest.fixture(scope="module")
def filterbank():
    rng = np.random.default_rng(5)
    return np.maximum(rng.normal(0, 1, (201, 80)), 0).astype(np.float32)


def reference(samples, filterbank):
    """The definition, frame by frame in double precision."""
    padded = np.pad(samples.astype(np.float64), 200, mode="reflect")
    window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(400) / 400)
    dft = np.exp(-2j * np.pi * np.outer(np.arange(400), np.arange(201)) / 400)
    rows = [
        (np.abs((padded[i : i + 400] * window) @ dft) ** 2) @ filterbank
        for i in range(0, len(samples) + 1, 160)
    ]
    return np.log(np.maximum(rows, 1e-10))


@pytest.mark.parametrize("length", [201, 400, 1599, 1600, 1601, 8000])
def test_definition(filterbank, length):
    samples = np.random.default_rng(length).normal(0, 0.1, length).astype(np.float32)
    found = log_mel(samples, filterbank)
    assert found.shape == (1 + length // 160, 80)
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, reference(samples, filterbank), atol=2e-4)


def test_silence_is_the_floor(filterbank):
    np.testing.assert_allclose(log_mel(np.zeros(1600, np.float32), filterbank), np.log(1e-10), rtol=1e-6)


def test_chunks_do_not_show(filterbank, monkeypatch):
    samples = np.random.default_rng(2).normal(0, 0.1, 16000).astype(np.float32)
    whole = log_mel(samples, filterbank)
    monkeypatch.setattr(features, "CHUNK", 7)
    np.testing.assert_allclose(log_mel(samples, filterbank), whole, atol=1e-5)


@pytest.mark.parametrize(
    ("shape", "bank", "message"),
    [
        ((200,), (201, 80), "samples have shape (200,), expected (N,) with N > 200"),
        ((2, 1600), (201, 80), "samples have shape (2, 1600), expected (N,) with N > 200"),
        ((1600,), (80, 201), "the mel filterbank has shape (80, 201), expected (201, bands)"),
    ],
)
def test_wrong_shapes(shape, bank, message):
    with pytest.raises(AudioError) as error:
        log_mel(np.zeros(shape, np.float32), np.zeros(bank, np.float32))
    assert str(error.value) == message
