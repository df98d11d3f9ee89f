"""Fixtures that many tests share: a toy model that reads tones, and somebody who speaks them."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import settings

# No test depends on the clock: a busy machine and a sanitizer are slow.
settings.register_profile("no deadline", deadline=None)
settings.load_profile("no deadline")

# pytest's importlib mode leaves tests/ off sys.path; the toy is loaded by its place.
_SPEC = importlib.util.spec_from_file_location("toy", Path(__file__).parent / "toy.py")
toy = importlib.util.module_from_spec(_SPEC)
sys.modules["toy"] = toy
_SPEC.loader.exec_module(toy)


@pytest.fixture(scope="session")
def tokenizer() -> bytes:
    return toy.train_tokenizer()


@pytest.fixture(scope="session")
def speak(tokenizer):
    """speak(text) -> (N,) samples at 16 kHz that the toy model reads as that text."""
    return toy.Speaker(tokenizer)


@pytest.fixture(scope="session")
def model_folder(tokenizer, tmp_path_factory) -> Path:
    return toy.make_model(tmp_path_factory.mktemp("models") / "toy", tokenizer)


@pytest.fixture
def say(speak, tmp_path):
    """say(name, text) -> path of a sound file in which the text is spoken."""

    def write(name: str, text: str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        samples: np.ndarray = speak(text)
        soundfile.write(path, samples, 16_000)
        return path

    return write
