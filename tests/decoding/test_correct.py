"""The search for entries among given words: everything but the entries stays as it was given."""

from collections.abc import Sequence

import numpy as np
import pytest
from decoding.reference import entries, exact_log_probs, random_log_probs
from decoding.test_boost import VOCABULARY, A, B, C, D, E, clear, spoken
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from earmark import _core
from earmark.decoding import BeamDecoder, DecodeOptions, VerifierWeights
from earmark.errors import EmissionsError
from earmark.models.emissions import Emissions

Tokens = tuple[int, ...]
NEAR = spoken(*clear(C), *clear(A), {D: 0.6, B: 0.3}, {0: 0.97}, *clear(E))  # "c ad e", nearly "c ab e"
ANY = VerifierWeights(bias=20.0)  # whatever the search finds is written
NONE = VerifierWeights(bias=-20.0)
WORDS = ((A,), (A, B), (C,), (C, D), (E,), (A, D))
LISTED = ([A, B], [A, D, E], [C], [E, B], [C, D])


def correct(
    rows: NDArray[np.float32], words: Sequence[int], *listed: Sequence[int],
    weights: VerifierWeights = ANY, threshold: float = 0.0,
) -> _core.Corrected | None:  # fmt: skip
    decoder = BeamDecoder(VOCABULARY, DecodeOptions.of({"boosting.bonus": 3.0}), verifier=weights)
    index = entries(*listed) if listed else None
    return decoder.correct_emissions([Emissions(rows, 0.04)], [words], [index], threshold)[0]


def spelt(tokens: Sequence[int]) -> list[Tokens]:
    """The tokens of each word."""
    return [tuple(tokens[w.first : w.last + 1]) for w in VOCABULARY.words_of(tokens)]


def test_an_entry_takes_the_place_of_the_word_that_was_given() -> None:
    result = correct(NEAR, [C, A, D, E], [A, B])
    assert result is not None
    assert result.hypothesis.tokens == (C, A, B, E)
    assert result.places == [(1, 2)]
    assert result.given.tokens == (C, A, D, E)


def test_nothing_but_entries_is_changed() -> None:
    """The audio says another word than the last one, which no entry is."""
    result = correct(NEAR, [C, A, D, C], [A, B])
    assert result is not None
    assert result.hypothesis.tokens == (C, A, B, C)


def test_an_entry_that_verification_refuses_leaves_the_given_words() -> None:
    result = correct(NEAR, [C, A, D, E], [A, B], weights=NONE)
    assert result is not None
    assert result.hypothesis.tokens == result.given.tokens == (C, A, D, E)
    assert result.places == [] and [hit.entry for hit in result.rejected] == [0]


def test_the_threshold_is_one_of_log_odds() -> None:
    weights = VerifierWeights(bias=-2.0)
    kept, gone = (correct(NEAR, [C, A, D, E], [A, B], weights=weights, threshold=t) for t in (-3.0, -1.0))
    assert kept is not None and gone is not None
    assert kept.hypothesis.tokens == (C, A, B, E) and gone.hypothesis.tokens == (C, A, D, E)


def test_an_entry_that_is_given_already_stands_whatever_its_log_odds() -> None:
    result = correct(NEAR, [C, A, B, E], [A, B], weights=NONE)
    assert result is not None
    assert result.hypothesis.tokens == (C, A, B, E)
    assert result.places == [(1, 2)] and result.rejected == []


def test_words_that_the_audio_has_no_room_for() -> None:
    assert correct(NEAR, [A, B] * 20, [A, B]) is None


def test_without_a_list_the_words_are_aligned() -> None:
    result = correct(NEAR, [C, A, D, E])
    assert result is not None
    assert result.hypothesis == result.given
    assert result.given.frames == (0, 2, 4, 6)


def test_where_no_word_was_given_an_entry_is_inserted() -> None:
    result = correct(NEAR, [], [A, B])
    assert result is not None
    assert result.hypothesis.tokens == (A, B)
    assert result.places == [(0, 0)]


def test_tokens_that_are_never_written_are_refused() -> None:
    with pytest.raises(EmissionsError, match="column 99|token 99"):
        correct(NEAR, [99], [A, B])


@settings(max_examples=80, derandomize=True)
@given(st.integers(0, 10_000), st.lists(st.sampled_from(WORDS), min_size=1, max_size=3))
def test_given_words_stay_around_the_entries(seed: int, given_words: list[Tokens]) -> None:
    words = [token for word in given_words for token in word]
    rows = random_log_probs(seed, 12, len(VOCABULARY), peak=0.3)
    result = correct(rows, words, *LISTED, threshold=-1e9)
    if result is None:
        return
    own, theirs = spelt(result.hypothesis.tokens), spelt(words)
    at = 0
    for hit, (first, end) in zip(result.hypothesis.hits, result.places, strict=True):
        entry = spelt(result.hypothesis.tokens[hit.first_token : hit.last_token + 1])
        between = theirs[at:first]
        assert own[: len(between)] == between
        assert own[len(between) : len(between) + len(entry)] == entry
        own, at = own[len(between) + len(entry) :], end
    assert own == theirs[at:]


@settings(max_examples=60, derandomize=True)
@given(st.integers(0, 10_000), st.lists(st.sampled_from([A, C, E]), min_size=1, max_size=3))
def test_scores_are_exact(seed: int, words: list[int]) -> None:
    """By enumeration of every alignment."""
    rows = random_log_probs(seed, 6, len(VOCABULARY), peak=0.3)
    result = correct(rows, words, [A, B], [C, D])
    if result is None:
        return
    exact = exact_log_probs(rows)
    assert result.given.scores.acoustic == pytest.approx(exact[tuple(words)], abs=1e-4)
    assert result.hypothesis.scores.acoustic == pytest.approx(exact[result.hypothesis.tokens], abs=1e-4)


def test_many_utterances_come_out_as_each_does_alone() -> None:
    rows = [Emissions(random_log_probs(seed, 12, len(VOCABULARY), peak=0.3), 0.04) for seed in range(24)]
    words = [[A, C, E][: seed % 4] for seed in range(24)]
    index = entries(*LISTED)
    alone = [
        BeamDecoder(VOCABULARY).correct_emissions([e], [w], [index], 0.0)[0]
        for e, w in zip(rows, words, strict=True)
    ]
    several = BeamDecoder(VOCABULARY, DecodeOptions.of({"search.threads": 8}))
    together = several.correct_emissions(rows, words, [index] * 24, 0.0)
    assert [r and (r.hypothesis, r.places) for r in alone] == [
        r and (r.hypothesis, r.places) for r in together
    ]
