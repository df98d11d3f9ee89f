"""Phone evidence of word sequences, against every alignment enumerated."""

import itertools
import math
from collections.abc import Iterator

import numpy as np
import pytest
from decoding.reference import random_log_probs

from earmark._core import PhoneEvidence, Pronunciations

A, B, WB, BLANK = 0, 1, 2, 3
PHONES = 4
SKIP = 1.5
# word 0: "a"; 1: "a b" or "b"; 2: "b b a"; 3 has no reading
READINGS = [[[A]], [[A, B], [B]], [[B, B, A]], []]
SEQUENCES = [[], [0], [1], [2], [0, 0], [0, 1], [1, 0], [1, 1], [2, 0], [0, 1, 0]]


def lexicon(words: list[list[list[int]]] = READINGS) -> Pronunciations:
    readings = [reading for word in words for reading in word]
    return Pronunciations(
        np.array([p for reading in readings for p in reading], dtype=np.uint16),
        np.cumsum([0, *map(len, readings)]).astype(np.uint32),
        np.cumsum([0, *map(len, words)]).astype(np.uint32),
    )


def evidence(log_probs: np.ndarray, boundary: int | None = WB, **changes: float) -> PhoneEvidence:
    options = {"boundary_skip": SKIP, "floor": 50.0, "unknown_word": 3.0, "window": 200.0, **changes}
    columns = np.arange(PHONES, dtype=np.int32)
    return PhoneEvidence(log_probs, columns, PHONES, lexicon(), blank=BLANK, boundary=boundary, **options)


def ratios(log_probs: np.ndarray) -> np.ndarray:
    return np.exp(log_probs - log_probs.max(axis=1, keepdims=True))


def collapse(alignment: tuple[int, ...]) -> tuple[int, ...]:
    """What CTC makes of it, neighbouring boundaries as one, those at the start gone."""
    merged = [p for i, p in enumerate(alignment) if i == 0 or p != alignment[i - 1]]
    phones = [p for p in merged if p != BLANK]
    single = [p for i, p in enumerate(phones) if p != WB or (i > 0 and phones[i - 1] != WB)]
    return tuple(single[1:] if single[:1] == [WB] else single)


def targets(words: list[int], boundary: bool = True) -> Iterator[tuple[tuple[int, ...], float]]:
    """Every phone string that stands for ``words``, with what it costs as a factor."""
    joints = [(), (WB,)] if boundary else [()]
    cost = math.exp(-SKIP) if boundary else 1.0
    for readings in itertools.product(*(READINGS[word] for word in words)):
        for between in itertools.product(joints, repeat=max(len(words) - 1, 0)):
            string = list(readings[0]) if readings else []
            for joint, reading in zip(between, readings[1:], strict=True):
                string += [*joint, *reading]
            yield tuple(string), cost ** between.count(())


def mass(rows: np.ndarray, wanted: tuple[int, ...]) -> float:
    """Sum over alignments of ``rows`` that collapse to ``wanted``."""
    every = itertools.product(range(PHONES), repeat=len(rows))
    return sum(math.prod(rows[range(len(a)), a]) for a in every if collapse(a) == wanted)


def exact_final(rows: np.ndarray, words: list[int], boundary: bool = True) -> float:
    ends = [(), (WB,)] if boundary and words else [()]
    return sum(cost * mass(rows, string + end) for string, cost in targets(words, boundary) for end in ends)


def exact_score(rows: np.ndarray, words: list[int], boundary: bool = True) -> float:
    total = 0.0
    for string, cost in targets(words, boundary):
        for t in range(len(rows)):
            if boundary:
                total += cost * mass(rows[:t], string) * rows[t, WB]
            entering = sum(
                math.prod(rows[range(t), a]) * rows[t, string[-1]]
                for a in itertools.product(range(PHONES), repeat=t)
                if collapse(a) == string[:-1] and collapse((*a, string[-1])) == string
            )
            total += cost * (math.exp(-SKIP) if boundary else 1.0) * entering
    return total


def follow(heard: PhoneEvidence, words: list[int]) -> int:
    state = 0
    for word in words:
        state = heard.extend(state, word)
    return state


@pytest.mark.parametrize("words", SEQUENCES)
@pytest.mark.parametrize("frames", [4, 6])
def test_final_is_the_sum_over_all_alignments(words: list[int], frames: int) -> None:
    log_probs = random_log_probs(frames, frames, PHONES)
    heard = evidence(log_probs)
    expected = exact_final(ratios(log_probs), words)
    assert math.exp(heard.final(follow(heard, words))) == pytest.approx(expected, rel=1e-5, abs=1e-12)


@pytest.mark.parametrize("words", SEQUENCES[1:])
def test_score_is_the_mass_that_completes_the_last_word(words: list[int]) -> None:
    log_probs = random_log_probs(7, 5, PHONES)
    heard = evidence(log_probs)
    expected = exact_score(ratios(log_probs), words)
    assert math.exp(heard.score(follow(heard, words))) == pytest.approx(expected, rel=1e-5, abs=1e-12)


@pytest.mark.parametrize("words", SEQUENCES[1:])
def test_a_model_without_boundaries(words: list[int]) -> None:
    log_probs = random_log_probs(8, 5, PHONES)
    log_probs[:, WB] = -1e30  # the column is there and never emitted
    heard = evidence(log_probs, boundary=None, floor=1e9)
    state = follow(heard, words)
    rows = ratios(log_probs)
    assert math.exp(heard.final(state)) == pytest.approx(exact_final(rows, words, False), rel=1e-5, abs=1e-12)
    assert math.exp(heard.score(state)) == pytest.approx(exact_score(rows, words, False), rel=1e-5, abs=1e-12)


def test_a_word_without_a_reading_takes_any_frames_but_boundaries_once() -> None:
    log_probs = random_log_probs(3, 6, PHONES)
    rows = ratios(log_probs)
    filler = rows[:, [A, B, BLANK]].max(axis=1)

    def before(t: int) -> float:  # mass that lets a word begin in frame t
        return math.prod(rows[i, BLANK] + rows[i, WB] for i in range(t))

    def spoken(begin: int, end: int) -> float:
        return before(begin) * math.exp(-3.0) * math.prod(filler[begin:end])

    best = [max((spoken(begin, end) for begin in range(end)), default=0.0) for end in range(7)]
    entered = [best[t] * rows[t, WB] for t in range(6)]
    heard = evidence(log_probs)
    state = heard.extend(0, 3)
    expected = sum(entered) + math.exp(-SKIP) * max(best)
    assert math.exp(heard.score(state)) == pytest.approx(expected, rel=1e-5)
    after = [entered[t] * math.prod(rows[i, BLANK] + rows[i, WB] for i in range(t + 1, 6)) for t in range(6)]
    assert math.exp(heard.final(state)) == pytest.approx(best[6] + sum(after), rel=1e-5)


def spoken(phones: list[int], pause: int = 2) -> np.ndarray:
    """Emissions that say ``phones`` clearly, three frames each and blanks between."""
    rows = np.full((len(phones) * (3 + pause), PHONES), -9.0, dtype=np.float32)
    for i, phone in enumerate(phones):
        rows[i * (3 + pause) : i * (3 + pause) + 3, phone] = -0.01
        rows[i * (3 + pause) + 3 : (i + 1) * (3 + pause), BLANK] = -0.01
    return rows


def test_what_was_said_scores_near_zero_and_the_rest_far_below() -> None:
    heard = evidence(spoken([A, WB, B, B, A, WB, A]))
    assert abs(heard.final(follow(heard, [0, 2, 0]))) < 1.0
    assert heard.final(follow(heard, [0, 0, 0])) < -10
    assert heard.final(follow(heard, [0, 2])) < -10
    # As beginnings of what was said, both prefixes are right, although they end at different frames.
    assert abs(heard.score(follow(heard, [0]))) < 1.0
    assert abs(heard.score(follow(heard, [0, 2]))) < 1.0
    assert heard.end(follow(heard, [0])) == 5
    assert 25 <= heard.end(follow(heard, [0, 2])) < 28


def test_a_missing_boundary_costs_its_price() -> None:
    heard = evidence(spoken([A, B, B, A]))
    assert heard.final(follow(heard, [0, 1, 1, 0])) == pytest.approx(-3 * SKIP, abs=1.0)


@pytest.mark.parametrize("window", [12.0, 25.0])
def test_a_window_leaves_likely_scores_alone_and_lowers_others(window: float) -> None:
    log_probs = spoken([A, WB, B, B, A, WB, A, B, WB, B], pause=30)
    narrow, wide = evidence(log_probs, window=window, floor=9.0), evidence(log_probs, floor=9.0)
    said = [0, 2, 1, 1]
    assert narrow.final(follow(narrow, said)) == pytest.approx(wide.final(follow(wide, said)), abs=0.01)
    for words in ([0, 2, 1, 0], [0, 2, 0, 1], [0, 2, 1], [0, 1, 1, 1]):
        assert narrow.final(follow(narrow, words)) < wide.final(follow(wide, words)) + 1e-6 < -20


def test_the_same_word_after_the_same_state_is_worked_out_once() -> None:
    heard = evidence(spoken([A, WB, B]))
    assert follow(heard, [0, 1]) == follow(heard, [0, 1]) != follow(heard, [1, 0])
    assert heard.states == 5  # the root, two first words, a second one after each


def test_forgotten_states_make_room_and_the_kept_ones_stay() -> None:
    heard = evidence(spoken([A, WB, B, B, A, WB, A]))
    first, gone = heard.extend(0, 0), heard.extend(0, 1)
    second = heard.extend(first, 2)
    score = heard.score(second)
    heard.keep([second])
    assert heard.states == 2
    with pytest.raises(ValueError, match=f"no state {first}"):
        heard.extend(first, 0)
    assert heard.extend(0, 1) in (first, gone)  # a number used again
    assert heard.extend(0, 0) in (first, gone)
    assert heard.score(second) == score
    assert abs(heard.final(heard.extend(second, 0))) < 1.0


def test_too_few_frames_are_impossible_and_no_frames_say_nothing() -> None:
    heard = evidence(random_log_probs(1, 2, PHONES))
    assert heard.final(follow(heard, [2])) == -math.inf
    assert heard.score(follow(heard, [2, 0, 3])) == -math.inf
    nothing = evidence(np.zeros((0, PHONES), dtype=np.float32))
    assert nothing.final(0) == 0.0
    assert nothing.final(nothing.extend(0, 0)) == -math.inf


def test_columns_are_summed_where_they_count_for_one_phone() -> None:
    log_probs = random_log_probs(4, 5, 6)
    columns = np.array([A, B, WB, BLANK, A, -1], dtype=np.int32)
    pooled = np.log(np.exp(log_probs[:, :4]) + np.pad(np.exp(log_probs[:, 4:5]), ((0, 0), (0, 3))))
    options = {"boundary_skip": SKIP, "floor": 50.0, "unknown_word": 3.0, "window": 200.0}
    heard = PhoneEvidence(log_probs, columns, PHONES, lexicon(), blank=BLANK, boundary=WB, **options)
    same = evidence(pooled.astype(np.float32))
    for words in SEQUENCES:
        assert heard.final(follow(heard, words)) == pytest.approx(same.final(follow(same, words)), abs=1e-4)


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="5 columns, expected 4"):
        evidence(random_log_probs(0, 3, 5))
    with pytest.raises(ValueError, match="phone 7, the emissions have 4"):
        PhoneEvidence(
            random_log_probs(0, 3, 4), np.arange(4, dtype=np.int32), 4, lexicon([[[7]]]),
            blank=BLANK, boundary=WB, boundary_skip=1.0, floor=9.0, unknown_word=1.0, window=20.0,
        )  # fmt: skip
    with pytest.raises(ValueError, match="offsets of the readings must rise"):
        lexicon([[[]]])
