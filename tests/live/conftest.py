from pathlib import Path

import numpy as np
import pytest

from earmark import Recognizer
from earmark.audio import load_audio

CLIPS = Path(__file__).parents[2] / "demo" / "audio"
WORDS = ["Zelenskyy", "Siobhan", "Saoirse Ronan", "adalimumab", "Albuquerque", "Fremont"]


def joined(names, pause=1.0):
    """Clips one after the other, each followed by a pause."""
    silence = np.zeros(round(pause * 16_000), np.float32)
    return np.concatenate(
        [part for name in names for part in (load_audio(CLIPS / f"{name}.opus").samples, silence)]
    )


@pytest.fixture(scope="session")
def recognizer():
    return Recognizer(options={"search.threads": 1}, words=WORDS, verbatim=True)


@pytest.fixture(scope="session")
def audio():
    """(N,) at 16 kHz, 14 s: three sentences with names."""
    return joined(["adalimumab", "albuquerque", "fremont"])
