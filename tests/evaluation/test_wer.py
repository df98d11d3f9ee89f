import pytest

from earmark.evaluation.alignment import align
from earmark.evaluation.wer import ErrorCounts, count_errors


def test_rate_counts_every_edit():
    counts = count_errors(
        align(["the", "old", "big", "cat", "sat", "on", "mats"], ["the", "cat", "sits", "on", "mats", "over"])
    )
    assert counts == ErrorCounts(substitutions=1, deletions=2, insertions=1, words=7)
    assert counts.rate == pytest.approx(4 / 7)


def test_rate_over_several_utterances_is_of_the_sums():
    total = count_errors(align(["a"], ["b"])) + count_errors(align(["a", "b", "c"], ["a", "b", "c"]))
    assert total.rate == pytest.approx(0.25)


def test_no_reference_words_have_no_rate():
    assert count_errors(align([], ["noise"])).rate is None
