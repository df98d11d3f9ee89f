from pathlib import Path

import exported
import numpy as np
import pytest
import soundfile
import soxr
import toy

DEMO = Path(__file__).parents[3] / "demo/audio"


@pytest.fixture(scope="session")
def spoken(tokenizer):
    """spoken(text) -> (N,) samples that the toy exports read as that text."""
    speaker = toy.Speaker(tokenizer)
    return lambda text, quiet=3000: exported.sound(speaker.tokens(text), quiet)


@pytest.fixture(scope="session")
def export(tokenizer, tmp_path_factory):
    """export(layout) -> the folder of a toy export, made once."""
    made = {}

    def folder(name):
        if name not in made:
            place = tmp_path_factory.mktemp("exports") / name
            made[name] = exported.write(place, exported.LAYOUTS[name], tokenizer)
        return made[name]

    return folder


@pytest.fixture(scope="session")
def recordings():
    """Real speech, (N,) float32 at 16 kHz."""
    found = []
    for path in sorted(DEMO.glob("*.opus")):
        samples, rate = soundfile.read(path, dtype="float32")
        found.append(np.asarray(soxr.resample(samples, rate, 16_000), np.float32))
    return found
