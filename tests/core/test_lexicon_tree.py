"""What a walk through the lexicon hears, against the evidence of each word by itself."""

import numpy as np
import pytest
from decoding.reference import random_log_probs

from earmark._core import LexiconTree, PhoneEvidence, Pronunciations

A, B, C, WB, BLANK = range(5)
WORDS = [[[A]], [[A, B]], [], [[B, B, A]], [[A, B]], [[C, A, B], [C]], [[A, B, C, A]]]


def lexicon() -> Pronunciations:
    readings = [reading for word in WORDS for reading in word]
    return Pronunciations(
        np.array([p for reading in readings for p in reading], dtype=np.uint16),
        np.cumsum([0, *map(len, readings)]).astype(np.uint32),
        np.cumsum([0, *map(len, WORDS)]).astype(np.uint32),
    )


def evidence(log_probs: np.ndarray, boundary: int | None = WB) -> PhoneEvidence:
    return PhoneEvidence(
        log_probs, np.arange(5, dtype=np.int32), 5, lexicon(), blank=BLANK, boundary=boundary,
        boundary_skip=1.5, floor=30.0, unknown_word=3.0, window=100.0,
    )  # fmt: skip


def test_words_share_the_nodes_of_their_beginnings() -> None:
    assert LexiconTree(lexicon()).nodes == 1 + 4 + 3 + 3  # root, a ab abc abca, b bb bba, c ca cab


@pytest.mark.parametrize("boundary", [WB, None])
@pytest.mark.parametrize("seed", range(5))
def test_scores_are_those_of_the_words_alone(seed: int, boundary: int | None) -> None:
    heard = evidence(random_log_probs(seed, 12, 5), boundary)
    found = heard.words_after(LexiconTree(lexicon()), 0, 80.0, 100)
    sums: dict[int, float] = {}
    for word, _, score in found:
        sums[word] = sums.get(word, 0.0) + np.exp(score)  # one row for each reading
    expected = {word: heard.score(heard.extend(0, word)) for word in range(7) if WORDS[word]}
    assert {word: np.log(p) for word, p in sums.items()} == pytest.approx(expected, abs=1e-4)
    scores = [score for _, _, score in found]
    assert scores == sorted(scores, reverse=True)


def clear(*phones: int) -> np.ndarray:
    rows = np.full((3 * len(phones), 5), -9.0, dtype=np.float32)
    for i, phone in enumerate(phones):
        rows[3 * i : 3 * i + 2, phone] = rows[3 * i + 2, BLANK] = -0.01
    return rows


def test_after_a_word_the_next_one_is_heard() -> None:
    heard = evidence(clear(A, B, WB, C, A, B, WB, B, B, A, WB))
    tree = LexiconTree(lexicon())
    first = heard.words_after(tree, 0, 4.0, 100)
    assert [word for word, _, _ in first] == [1, 4, 0]  # "a" at the price of the boundary that it lacks
    second = heard.words_after(tree, heard.extend(0, 1), 6.0, 100)
    assert second[0][0] == 5 and second[0][1] == 18 and abs(second[0][2]) < 1
    third = heard.words_after(tree, heard.extend(heard.extend(0, 1), 5), 6.0, 100)
    assert third[0][0] == 3


def test_no_more_words_than_asked_for_and_none_far_below() -> None:
    heard = evidence(random_log_probs(3, 12, 5))
    tree = LexiconTree(lexicon())
    every = heard.words_after(tree, 0, 80.0, 100)
    assert heard.words_after(tree, 0, 80.0, 2) == every[:2]
    near = heard.words_after(tree, 0, 1.0, 100)
    assert {word for word, _, _ in near} < {word for word, _, _ in every}
    assert near[0][2] - near[-1][2] <= 1.0


def test_nothing_is_heard_in_no_audio() -> None:
    heard = evidence(np.zeros((0, 5), dtype=np.float32))
    assert heard.words_after(LexiconTree(lexicon()), 0, 10.0, 10) == []
