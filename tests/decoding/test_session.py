"""A session's result is that of the whole utterance, however its frames are split."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest
from decoding.language import VOCABULARY, write
from decoding.reference import Entries, entries, random_log_probs, vocabulary
from decoding.test_phone_lexicon import PRONOUNCER, heard
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from earmark.decoding import BeamDecoder, DecodeOptions, WordLm
from earmark.errors import EarmarkError, EmissionsError, OptionsError, WordListError
from earmark.models.emissions import Attention, Emissions
from earmark.transcript import Hypothesis

FRAMES = 24
LISTED = entries([1, 2], [3, 2], [3], weights=[1.0, 2.0, -1.0])
WEIGHTED = DecodeOptions.of({"boosting.bonus": 3.0, "class_lm.log_weight": 4.0, "phones.boundary_skip": 1.0})

splits = st.lists(st.integers(0, FRAMES), max_size=6).map(lambda cuts: [0, *sorted(cuts), FRAMES])


@pytest.fixture(scope="module")
def lm(tmp_path_factory: pytest.TempPathFactory) -> WordLm:
    return WordLm.load(write(tmp_path_factory.mktemp("lm")))


def blocks(rows: NDArray[np.float32] | None, cuts: Sequence[int]) -> Iterator[NDArray[np.float32] | None]:
    """``rows`` cut at the shares of their length that ``cuts`` are of FRAMES."""
    for first, after in zip(cuts, cuts[1:], strict=False):
        length = 0 if rows is None else len(rows)
        yield None if rows is None else rows[first * length // FRAMES : after * length // FRAMES]


def in_blocks(
    decoder: BeamDecoder,
    emissions: Emissions,
    listed: Entries | None,
    cuts: Sequence[int],
    look: Sequence[bool],
) -> list[Hypothesis]:
    """Search block by block; ``look`` says after which blocks the partial result is asked for."""
    session = decoder.session(listed)
    mass = None if emissions.attention is None else emissions.attention.mass
    parts = zip(
        blocks(emissions.log_probs, cuts), blocks(emissions.phone_log_probs, cuts),
        blocks(emissions.unbiased, cuts), blocks(mass, cuts), strict=True,
    )  # fmt: skip
    for number, (rows, phones, unbiased, shares) in enumerate(parts):
        assert rows is not None
        attention = None if shares is None else Attention((0,), shares, 1 - shares[:, 0])
        session.advance(rows, phones, unbiased, attention)
        if look[number % len(look)]:
            assert session.partial().frames == tuple(sorted(session.partial().frames))
    assert session.frames == FRAMES
    return session.finish(4)


def check(decoder: BeamDecoder, emissions: Emissions, listed: bool, cuts: Any, look: Any) -> None:
    words = LISTED if listed else None
    (whole,) = decoder.decode_emissions([emissions], words, 4)
    assert in_blocks(decoder, emissions, words, cuts, look) == whole


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.integers(0, 10_000), splits, st.lists(st.booleans(), min_size=1, max_size=4), st.booleans())
def test_any_split_without_a_language_model(
    seed: int, cuts: list[int], look: list[bool], listed: bool
) -> None:
    emissions = Emissions(random_log_probs(seed, FRAMES, len(VOCABULARY), peak=0.2), 0.04)
    check(BeamDecoder(VOCABULARY, WEIGHTED), emissions, listed, cuts, look)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    st.integers(0, 10_000), splits, st.lists(st.booleans(), min_size=1, max_size=4), st.booleans(),
    st.booleans(), st.booleans(),
)  # fmt: skip
def test_any_split_with_a_language_model(
    lm: WordLm, seed: int, cuts: list[int], look: list[bool], listed: bool, phones: bool, biased: bool
) -> None:
    rows = random_log_probs(seed, FRAMES, len(VOCABULARY), peak=0.2)
    plain = random_log_probs(seed + 1, FRAMES, len(VOCABULARY), peak=0.2) if biased else None
    mass = np.random.default_rng(seed).random((FRAMES, 1)).astype(np.float32)
    emissions = Emissions(
        rows, 0.04, phone_log_probs=heard(seed, FRAMES) if phones else None,
        unbiased=plain, attention=Attention((0,), mass, 1 - mass[:, 0]) if biased and listed else None,
    )  # fmt: skip
    check(BeamDecoder(VOCABULARY, WEIGHTED, lm, PRONOUNCER), emissions, listed, cuts, look)


def test_partial_results_grow_with_the_audio() -> None:
    p = np.full((9, len(VOCABULARY)), 1e-4)
    p[:, 0] = 1.0
    p[[1, 4, 7], [1, 3, 1]] = 100.0
    log_probs = np.log(p / p.sum(1, keepdims=True)).astype(np.float32)
    session = BeamDecoder(VOCABULARY).session()
    assert session.partial().tokens == ()
    seen = []
    for first in range(0, 9, 3):
        session.advance(log_probs[first : first + 3])
        seen.append(session.partial())
    assert [h.tokens for h in seen] == [(1,), (1, 3), (1, 3, 1)]
    assert all(len(h.confidences) == len(h.tokens) and min(h.confidences) > 0.9 for h in seen)
    assert session.finish()[0].tokens == (1, 3, 1)


def test_a_session_without_frames_gives_the_empty_hypothesis() -> None:
    (found,) = BeamDecoder(VOCABULARY).session(LISTED).finish()
    assert (found.tokens, found.scores.total) == ((), 0.0)


def test_what_does_not_fit_is_refused_and_changes_nothing() -> None:
    decoder = BeamDecoder(VOCABULARY)
    log_probs = random_log_probs(5, FRAMES, len(VOCABULARY))
    mass = np.zeros((FRAMES, 1), np.float32)
    session = decoder.session(LISTED)
    session.advance(log_probs)
    with pytest.raises(EmissionsError, match="shape"):
        session.advance(log_probs[:, :3])
    with pytest.raises(EmissionsError, match="some blocks"):
        session.advance(log_probs, attention=Attention((0,), mass, mass[:, 0]))
    with pytest.raises(EmissionsError, match="unbiased emissions have 3 frames"):
        session.advance(log_probs, unbiased=log_probs[:3])
    with pytest.raises(OptionsError, match="nbest is 0"):
        session.finish(0)
    assert session.frames == FRAMES
    assert session.finish(3) == decoder.decode(log_probs, LISTED, 3)
    for late in (session.finish, session.partial, lambda: session.advance(log_probs)):
        with pytest.raises(EarmarkError, match="finished"):
            late()


def test_attention_stays_on_the_same_entries() -> None:
    rows = random_log_probs(6, 4, len(VOCABULARY))
    mass = np.full((4, 1), 0.5, np.float32)
    session = BeamDecoder(VOCABULARY).session(LISTED)
    session.advance(rows, attention=Attention((0,), mass, mass[:, 0]))
    with pytest.raises(EmissionsError, match="other entries"):
        session.advance(rows, attention=Attention((1,), mass, mass[:, 0]))


def test_a_list_of_another_model_is_refused() -> None:
    class Other:
        def index_for(self, alphabet: Any) -> Any:
            return entries([1]).index_for(vocabulary([True, True]))

    with pytest.raises(WordListError, match="compiled for a model of 3 tokens"):
        BeamDecoder(VOCABULARY).session(Other())


def test_sessions_in_threads_do_not_meet(lm: WordLm) -> None:
    decoder = BeamDecoder(VOCABULARY, WEIGHTED, lm, PRONOUNCER)
    several = [
        Emissions(random_log_probs(n, FRAMES, len(VOCABULARY), 0.2), 0.04, phone_log_probs=heard(n, FRAMES))
        for n in range(16)
    ]
    alone = decoder.decode_emissions(several, LISTED, 4)

    def run(emissions: Emissions) -> list[Hypothesis]:
        return in_blocks(decoder, emissions, LISTED, [0, 5, 11, 11, 20, FRAMES], [True, False])

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(run, several)) == alone
