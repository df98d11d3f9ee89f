import numpy as np
import pytest

from earmark.audio import Segment, align_to_frame_grid, segments
from earmark.audio.frame_grid import anchor

RATE = 16000
STEP, GRID = 0.04, 640  # seconds and samples of a row
PHASE = 1280  # samples: two rows


def clip(seconds=2.0, lead=0.3, seed=0):
    """Quiet noise, then louder noise: speech, as far as loudness goes."""
    rng = np.random.default_rng(seed)
    quiet = rng.normal(0, 1e-3, int(lead * RATE))
    return np.concatenate([quiet, rng.normal(0, 0.1, int(seconds * RATE))]).astype(np.float32)


def whole(samples, start=0.0):
    return Segment(samples, start, start, start + len(samples) / RATE)


@pytest.mark.parametrize("shift", [0, 1, 319, 640, 1279, 1280, 5000])
@pytest.mark.parametrize("start", [0.0, 7.2], ids=["start of file", "in the file"])
def test_speech_falls_on_the_same_phase_however_it_is_shifted(shift, start):
    quiet = np.random.default_rng(1).normal(0, 1e-3, shift).astype(np.float32)
    (aligned,) = align_to_frame_grid([whole(np.concatenate([quiet, clip()]), start)], GRID)
    assert anchor(aligned.samples) % PHASE == 0
    assert abs(aligned.start - start) < PHASE / RATE


@pytest.mark.parametrize("start", [0.0, 3.0])
def test_times_follow_the_samples(start):
    segment = whole(clip(), start)
    (aligned,) = align_to_frame_grid([segment], GRID)
    moved = round((aligned.start - segment.start) * RATE)
    at = anchor(segment.samples)
    assert aligned.samples[at - moved] == segment.samples[at]
    assert aligned.end == pytest.approx(segment.end)


def test_the_start_of_a_file_loses_no_sample():
    samples = clip(lead=0.0)
    (aligned,) = align_to_frame_grid([whole(samples)], GRID)
    np.testing.assert_array_equal(aligned.samples[-len(samples) :], samples)


@pytest.mark.parametrize("lead", np.arange(0.30, 0.38, 0.005))
def test_rows_of_a_shifted_chain_still_meet(lead):
    audio = clip(50.0, lead)  # nothing but speech: segments are joins
    chain = align_to_frame_grid(list(segments([audio], GRID)), GRID)
    assert len(chain) > 2
    upto = None
    for segment in chain:
        rows = -(-len(segment.samples) // 640)
        kept = segment.kept_rows(rows, STEP)
        at = round((segment.start + kept.start * STEP) / STEP, 6)
        if upto is not None:
            assert at == pytest.approx(upto)
        upto = round((segment.start + kept.stop * STEP) / STEP, 6)


def test_silence_is_left_where_it_is():
    (aligned,) = align_to_frame_grid([whole(np.zeros(RATE, np.float32))], GRID)
    assert (aligned.start, len(aligned.samples)) == (0.0, RATE)
