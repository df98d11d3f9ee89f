import numpy as np
import pytest

from earmark.audio import Segment, segments
from earmark.audio.segment import MARGIN, MAX_SEGMENT, MIN_SEGMENT

STEP, GRID = 0.04, 640  # seconds and samples of a row
RATE = 16000


def speech(seconds, seed=0, level=0.1, background=0.001):
    """Noise in syllables, four a second with dips of 40 ms between: no pause anywhere."""
    rng = np.random.default_rng(seed)
    n = int(seconds * RATE)
    syllables = np.where((np.arange(n) / RATE) % 0.25 < 0.21, 1.0, 0.2)
    return (rng.normal(0, level, n) * syllables + rng.normal(0, background, n)).astype(np.float32)


def pause(seconds, seed=0, background=0.001):
    return np.random.default_rng(seed).normal(0, background, int(seconds * RATE)).astype(np.float32)


def cuts(audio):
    return [s.keep_to for s in segments([audio], GRID)][:-1]


def check_cover(found, length):
    """Kept parts lie end to end over the whole audio, inside their samples."""
    assert found[0].keep_from == 0.0
    assert found[-1].keep_to == pytest.approx(length / RATE)
    for before, after in zip(found, found[1:], strict=False):
        assert before.keep_to == after.keep_from
        assert round(before.keep_to * RATE) % GRID == 0
    for s in found:
        assert s.start <= s.keep_from <= s.keep_to <= s.end + 1e-9
        assert len(s.samples) <= (MAX_SEGMENT + 2 * MARGIN) * RATE


def test_short_audio_is_one_segment():
    audio = speech(2.5)
    (segment,) = segments([audio], GRID)
    np.testing.assert_array_equal(segment.samples, audio)
    assert (segment.start, segment.keep_from, segment.keep_to, segment.continues) == (0, 0, 2.5, False)


def test_no_audio_is_no_segment():
    assert list(segments([], GRID)) == []


@pytest.mark.parametrize("background", [0.0, 0.0001, 0.01])
def test_cut_in_the_middle_of_every_long_pause(background):
    parts = [speech(5, 1), pause(0.8, 2), speech(6, 3), pause(1.0, 4), speech(4, 5)]
    noise = pause(16.8, 9, background)
    clean = [p if i % 2 == 0 else np.zeros_like(p) for i, p in enumerate(parts)]
    found = list(segments([np.concatenate(clean) + noise], GRID))
    assert [s.keep_to for s in found] == pytest.approx([5.4, 12.3, 16.8], abs=0.1)
    assert not any(s.continues for s in found)
    check_cover(found, len(noise))


def test_pieces_of_a_joined_file_hold_the_same_samples():
    pieces = [speech(seconds, seed) for seed, seconds in enumerate([4.0, 7.5, 3.2, 12.0])]
    audio = np.concatenate([np.concatenate([p, pause(0.7, 9)]) for p in pieces])
    found = list(segments([audio], GRID))
    assert len(found) == len(pieces)
    for piece, segment in zip(pieces, found, strict=True):
        begins = [i for i in range(len(segment.samples) - len(piece) + 1) if segment.samples[i] == piece[0]]
        assert any(np.array_equal(segment.samples[i : i + len(piece)], piece) for i in begins)
        spare = (len(segment.samples) - len(piece)) / RATE
        assert 0.1 < spare < 1.1  # some of the silence on both sides, nothing of the neighbours


def test_a_pause_in_the_first_seconds_does_not_cut():
    audio = np.concatenate([speech(1.0, 1), pause(0.8, 2), speech(4, 3)])
    assert cuts(audio) == []
    assert MIN_SEGMENT > 1.0


def test_a_trailing_pause_is_no_segment_of_its_own():
    assert cuts(np.concatenate([speech(5, 1), pause(2.0, 2)])) == []


def test_hum_does_not_hide_pauses():
    hum = 0.05 * np.sin(2 * np.pi * 50 * np.arange(int(10.8 * RATE)) / RATE)
    audio = np.concatenate([speech(5, 1), pause(0.8, 2), speech(5, 3)]) + hum.astype(np.float32)
    assert cuts(audio) == pytest.approx([5.4], abs=0.1)


def test_without_long_pauses_the_longest_short_one_is_a_join():
    audio = np.concatenate(
        [
            speech(10, 1),
            pause(0.25, 2),
            speech(5, 3),
            pause(0.45, 4),
            speech(8, 5),
            pause(0.3, 6),
            speech(4, 7),
        ]
    )
    found = list(segments([audio], GRID))
    check_cover(found, len(audio))
    assert found[0].keep_to == pytest.approx(15.5, abs=0.1)
    assert [s.continues for s in found] == [False, True]
    assert found[0].end == pytest.approx(found[0].keep_to + MARGIN)
    assert found[1].start == pytest.approx(found[1].keep_from - MARGIN)


def test_without_any_pause_the_quietest_moment_is_a_join():
    audio = speech(40, 1)
    audio[17 * RATE : 17 * RATE + 1600] *= 0.3
    found = list(segments([audio], GRID))
    check_cover(found, len(audio))
    assert found[0].keep_to == pytest.approx(17.05, abs=0.1)
    assert all(s.continues for s in found[1:])
    for s in found:
        first = round(s.start * RATE)
        np.testing.assert_array_equal(s.samples, audio[first : first + len(s.samples)])


@pytest.mark.parametrize("seconds", [22.0, 22.04, 23.0, 23.5, 45.0])
@pytest.mark.parametrize("make", [np.zeros, np.ones], ids=["silence", "constant"])
def test_lengths_around_the_longest_segment(make, seconds):
    audio = make(int(seconds * RATE)).astype(np.float32) * np.float32(0.1)
    found = list(segments([audio], GRID))
    check_cover(found, len(audio))
    assert (len(found) == 1) == (seconds <= 22)


@pytest.mark.parametrize("block", [1234, 16000, 10**7])
def test_blocks_do_not_matter(block):
    audio = np.concatenate(
        [speech(5, 1), pause(0.8, 2), speech(30, 3), pause(0.3, 4), speech(9, 5), pause(3, 6), speech(1, 7)]
    )
    whole = list(segments([audio], GRID))
    found = list(segments((audio[i : i + block] for i in range(0, len(audio), block)), GRID))
    assert len(found) == len(whole)
    for a, b in zip(found, whole, strict=True):
        assert (a.start, a.keep_from, a.keep_to, a.continues) == (
            b.start,
            b.keep_from,
            b.keep_to,
            b.continues,
        )
        np.testing.assert_array_equal(a.samples, b.samples)
    check_cover(whole, len(audio))


def test_kept_rows_of_joined_segments_are_the_rows_of_the_whole():
    audio = speech(70, 1)
    step = 0.04
    rows = []
    for s in segments([audio], GRID):
        own = round(s.start / step) + np.arange(1 + len(s.samples) // GRID)  # as a model of 40 ms rows counts
        rows.extend(own[s.kept_rows(len(own), step)])
    assert rows == list(range(1 + len(audio) // GRID))


def test_kept_rows_without_a_join_are_all_rows():
    segment = Segment(np.zeros(RATE, np.float32), start=3.0, keep_from=3.0, keep_to=4.0)
    assert segment.kept_rows(26, 0.04) == slice(0, 26)


def test_an_hour_in_flat_memory():
    held = 0  # seconds handed out and not yet in a segment: what segments() must be holding

    def hour():
        nonlocal held
        block = np.concatenate([speech(8.5, 1), pause(0.7, 2), speech(0.8, 3)])
        for _ in range(360):
            held += len(block) / RATE
            yield block

    kept, most = 0.0, 0.0
    for segment in segments(hour(), GRID):
        most = max(most, held)
        held -= segment.keep_to - segment.keep_from
        kept += segment.keep_to - segment.keep_from
    assert kept == pytest.approx(3600)
    assert most < 40
