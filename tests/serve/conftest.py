"""A server of the bundled model, and audio for it."""

import numpy as np
import pytest
from serving import Serving

from earmark import Recognizer
from earmark.audio import load_audio

RATE = 16_000
PAUSE = np.zeros(RATE, np.float32)


@pytest.fixture(scope="session")
def recognizer():
    return Recognizer("english", {"search.threads": 1})


@pytest.fixture(scope="session")
def server(recognizer, tmp_path_factory):
    with Serving(tmp_path_factory.mktemp("serve"), recognizer) as running:
        yield running


@pytest.fixture(scope="session")
def samples():
    """(N,) two clips with names, an end point between them."""
    clips = [load_audio(f"demo/audio/{name}.opus").samples for name in ("fremont", "zelenskyy")]
    return np.concatenate([clips[0], PAUSE, clips[1], PAUSE])


@pytest.fixture(scope="session")
def pcm(samples):
    """The same as 16-bit bytes."""
    return (samples * 32767).astype("<i2").tobytes()
