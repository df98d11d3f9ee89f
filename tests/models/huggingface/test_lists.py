"""Lists on models of transformers: entries are written, and a list without use changes nothing."""

import pytest
from models.huggingface import tiny

from earmark import Recognizer
from earmark.models.huggingface import HuggingFaceModel

EVERY_SOUND = {"segmentation.detector": "loudness"}  # noise is not speech
FAMILIES = ("wav2vec2", "parakeet_ctc", "lasr_ctc", "omniasr_ctc")


@pytest.fixture(params=FAMILIES)
def misheard(request, tmp_path):
    """A model, and a recognizer with it, that reads "call frimont now" where an e sounds like an i."""
    if request.param == "wav2vec2":
        parts = tiny.says(request.param, tmp_path, "CALL|FRIMONT|NOW", 7, "E")
    else:
        own = tiny.tokenizer(request.param, tmp_path).backend_tokenizer
        spelt = own.encode("call frimont now", add_special_tokens=False).tokens
        parts = tiny.says(request.param, tmp_path, spelt, spelt.index("i"), "e")
    model = HuggingFaceModel(*parts)
    return model, Recognizer(model, options=EVERY_SOUND)


def test_entries_are_written(misheard):
    model, recognizer = misheard
    samples = tiny.noise(40_000)[0]
    plain = recognizer.transcribe(samples).text
    assert plain.lower() == "call frimont now"
    found = recognizer.transcribe(samples, words=["Fremont", "Reykjavik"])
    assert found.text.lower() == "call fremont now" and "Fremont" in found.text
    assert [entry.text for entry in found.entries] == ["Fremont"]
    assert recognizer.transcribe(samples).text == plain
    greedy = Recognizer(model, options=EVERY_SOUND, decoder="greedy")
    assert greedy.transcribe(samples).text == plain


def test_a_list_of_which_nothing_is_written_changes_nothing(misheard):
    _, recognizer = misheard
    samples = tiny.noise(40_000)[0]
    before = recognizer.transcribe(samples)
    with_list = recognizer.transcribe(samples, words=["Reykjavik", "Kubernetes", "Szymborska"])
    assert with_list.text == before.text and not with_list.entries
    assert [word.start for word in with_list.words] == [word.start for word in before.words]
    assert recognizer.transcribe(samples) == before
