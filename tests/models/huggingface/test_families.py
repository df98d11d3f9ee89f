"""Greedy texts are those of transformers: for every family, alone, in a batch and padded."""

import numpy as np
import pytest
import torch
from models.huggingface import tiny
from transformers.models.auto.modeling_auto import MODEL_FOR_CTC_MAPPING_NAMES

from earmark.decoding import greedy_decode
from earmark.models import CtcModel
from earmark.models.huggingface import HuggingFaceModel

SHIFTS = {  # seconds; 0.02 for all others
    "wav2vec2/adapter": 0.08, "parakeet_ctc": 0.08, "lasr_ctc": 0.04, "granite_speech5_ctc": 0.08,
}  # fmt: skip
LENGTHS = (16_000, 23_456, 9_999, 8_001)


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    """family -> (model, processor) of transformers; made once."""
    kept = {}

    def load(name):
        if name not in kept:
            kept[name] = tiny.quieted(*tiny.made(name, tmp_path_factory.mktemp("model")))
        return kept[name]

    return load


def texts(model, emissions):
    """What greedy decoding writes."""
    found = [greedy_decode(e.log_probs, model.alphabet.blank) for e in emissions]
    return [model.alphabet.text(hypothesis.tokens) for hypothesis in found]


def test_every_family_of_the_library_is_tested():
    assert {tiny.family(name) for name in tiny.CONFIGURATIONS} == set(MODEL_FOR_CTC_MAPPING_NAMES)


@pytest.mark.parametrize("name", tiny.CONFIGURATIONS)
def test_greedy_texts_are_the_librarys(name, loaded):
    model, processor = loaded(name)
    ours = HuggingFaceModel(model, processor)
    assert isinstance(ours, CtcModel)
    samples = tiny.noise(*LENGTHS)
    found, said = ours.encode(samples), set()
    for one, emissions in zip(samples, found, strict=True):
        logits, _ = tiny.library_logits(model, processor, [one])
        theirs = tiny.library_texts(model, processor, logits)
        assert texts(ours, [emissions]) == theirs
        said.update(theirs[0])
        expected = torch.log_softmax(logits[0].float(), dim=-1).numpy()
        np.testing.assert_array_equal(emissions.log_probs, expected)
    assert len(said) > 4


@pytest.mark.parametrize("name", tiny.CONFIGURATIONS)
def test_company_does_not_change_a_bit(name, loaded):
    ours = HuggingFaceModel(*loaded(name))
    samples = tiny.noise(*LENGTHS)
    together = ours.encode(samples)
    for one, emissions in zip(samples, together, strict=True):
        np.testing.assert_array_equal(ours.encode([one])[0].log_probs, emissions.log_probs)


@pytest.mark.parametrize("name", tiny.CONFIGURATIONS)
def test_padded_batches_write_what_utterances_write_alone(name, loaded):
    model, processor = loaded(name)
    alone, padded = HuggingFaceModel(model, processor), HuggingFaceModel(model, processor, batch_size=4)
    samples = tiny.noise(*LENGTHS, 12_345, 30_000)
    found = padded.encode(samples)
    assert texts(padded, found) == texts(alone, alone.encode(samples))
    for one, other in zip(found, alone.encode(samples), strict=True):
        np.testing.assert_allclose(one.log_probs, other.log_probs, rtol=1e-5, atol=1e-3)
    if padded._network.padded:
        logits, _ = tiny.library_logits(model, processor, samples)
        rows = [logits[n, : len(e.log_probs)][None] for n, e in enumerate(found)]
        assert [tiny.library_texts(model, processor, row)[0] for row in rows] == texts(padded, found)


@pytest.mark.parametrize("name", tiny.CONFIGURATIONS)
def test_rows_are_on_the_clock(name, loaded):
    """A longer audio has as many rows more as fit."""
    ours = HuggingFaceModel(*loaded(name))
    assert ours.frame_shift == pytest.approx(SHIFTS.get(name, 0.02))
    short, longer = (len(ours.encode(tiny.noise(length))[0].log_probs) for length in (16_000, 144_000))
    assert longer - short == pytest.approx(8 / ours.frame_shift, abs=1)


@pytest.mark.parametrize("name", tiny.CONFIGURATIONS)
@pytest.mark.parametrize("length", [0, 1, 399, 1_500])
def test_audio_shorter_than_a_frame_has_rows(name, length, loaded):
    ours = HuggingFaceModel(*loaded(name))
    (found,) = ours.encode(tiny.noise(length))
    assert found.log_probs.shape[1] == len(ours.alphabet) and np.isfinite(found.log_probs).all()
    assert 1 <= len(found.log_probs) <= 10
