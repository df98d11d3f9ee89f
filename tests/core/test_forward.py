"""The probability of a token sequence, against every alignment enumerated."""

import math

import pytest
from decoding.reference import exact_log_probs, random_log_probs

from earmark._core import ctc_log_prob


@pytest.mark.parametrize("seed", range(10))
def test_equals_the_sum_over_all_alignments(seed: int) -> None:
    log_probs = random_log_probs(seed, 1 + seed % 5, 4)
    for tokens, expected in exact_log_probs(log_probs).items():
        assert ctc_log_prob(log_probs, list(tokens), 0) == pytest.approx(expected, abs=1e-5)


def test_more_tokens_than_frames_are_impossible() -> None:
    log_probs = random_log_probs(0, 3, 4)
    assert ctc_log_prob(log_probs, [1, 2, 3, 1], 0) == -math.inf
    assert ctc_log_prob(log_probs, [1, 1, 2], 0) == -math.inf  # the repeat needs a blank between


def test_a_token_that_is_no_column_is_refused() -> None:
    with pytest.raises(ValueError, match="token 4 is not a column"):
        ctc_log_prob(random_log_probs(0, 3, 4), [4], 0)
