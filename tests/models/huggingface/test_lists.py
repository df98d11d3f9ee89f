"""Lists on models of transformers: entries are written, and a list without use changes nothing."""

from pathlib import Path

import numpy as np
import pytest
import sentencepiece
from models.huggingface import tiny

import earmark
from earmark import Recognizer
from earmark.models import find_model
from earmark.models.huggingface import HuggingFaceModel

ROOT = Path(__file__).parents[3]

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


@pytest.mark.parametrize("name", ["lasr_ctc", "parakeet_ctc"])
def test_recorded_rows_of_the_bundled_model(name, tmp_path):
    """A sentence that was spoken, through sub-word models with the blank first and last."""
    file = np.load(ROOT / "demo/fremont.npz")
    rows, labels = file["log_probs"].astype(np.float32), file["tokens"].tolist()
    pieces = sentencepiece.SentencePieceProcessor(str(find_model("english") / "tokenizer.model"))
    scores = [(piece, pieces.get_score(column)) for column, piece in enumerate(labels[1:])]
    if name == "lasr_ctc":
        cuts = tiny.LasrTokenizer(vocab=[("<pad>", 0.0), *scores], extra_ids=0)
    else:
        rows, labels = np.roll(rows, -1, axis=1), [*labels[1:], labels[0]]
        cuts = tiny.ParakeetTokenizer(
            tokenizer_object=tiny.with_spaces(tiny.Unigram(scores, 0)), unk_token="<unk>", pad_token="<pad>"
        )
    network = tiny.network(name, len(labels), cuts.pad_token_id)
    network.ctc_head = tiny.Played(rows, cuts.pad_token_id)
    model = HuggingFaceModel(network, tiny.PROCESSORS[name](tiny.feature_extractor(name), cuts))
    recognizer, samples = Recognizer(model, EVERY_SOUND), tiny.noise(130_000)[0]
    for words in (None, ["Fremont", "Kubernetes"]):
        expected = earmark.decode(rows, labels, words=words, frame_shift=model.frame_shift)
        found = recognizer.transcribe(samples, words=words)
        assert found.text == expected.text
        assert [entry.text for entry in found.entries] == (["Fremont"] if words else [])
