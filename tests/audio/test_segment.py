"""Segments by loudness, on noise in syllables: where they begin and end, what they hold, how they join."""

from functools import partial
from pathlib import Path

import numpy as np
import pytest

from earmark.audio import Segment, load_audio
from earmark.audio import segments as cut_segments
from earmark.audio.end_points import USUAL, EndPoints
from earmark.audio.segment import LEAD, MARGIN, MAX_SEGMENT, TAIL, Segmenter

STEP, GRID = 0.04, 640  # seconds and samples of a row
PHASE = 2 * GRID
RATE = 16000
CLIP = Path(__file__).parents[2] / "demo" / "audio" / "fremont.opus"
FRAME = 0.032  # seconds of a detector's frame

segments = partial(cut_segments, grid=GRID, detector="loudness")


def speech(seconds, seed=0, level=0.1, background=0.001):
    """Noise in syllables, four a second with dips of 40 ms between: no pause anywhere."""
    rng = np.random.default_rng(seed)
    n = int(seconds * RATE)
    syllables = np.where((np.arange(n) / RATE) % 0.25 < 0.21, 1.0, 0.2)
    return (rng.normal(0, level, n) * syllables + rng.normal(0, background, n)).astype(np.float32)


def pause(seconds, seed=0, background=0.001):
    return np.random.default_rng(seed).normal(0, background, int(seconds * RATE)).astype(np.float32)


def spans(audio):
    """(from, to) of each segment."""
    return [(s.keep_from, s.keep_to) for s in segments([audio])]


def check_spans(found, expected):
    """Segments hold speech and half of the pauses around it, LEAD and TAIL at most; by the grid."""
    spare = 2 * FRAME + PHASE / RATE
    assert len(found) == len(expected)
    for number, ((begin, end), (first, last)) in enumerate(zip(found, expected, strict=True)):
        before = (first - expected[number - 1][1]) / 2 if number else first
        after = (expected[number + 1][0] - last) / 2 if number + 1 < len(expected) else TAIL
        assert begin == pytest.approx(first - min(LEAD, before), abs=spare)
        assert last + min(TAIL, after) - spare <= end or number + 1 == len(expected)
        assert last - spare <= end <= last + min(TAIL, after) + spare


def check_chain(found):
    """Segments lie in order; joined ones meet without a gap on the grid."""
    for before, after in zip(found, found[1:], strict=False):
        if after.continues:
            assert before.keep_to == after.keep_from
            assert after.end > after.keep_from > after.start
        else:
            assert before.end <= after.start + 1e-9
    for s in found:
        assert s.start <= s.keep_from < s.keep_to <= s.end + 1e-9
        assert len(s.samples) <= (MAX_SEGMENT + 2 * MARGIN + 1.5) * RATE


def test_short_audio_is_one_segment():
    audio = speech(2.5)
    (segment,) = segments([audio])
    check_spans([(segment.keep_from, segment.keep_to)], [(0.0, 2.5)])
    assert not segment.continues
    at = -round(segment.start * RATE)
    assert 0 <= at < PHASE
    np.testing.assert_allclose(segment.samples[at : at + len(audio)], audio, atol=0.02)  # less its offset
    assert segment.level == pytest.approx(0.09, abs=0.01)


@pytest.mark.parametrize("audio", [[], [np.zeros(3 * RATE, np.float32)]], ids=["no audio", "zeros"])
def test_no_speech_is_no_segment(audio):
    assert list(segments(audio)) == []


@pytest.mark.parametrize("background", [0.0, 0.0001, 0.01])
def test_pauses_are_left_out(background):
    parts = [speech(4, 1), pause(0.9, 2), speech(2, 3), pause(4.0, 4), speech(4, 5)]
    noise = pause(14.9, 9, background)
    clean = [p if i % 2 == 0 else np.zeros_like(p) for i, p in enumerate(parts)]
    audio = np.concatenate(clean) + noise
    check_spans(spans(audio), [(0.0, 4.0), (4.9, 6.9), (10.9, 14.9)])
    check_chain(list(segments([audio])))


@pytest.mark.parametrize("silence", [0.5, 5.0, 20.0])
@pytest.mark.parametrize("background", [0.0, 1e-5], ids=["zeros", "faint noise"])
def test_the_same_samples_whatever_silence_stands_around(silence, background):
    voice = np.concatenate([pause(0.6, 2, background), speech(3, 1), pause(0.6, 3, background)])
    (alone,) = segments([voice])
    audio = np.concatenate([pause(silence, 4, background), voice, pause(silence, 5, background)])
    (found,) = segments([audio])
    moved = round((found.start - silence - alone.start) * RATE)
    assert moved % PHASE == 0 and abs(moved) <= PHASE
    assert found.end == pytest.approx(alone.end + silence, abs=PHASE / RATE + FRAME)
    size = min(len(found.samples), len(alone.samples)) - PHASE
    a, b = found.samples[max(0, -moved) :][:size], alone.samples[max(0, moved) :][:size]
    np.testing.assert_allclose(a, b, atol=2e-4)


def test_a_long_pause_in_the_first_seconds_does_not_cut_but_a_break_does():
    assert USUAL.least > 1.0
    check_spans(spans(np.concatenate([speech(1.0, 1), pause(0.8, 2), speech(4, 3)])), [(0.0, 5.8)])
    parted = np.concatenate([speech(1.0, 1), pause(USUAL.silence + 0.3, 2), speech(4, 3)])
    check_spans(spans(parted), [(0.0, 1.0), (3.3, 7.3)])


def test_a_word_of_a_third_of_a_second_is_kept():
    word = np.concatenate([pause(3.0, 1), speech(0.3, 2), pause(3.0, 3)])
    check_spans(spans(word), [(3.0, 3.3)])


def test_hum_and_offset_do_not_hide_pauses():
    hum = 0.05 * np.sin(2 * np.pi * 50 * np.arange(int(10.8 * RATE)) / RATE) + 0.1
    audio = np.concatenate([speech(5, 1), pause(0.8, 2), speech(5, 3)]) + hum.astype(np.float32)
    check_spans(spans(audio), [(0.0, 5.0), (5.8, 10.8)])


def test_without_long_pauses_the_longest_short_one_is_a_join():
    parts = [
        speech(10, 1), pause(0.25, 2), speech(5, 3), pause(0.45, 4), speech(4, 5), pause(0.3, 6), speech(4, 7)
    ]  # fmt: skip
    found = list(segments([np.concatenate(parts)]))
    check_chain(found)
    assert found[0].keep_to == pytest.approx(15.5, abs=0.1)
    assert [s.continues for s in found] == [False, True]
    assert found[0].end == pytest.approx(found[0].keep_to + MARGIN, abs=PHASE / RATE)
    assert found[1].start == pytest.approx(found[1].keep_from - MARGIN, abs=PHASE / RATE)


def test_without_any_pause_the_quietest_moment_is_a_join():
    audio = speech(40, 1)
    audio[17 * RATE : 17 * RATE + 3200] *= 0.3
    found = list(segments([audio]))
    check_chain(found)
    assert found[0].keep_to == pytest.approx(17.1, abs=0.15)
    assert all(s.continues for s in found[1:])
    for s in found[1:-1]:
        first = round(s.start * RATE)
        np.testing.assert_allclose(s.samples, audio[first : first + len(s.samples)], atol=0.02)


@pytest.mark.parametrize("seconds", [21.9, 22.04, 23.0, 23.5, 45.0])
def test_lengths_around_the_longest_segment(seconds):
    found = list(segments([speech(seconds)]))
    check_chain(found)
    check_spans([(found[0].keep_from, found[-1].keep_to)], [(0.0, seconds)])
    assert (len(found) == 1) == (seconds <= 22)


@pytest.mark.parametrize("block", [1234, 16000, 10**7])
def test_blocks_do_not_matter(block):
    audio = np.concatenate(
        [speech(5, 1), pause(0.8, 2), speech(30, 3), pause(0.3, 4), speech(9, 5), pause(3, 6), speech(1, 7)]
    )
    whole = list(segments([audio]))
    found = list(segments(audio[i : i + block] for i in range(0, len(audio), block)))
    assert len(found) == len(whole) > 3
    for a, b in zip(found, whole, strict=True):
        assert (a.start, a.keep_from, a.keep_to, a.continues, a.level) == (
            b.start, b.keep_from, b.keep_to, b.continues, b.level
        )  # fmt: skip
        np.testing.assert_array_equal(a.samples, b.samples)
    check_chain(whole)


def test_kept_rows_of_joined_segments_are_the_rows_of_the_whole():
    found = list(segments([speech(70, 1)]))
    origin = found[0].start
    rows = []
    for s in found:
        own = round((s.start - origin) / STEP) + np.arange(len(s.samples) // GRID)
        rows.extend(own[s.kept_rows(len(own), STEP)])
    assert rows == list(range(len(rows)))
    assert len(rows) == pytest.approx(70 / STEP, abs=4)


def test_kept_rows_without_a_join_are_all_rows():
    segment = Segment(np.zeros(RATE, np.float32), start=3.0, keep_from=3.0, keep_to=4.0)
    assert segment.kept_rows(26, 0.04) == slice(0, 26)


def test_an_hour_in_flat_memory():
    handed = 0.0  # seconds of the stream that were asked for

    def hour():
        nonlocal handed
        block = np.concatenate([speech(8.5, 1), pause(0.7, 2), speech(0.8, 3)])
        for _ in range(360):
            handed += len(block) / RATE
            yield block

    kept = most = 0.0
    for segment in segments(hour()):
        most = max(most, handed - segment.keep_to)
        kept += segment.keep_to - segment.keep_from
    assert kept == pytest.approx(3600, abs=5)  # pauses hold LEAD and TAIL
    assert most < 50


def test_an_hour_of_silence_in_flat_memory():
    held = 0
    for segment in segments([np.concatenate([np.zeros(3600 * RATE, np.float32), speech(2, 1)])]):
        held = max(held, len(segment.samples))
        check_spans([(segment.keep_from, segment.keep_to)], [(3600.0, 3602.0)])
    assert 0 < held < 4 * RATE


def test_a_segment_comes_as_soon_as_its_pause_is_long_enough():
    clip = load_audio(CLIP).samples
    segmenter = Segmenter(GRID, "running")
    found = next(segmenter.add(np.concatenate([clip, pause(12.0, 2, 1e-5)])))
    assert not found.joins
    assert 0.3 < segmenter.stream.end / RATE - len(clip) / RATE < USUAL.pause + 0.3


def test_joins_say_what_follows():
    found = list(segments([np.concatenate([speech(45, 1), pause(3.0, 2), speech(4, 3)])]))
    assert len(found) > 3
    assert [s.joins for s in found] == [s.continues for s in found[1:]] + [False]


def test_end_points_are_rules():
    audio = np.concatenate([speech(1.0, 1), pause(0.5, 2), speech(1.0, 3), pause(4.0, 4)])
    count = {}
    for rules in (USUAL, EndPoints(pause=0.3, least=0.5)):
        segmenter = Segmenter(GRID, "loudness", rules)
        count[rules] = len([*segmenter.add(audio), *segmenter.rest()])
    assert list(count.values()) == [1, 2]
