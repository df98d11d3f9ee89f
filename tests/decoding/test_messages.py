"""What the search says to input it cannot use."""

from typing import Any

import numpy as np
import pytest
from decoding.reference import entries, random_log_probs, vocabulary

from earmark.decoding import BeamDecoder, DecodeOptions, greedy_decode
from earmark.errors import EmissionsError, OptionsError, WordListError

DECODER = BeamDecoder(vocabulary([True, False, True]))
GOOD = random_log_probs(0, 5, 4)


def with_nan() -> Any:
    broken = GOOD.copy()
    broken[3, 1] = np.nan
    return broken


@pytest.mark.parametrize(
    ("emissions", "message"),
    [
        (GOOD[:, :3], r"shape \(5, 3\), expected \(frames, 4\)"),
        (GOOD[0], r"shape \(4,\), expected \(frames, 4\)"),
        (GOOD[None], r"shape \(1, 5, 4\), expected \(frames, 4\)"),
        (with_nan(), "hold NaN, first in frame 3"),
        (np.exp(GOOD) * 9, "expected natural-log probabilities <= 0: apply log_softmax"),
    ],
)
def test_bad_emissions(emissions: Any, message: str) -> None:
    with pytest.raises(EmissionsError, match=message):
        DECODER.decode(emissions)
    with pytest.raises(EmissionsError, match=rf"utterance 1 of 2: .*{message}"):
        DECODER.decode_batch([GOOD, emissions])


def test_greedy_refuses_a_batch_and_an_empty_vocabulary() -> None:
    with pytest.raises(EmissionsError, match=r"shape \(1, 5, 4\)"):
        greedy_decode(GOOD[None])
    with pytest.raises(EmissionsError, match="no tokens, expected at least the blank"):
        greedy_decode(np.zeros((3, 0), np.float32))


def test_double_precision_and_strided_emissions_are_taken() -> None:
    assert DECODER.decode(GOOD.astype(np.float64)) == DECODER.decode(GOOD)
    assert DECODER.decode(np.asfortranarray(GOOD)) == DECODER.decode(GOOD)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"search.beam": 0}, "search.beam is 0, expected a whole number from 1 to 4096"),
        ({"search": {"beam": 3.5}}, "search.beam is 3.5, expected a whole number"),
        ({"boosting.gap_share": -1.0}, "boosting.gap_share is -1.0, expected a number from 0 to 10"),
        ({"boosting.gap_cap": float("nan")}, "boosting.gap_cap is nan, expected a number"),
        (
            {"calibration.suppress_non_speech": 2.0},
            "suppress_non_speech is 2.0, expected a number from 0 to 1",
        ),
        ({"boosting.mode": "strong"}, "boosting.mode is 'strong', expected one of off, static, adaptive"),
        ({"class_lm": {"enabled": 1}}, "class_lm.enabled is 1, expected true or false"),
        ({"search.threads": -1}, "search.threads is -1, expected a whole number from 0"),
        ({"beam": 3}, "unknown decode option 'beam': did you mean 'search.beam'?"),
        ({"search": {"beem": 3}}, "unknown decode option 'search.beem': did you mean 'search.beam'?"),
        ({"zzz": 3}, "unknown decode option 'zzz': expected one of search.beam, search.top_k"),
        ({"search": 3}, "decode option 'search' is 3, expected a mapping of beam, top_k"),
    ],
)
def test_bad_options(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(OptionsError) as error:
        DecodeOptions.of(changes)
    assert message in str(error.value)


def test_bad_nbest() -> None:
    with pytest.raises(OptionsError, match="nbest is 0, expected a whole number from 1 to 4096"):
        DECODER.decode(GOOD, nbest=0)


def test_list_of_another_model() -> None:
    with pytest.raises(WordListError, match="an entry with token 9, but the model has 4 tokens"):
        DECODER.decode(GOOD, entries([1, 9]))
    with pytest.raises(WordListError, match="with token 2, which starts no word, as its first"):
        DECODER.decode(GOOD, entries([2, 1]))


def test_as_many_lists_as_utterances() -> None:
    with pytest.raises(WordListError, match="3 utterances came with 2 word lists"):
        DECODER.decode_batch([GOOD] * 3, [None, None])
