"""The search without the list that comes first: it competes, and stands where no entry does."""

from pathlib import Path

import numpy as np
from decoding.language import VOCABULARY as SPELT
from decoding.language import write
from decoding.reference import entries, random_log_probs
from decoding.test_boost import VOCABULARY, A, B, C, D, E, clear, spoken
from hypothesis import given, settings
from hypothesis import strategies as st

from earmark.decoding import BeamDecoder, DecodeOptions, VerifierWeights, WordLm
from earmark.models.emissions import Attention, Emissions

STRICT = VerifierWeights(bias=-99.0)  # whatever the list brings about is rejected
seeds = st.integers(0, 10_000)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(seeds, st.integers(1, 8))
def test_a_list_of_which_nothing_is_written_changes_nothing(seed: int, beam: int) -> None:
    """A narrow beam too, that its entries crowd ordinary hypotheses out of."""
    log_probs = random_log_probs(seed, 12, len(VOCABULARY), peak=0.3)
    listed = entries([A, B], [A, D, E], [C], [E, B], [C, D])
    decoder = BeamDecoder(
        VOCABULARY, DecodeOptions.of({"search.beam": beam, "boosting.bonus": 3.0}), verifier=STRICT
    )
    best, plain = decoder.decode(log_probs, listed)[0], decoder.decode(log_probs)[0]
    if all(hit.boost <= 0 for hit in best.hits):
        assert best.tokens == plain.tokens


@settings(max_examples=40, deadline=None, derandomize=True)
@given(seeds)
def test_an_adapter_that_finds_no_entry_changes_nothing(seed: int) -> None:
    unbiased = random_log_probs(seed, 10, len(VOCABULARY), peak=0.3)
    bent = random_log_probs(seed + 1, 10, len(VOCABULARY), peak=0.3)
    heard = Emissions(bent, 0.04, unbiased=unbiased)
    decoder = BeamDecoder(VOCABULARY, verifier=STRICT)
    best = decoder.decode_emissions([heard], entries([A, B], [C, D]))[0][0]
    if not best.hits:
        assert best.tokens == decoder.decode(unbiased)[0].tokens


def test_entries_do_not_crowd_out_what_is_said() -> None:
    """One hypothesis at a time: entries begin everywhere, and the ordinary words come back."""
    said = spoken(*clear(C), {A: 0.45, E: 0.5}, {0: 0.97}, {D: 0.5, B: 0.45}, {0: 0.97}, *clear(C))
    listed = entries([A, B, B], [A, B, D], [A, D, D])
    options = DecodeOptions.of({"search.beam": 1, "boosting.bonus": 4.0, "boosting.first_share": 1.0})
    narrow, crowded = (
        BeamDecoder(VOCABULARY, options),
        BeamDecoder(VOCABULARY, options.with_({"verification.enabled": False})),
    )
    assert crowded.decode(said, listed)[0].tokens != (C, E, D, C)
    assert narrow.decode(said, listed)[0].tokens == narrow.decode(said)[0].tokens == (C, E, D, C)


def test_what_is_to_be_avoided_does_not_come_back() -> None:
    close = spoken(*clear(A), {B: 0.6, D: 0.3}, {0: 0.97})
    listed = entries([A, B], [C], weights=[-1.0, 1.0])
    assert BeamDecoder(VOCABULARY, verifier=STRICT).decode(close)[0].tokens == (A, B)
    assert BeamDecoder(VOCABULARY, verifier=STRICT).decode(close, listed)[0].tokens == (A, D)


def test_what_a_search_without_the_list_writes_too_is_kept() -> None:
    """Its odds are against it, and it stands there anyway."""
    best = BeamDecoder(VOCABULARY, verifier=STRICT).decode(spoken(*clear(A, B)), entries([A, B]))[0]
    assert best.tokens == (A, B) and not best.rejected
    assert best.hits[0].verdict is not None
    assert best.hits[0].verdict.log_odds < 0 < best.hits[0].boost


def test_without_emissions_there_is_nothing() -> None:
    nothing = np.zeros((0, len(VOCABULARY)), np.float32)
    assert BeamDecoder(VOCABULARY).decode(nothing, entries([A]))[0].tokens == ()


def test_an_entry_in_other_tokens_of_the_same_text_is_no_rival(tmp_path: Path) -> None:
    """Without the list the word is written too, spelt by two tokens instead of one."""
    lm = WordLm.load(write(tmp_path))
    p = np.full((4, len(SPELT)), 0.01)
    p[0, 1], p[0, 3] = 0.6, 0.36
    p[1, 2], p[1, 0] = 0.85, 0.11
    p[2:, 0] = 0.95
    log_probs = np.log(p / p.sum(1, keepdims=True)).astype(np.float32)
    options = DecodeOptions.of(
        {
            "calibration.temperature": 1.0,
            "calibration.blank_penalty": 0.0,
            "boosting.scale_with_lm": 1.0,
            "lm.weight": 0.1,
            "class_lm.enabled": False,
            "boosting.mode": "static",
            "boosting.static_reward": 6.0,
            "boosting.first_share": 1.0,
        },
    )
    decoder = BeamDecoder(SPELT, options, lm, verifier=STRICT)
    plain = decoder.decode(log_probs)[0]
    best = decoder.decode(log_probs, entries([3]))[0]
    assert plain.tokens == (1, 2)
    assert [h.entry for h in best.hits] == [0] and best.tokens == (3,)


def test_entries_that_an_adapter_alone_has_brought_about_are_written() -> None:
    """Nothing is paid, and they are entries all the same: told, weighed, and kept where they were said."""
    biased = spoken(*clear(A), {B: 0.97}, {0: 0.97})
    unbiased = spoken(*clear(A), {D: 0.6, B: 0.3}, {0: 0.97})
    frames = len(biased)
    looked = Attention((0,), np.ones((frames, 1), np.float32), np.zeros(frames, np.float32))
    heard = Emissions(biased, 0.04, unbiased=unbiased, attention=looked)
    options = DecodeOptions.of({"boosting.mode": "off"})
    kept, rejected = (
        BeamDecoder(VOCABULARY, options, verifier=VerifierWeights(bias=bias)).decode_emissions(
            [heard], entries([A, B])
        )[0][0]
        for bias in (1.0, -1.0)
    )
    assert kept.tokens == (A, B) and [(h.entry, h.boost) for h in kept.hits] == [(0, 0.0)]
    assert rejected.tokens == (A, D) and [h.entry for h in rejected.rejected] == [0]
