"""The beams of pyctcdecode 0.5 and ours, side by side: the same texts, frames and scores."""

import json
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from compat.lattices import ARPA, LETTERS, PIECES, random_logits
from hypothesis import given, settings
from hypothesis import strategies as st

from earmark.compat import pyctcdecode as ours

theirs = pytest.importorskip("pyctcdecode", reason="pip install --no-deps pyctcdecode==0.5.0 pygtrie")
pytest.importorskip("kenlm")

FEW = [" ", "a", "b", "c", ""]
# Our n-grams hold natural logarithms as floats, KenLM's base-10 ones: scores differ in the seventh digit.
NO_LM, WITH_LM = 0.0, 1e-4
FREMONT = Path(__file__).parents[2] / "demo" / "fremont.npz"

arguments = st.fixed_dictionaries(
    {
        "beam_width": st.sampled_from([1, 3, 10, 100]),
        "beam_prune_logp": st.sampled_from([-2.0, -10.0, -100.0]),
        "token_min_logp": st.sampled_from([0.0, -2.0, -5.0, -20.0]),
        "prune_history": st.booleans(),
    }
)


@pytest.fixture(scope="module")
def arpa(tmp_path_factory):
    path = tmp_path_factory.mktemp("lm") / "tiny.arpa"
    path.write_text(ARPA, encoding="utf-8")
    return str(path)


def pair(labels, *args, **options):
    return [package.build_ctcdecoder(labels, *args, **options) for package in (ours, theirs)]


def assert_same(found, expected, tolerance):
    assert [(beam[0], beam[2]) for beam in found] == [(beam[0], beam[2]) for beam in expected]
    for beam, other in zip(found, expected, strict=True):
        assert beam[3] == pytest.approx(other[3], abs=tolerance)
        assert beam[4] == pytest.approx(other[4], abs=tolerance)


def compare(pair, logits, tolerance, **options):
    assert_same(*(decoder.decode_beams(logits, **options) for decoder in pair), tolerance)


@settings(deadline=None, max_examples=150)
@given(seed=st.integers(0, 2**32), frames=st.integers(0, 12), spread=st.sampled_from([0.5, 2.0, 6.0]),
       coarse=st.booleans(), options=arguments, pieces=st.booleans())  # fmt: skip
def test_random_lattices(seed, frames, spread, coarse, options, pieces):
    labels = PIECES if pieces else FEW
    logits = random_logits(seed, frames, len(labels), spread, coarse)
    compare(pair(labels), logits, NO_LM, **options)


@settings(deadline=None, max_examples=100)
@given(seed=st.integers(0, 2**32), frames=st.integers(1, 10), spread=st.sampled_from([0.5, 2.0, 6.0]),
       options=arguments, alpha=st.sampled_from([0.0, 0.5, 2.0]), beta=st.sampled_from([-1.0, 1.5]),
       offset=st.sampled_from([0.0, -10.0]), boundary=st.booleans())  # fmt: skip
def test_lattices_with_language_model(arpa, seed, frames, spread, options, alpha, beta, offset, boundary):
    logits = random_logits(seed, frames, len(FEW), spread, coarse=False)
    both = pair(FEW, arpa, ["ab", "ba", "cab"], alpha, beta, offset, boundary)
    # Equal up to rounding: beams at the border of the threshold may fall on either side of it.
    found, expected = (decoder.decode_beams(logits, **options) for decoder in both)
    assert found[0][0] == expected[0][0] or found[0][4] == pytest.approx(expected[0][4], abs=WITH_LM)
    if len(found) == len(expected):
        scores = [[beam[4] for beam in beams] for beams in (found, expected)]
        assert scores[0] == pytest.approx(scores[1], abs=WITH_LM)


def sample_data():
    spec = find_spec("pyctcdecode")
    return Path(spec.origin).parent / "tests" / "sample_data"


@pytest.mark.parametrize("spread", [0.0, 4.0])
@pytest.mark.parametrize("lm", [False, True])
@pytest.mark.parametrize("pieces", [False, True])
def test_logits_of_the_package(spread, lm, pieces):
    logits = np.array(json.loads((sample_data() / "libri_logits.json").read_text()))
    logits = logits + np.random.default_rng(1).normal(scale=spread, size=logits.shape)
    labels = LETTERS[:-1]
    if pieces:
        labels = ["▁⁇▁", "▁", *("##" + letter for letter in labels[1:])]
        logits = np.hstack([np.full((len(logits), 1), -100.0), logits])
    path = str(sample_data() / "bugs_bunny_kenlm.arpa") if lm else None
    compare(pair(labels, path), logits, WITH_LM if lm else NO_LM)


def test_recorded_emissions():
    file = np.load(FREMONT)
    labels = ["" if token == "<blank>" else str(token) for token in file["tokens"]]
    both = pair(labels)
    rows = file["log_probs"].astype(np.float64)
    compare(both, rows, NO_LM)
    compare(both, rows, NO_LM, beam_width=20, token_min_logp=-12.0, prune_history=True)
    assert "".join(both[0].decode(rows).split()) != ""


@settings(deadline=None, max_examples=60)
@given(seed=st.integers(0, 2**32), frames=st.integers(1, 12), spread=st.sampled_from([0.5, 2.0, 6.0]))
def test_ctc_beam_decoder(seed, frames, spread):
    third = pytest.importorskip("ctc_beam_decoder")
    logits = random_logits(seed, frames, len(FEW), spread, coarse=False).astype(np.float32)
    found = ours.build_ctcdecoder(FEW).decode_beams(logits)
    expected = third.build_ctcdecoder(FEW).decode_beams(logits)
    scores = [[round(beam[4], 3) for beam in beams] for beams in (found, expected)]
    assert scores[0] == pytest.approx(scores[1], abs=2e-3)
    assert found[0][0] == expected[0][0] or found[0][4] == pytest.approx(expected[0][4], abs=1e-3)


def test_stream_of_two_parts(arpa):
    logits = random_logits(5, 12, len(FEW), 3.0, coarse=False)
    texts = []
    for decoder in pair(FEW, arpa):
        first = decoder.decode_beams(logits[:6])[0]
        texts.append((first[0], decoder.decode(logits[6:], lm_start_state=first[1])))
    assert texts[0] == texts[1]
