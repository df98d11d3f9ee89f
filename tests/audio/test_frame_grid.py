import numpy as np
import pytest

from earmark.audio import segments
from earmark.audio.frame_grid import anchor

RATE = 16000
STEP, GRID = 0.04, 640  # seconds and samples of a row
PHASE = 1280  # samples: two rows


def clip(seconds=2.0, lead=0.3, seed=0):
    """Quiet noise, then louder noise: speech, as far as loudness goes."""
    rng = np.random.default_rng(seed)
    quiet = rng.normal(0, 1e-3, int(lead * RATE))
    return np.concatenate([quiet, rng.normal(0, 0.1, int(seconds * RATE))]).astype(np.float32)


@pytest.mark.parametrize("lead", [0.0, 0.3, 7.2], ids=["no lead", "short lead", "long lead"])
@pytest.mark.parametrize("shift", [0, 1, 319, 640, 1279, 1280, 5000])
def test_speech_falls_on_the_same_phase_however_it_is_shifted(shift, lead):
    quiet = np.random.default_rng(1).normal(0, 1e-3, shift).astype(np.float32)
    audio = np.concatenate([quiet, clip(lead=lead)])
    (found,) = segments([audio], GRID, "loudness")
    at = round(found.start * RATE)
    loud = int(lead * RATE) + shift  # its first sample
    near = found.samples[loud - at : loud - at + 1700]
    assert (loud - at + anchor(near)) % PHASE == 0


@pytest.mark.parametrize("lead", np.arange(0.30, 0.38, 0.02))
def test_rows_of_a_shifted_chain_still_meet(lead):
    audio = clip(50.0, lead)  # nothing but speech: segments are joins
    chain = list(segments([audio], GRID, "loudness"))
    assert len(chain) > 2
    upto = None
    for segment in chain:
        rows = -(-len(segment.samples) // 640)
        kept = segment.kept_rows(rows, STEP)
        at = round((segment.start + kept.start * STEP) / STEP, 6)
        if upto is not None:
            assert at == pytest.approx(upto)
        upto = round((segment.start + kept.stop * STEP) / STEP, 6)
