"""Wrong numbers given to the private module crashed the process; the core refuses each with a sentence."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest
from decoding.reference import entries, random_log_probs, vocabulary

from earmark import Recognizer
from earmark._core import (
    BiasIndex,
    CommonSounds,
    ContextGraph,
    EditCosts,
    LexiconTree,
    PhoneEvidence,
    PhoneLexicon,
    PhoneLookup,
    Pronunciations,
    Search,
    Utterance,
    align_labels,
    ctc_log_prob,
    greedy,
    own_paths,
    token_confidences,
)
from earmark._core import DecodeOptions as CoreOptions
from earmark.decoding import DecodeOptions
from earmark.decoding.options.changes import nest
from earmark.decoding.options.core import CORE, core_options
from earmark.decoding.verifier import VerifierWeights

ROWS = random_log_probs(0, 6, 4)  # (6, 4)
ALPHABET = vocabulary([True, False, True])


def pronunciations(*phones: int) -> Pronunciations:
    """One word for each phone."""
    steps = np.arange(len(phones) + 1, dtype=np.uint32)
    return Pronunciations(np.array(phones, np.uint16), steps, steps)


def evidence(**changes: Any) -> PhoneEvidence:
    options = {
        "blank": 3,
        "boundary": 2,
        "boundary_skip": 1.0,
        "floor": 9.0,
        "unknown_word": 3.0,
        "window": 20.0,
    }
    given = {
        "columns": np.arange(4, dtype=np.int32),
        "phones": 4,
        "lexicon": pronunciations(0, 1),
        "rows": ROWS,
    }
    given |= {name: changes.pop(name) for name in list(changes) if name in given}
    return PhoneEvidence(
        given["rows"], given["columns"], given["phones"], given["lexicon"], **(options | changes)
    )


def phone_lexicon(**changes: Any) -> PhoneLexicon:
    given: dict[str, Any] = {
        "words": ["a", "b"],
        "lexicon": pronunciations(0, 1),
        "columns": [0, 1, 2, 3],
        "phones": 4,
        "blank": 3,
        "boundary": 2,
    }
    return PhoneLexicon(**(given | changes))


def costs() -> EditCosts:
    return EditCosts(np.zeros((2, 4), np.float32), np.ones(2, np.float32), np.ones(4, np.float32))


def align(blank: int = 3, boundary: int = -1, label: int = 0) -> Any:
    return align_labels(ROWS, [label], blank=blank, boundary=boundary, boundary_skip=0.0)


def look_up(most_words: int = 1, budget: float = 1.0, ends: tuple[int, ...] = (2,)) -> Any:
    return PhoneLookup(pronunciations(0, 1)).find(costs(), list(ends), [1] * len(ends), most_words, budget)


def search(nbest: int = 1, **utterance: Any) -> Any:
    rows = utterance.pop("rows", ROWS)
    core = Search(
            ALPHABET.table, None, None, None, None, core_options(DecodeOptions(), VerifierWeights())
        )
    return core.search_batch([Utterance(rows, **utterance)], nbest, 1)


def options(**changes: Any) -> Any:
    values: dict[str, Any] = DecodeOptions().values()
    values |= {f"verifier.{name}": 0.0 for name in vars(VerifierWeights())} | {"verification.bias": 0.0}
    values |= changes
    return CoreOptions(nest({key: values[key] for key in CORE}))


def with_value(value: float) -> np.ndarray:
    rows = ROWS.copy()
    rows[2, 1] = value
    return rows


def graph(entry: int = 0, token: int = 1) -> ContextGraph:
    return ContextGraph(
        ALPHABET.table, np.array([token], np.int32), np.array([0, 1], np.int64), np.array([entry], np.int32),
        np.ones(1, np.float32),
    )  # fmt: skip


def of_another_model() -> BiasIndex:
    return entries([1], [2]).index_for(vocabulary([True, True, True, True]))


def index(path_texts: list[int], words: Pronunciations | None = None) -> BiasIndex:
    return BiasIndex(
        ALPHABET.table, np.array([1], np.int32), np.array([0, 1], np.int64), np.zeros(1, np.int32),
        np.ones(1, np.float32), np.array(path_texts, np.int32), b"b\n", words, None,
        np.zeros(0, np.float32), -1, np.zeros(0, np.uint8),
    )  # fmt: skip


def common(spoken: Sequence[int] = (), offsets: Sequence[int] = (0, 0), phone: int = 0) -> Any:
    words = CommonSounds(pronunciations(0), 1, [0, 1])
    places, starts = np.array(spoken, np.int32), np.array(offsets, np.int64)
    return words.of_all(pronunciations(phone), places, starts, 1, 1)


# Tokens, offsets and texts of one path; text, offsets and rank of one form.
PATHS = (
    np.array([1], np.int32), np.array([0, 1], np.int64), np.array([0, 1], np.int64), np.zeros(1, np.int32),
    np.array([0, 1], np.int64), np.zeros(1, np.uint8),
)  # fmt: skip
MASS = np.zeros((6, 1), np.float32)
WRONG: list[tuple[Callable[[], Any], str]] = [
    (lambda: align(blank=-1), "blank is column -1 of 4"),
    (lambda: align(blank=4), "blank is column 4 of 4"),
    (lambda: align(boundary=9), "boundary is column 9 of 4"),
    (lambda: align(boundary=-7), "boundary is column -7"),
    (lambda: align(label=12), "label 12"),
    (lambda: evidence(boundary=-5), "boundary is phone -5"),
    (lambda: evidence(boundary=4), "boundary is phone 4"),
    (lambda: evidence(blank=-1), "blank is phone -1"),
    (lambda: evidence(phones=0), "expected 1 to 65536"),
    (lambda: evidence(phones=-3), "expected 1 to 65536"),
    (lambda: evidence(columns=np.array([0, 1, 2, 9], np.int32)), "phone 9"),
    (lambda: evidence(columns=np.array([0, 1], np.int32)), "4 columns, expected 2"),
    (lambda: evidence(lexicon=pronunciations(7)), "greatest phone"),
    (lambda: evidence(floor=float("nan")), "negative or NaN"),
    (lambda: evidence(rows=with_value(float("nan"))), "frame 2"),
    (lambda: evidence().extend(99, 0), "no state 99"),
    (lambda: evidence().words_after(LexiconTree(pronunciations(40)), 0, 5.0, 3), "phone 40"),
    (lambda: phone_lexicon(words=["a"]), "1 words came with pronunciations of 2"),
    (lambda: phone_lexicon(words=["b", "a"]), "sorted"),
    (lambda: phone_lexicon(blank=-2), "blank is phone -2"),
    (lambda: phone_lexicon(boundary=-2), "boundary is phone -2"),
    (lambda: phone_lexicon(columns=[0, 5]), "phone 5"),
    (lambda: phone_lexicon(phones=1), "lexicon has 1"),
    (lambda: look_up(most_words=0), "most_words is 0"),
    (lambda: look_up(most_words=-1), "most_words is -1"),
    (lambda: look_up(budget=float("nan")), "budget"),
    (lambda: look_up(ends=(9,)), "ends at phone 9"),
    (lambda: options(**{"search.beam": 0}), "beam"),
    (lambda: options(**{"search.beam": -5}), "beam"),
    (lambda: options(**{"search.top_k": 0}), "top_k"),
    (lambda: options(**{"calibration.temperature": 0.0}), "temperature"),
    (lambda: options(**{"boosting.bonus": float("nan")}), "bonus"),
    (lambda: search(nbest=0), "nbest is 0"),
    (lambda: search(nbest=-1), "nbest is -1"),
    (lambda: search(rows=ROWS[:, :3].copy()), "3 tokens a frame"),
    (lambda: search(rows=with_value(float("nan"))), "frame 2"),
    (lambda: search(rows=with_value(float("inf"))), "frame 2"),
    (lambda: search(rows=with_value(3.0)), "log_softmax"),
    (lambda: search(unbiased=ROWS[:5].copy()), "unbiased emissions have 5 frames"),
    (lambda: search(phones=ROWS), "without a phone lexicon"),
    (lambda: search(attention=(np.zeros(2, np.int32), MASS)), "column for each of 2 entries"),
    (lambda: search(attention=(np.zeros(1, np.int32), MASS[:3].copy())), "attention has 3 frames"),
    (lambda: search(attention=(np.array([-1], np.int32), MASS)), "entry -1"),
    (lambda: search(index=of_another_model()), "another|compiled for a model"),
    (lambda: graph(entry=-1), "entry -1"),
    (lambda: graph(token=77), "77"),
    (lambda: greedy(ROWS, 9), "9"),
    (lambda: greedy(with_value(float("nan")), 0), "frame 2"),
    (lambda: ctc_log_prob(ROWS, [1, 44], 0), "44"),
    (lambda: token_confidences(ROWS, [1], [77], 0), "77|outside"),
    (lambda: index(path_texts=[1]), "a path writes text 1 of 1"),
    (lambda: index(path_texts=[-1]), "a path writes text -1"),
    (lambda: index(path_texts=[0, 0]), "1 paths came with 2 texts"),
    (lambda: index([0], words=pronunciations(0, 1)), "1 words of a list came with pronunciations of 2"),
    (lambda: common(spoken=[0], offsets=[0, 2]), "do not fit"),
    (lambda: common(spoken=[0, 0], offsets=[2, 2]), "do not fit"),
    (lambda: common(phone=7), "a phone has no group"),
    (lambda: CommonSounds(pronunciations(7), 1, [0, 1]), "phone 7 has no group"),
    (lambda: own_paths(*PATHS[:3], np.array([4], np.int32), *PATHS[4:]), "none of its texts"),
    (lambda: own_paths(PATHS[0], PATHS[1] + 9, *PATHS[2:]), "do not fit together"),
]


@pytest.mark.parametrize(("call", "message"), WRONG, ids=[message for _, message in WRONG])
def test_wrong_numbers_are_refused(call: Callable[[], Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()


def test_a_pronunciation_too_long_for_the_lookup_is_refused() -> None:
    long = Pronunciations(
        np.zeros(100_000, np.uint16), np.array([0, 100_000], np.uint32), np.array([0, 1], np.uint32)
    )
    with pytest.raises(ValueError, match="100000 phones"):
        PhoneLookup(long)


def test_a_batch_of_nothing_is_refused() -> None:
    with pytest.raises((ValueError, TypeError)):
        Recognizer("english").stages.search._search.search_batch([None], 1, 1)


@pytest.mark.parametrize("order", [0, -1, 7, 2**31 - 1])
def test_orders_that_a_model_does_not_have_are_refused(order: int) -> None:
    lm = Recognizer("english").lm
    assert lm is not None and lm.core.count(1) > 0
    with pytest.raises(ValueError, match="outside the model's"):
        lm.core.count(order)


def test_right_numbers_pass() -> None:
    assert align()[0] < 0
    assert evidence().extend(0, 1) > 0
    assert phone_lexicon() is not None
    assert isinstance(look_up(), list)
    assert search()[0][0].scores.total <= 0
