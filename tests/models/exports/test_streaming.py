"""Streaming networks, which take chunks and hand states on, over whole utterances."""

import exported
import numpy as np
import pytest
import sherpa_onnx
import toy

from earmark import Recognizer
from earmark.models.exports.nemo import RAW
from earmark.models.opening import open_model

OPTIONS = {"segmentation.detector": "loudness"}
MAKE = {"zipformer2": "from_zipformer2_ctc", "nemo": "from_nemo_ctc"}
LAYOUT = {"zipformer2": "Zipformer2", "nemo": "NeMo"}


@pytest.fixture(scope="module")
def streaming(tokenizer, tmp_path_factory):
    place = tmp_path_factory.mktemp("streaming")
    return {name: exported.write_streaming(place / name, name, tokenizer) for name in exported.STREAMING}


def of_sherpa(name, folder, samples):
    recognizer = getattr(sherpa_onnx.OnlineRecognizer, MAKE[name])(
        tokens=str(folder / "tokens.txt"), model=str(folder / "model.onnx")
    )
    stream = recognizer.create_stream()
    stream.accept_waveform(16_000, samples)
    stream.accept_waveform(16_000, np.zeros(8000, np.float32))  # its last chunk must be full
    stream.input_finished()
    while recognizer.is_ready(stream):
        recognizer.decode_stream(stream)
    return " ".join(recognizer.get_result(stream).split())


def greedy(model, samples):
    best = model.encode([samples])[0].log_probs.argmax(axis=1)
    changed = np.flatnonzero(np.diff(best, prepend=-1))
    return model.alphabet.text([int(t) for t in best[changed] if t != model.alphabet.blank])


@pytest.mark.parametrize("name", exported.STREAMING)
def test_greedy_text_is_that_of_sherpa_onnx_online(name, streaming, spoken, recordings):
    model = open_model(streaming[name])
    assert model.export.recipe.layout == f"{LAYOUT[name]} CTC for sherpa-onnx, streaming"
    for samples in (*map(spoken, toy.SENTENCES), *recordings):
        text = greedy(model, samples)
        assert len(text) > 4 and text == of_sherpa(name, streaming[name], samples)


@pytest.mark.parametrize("name", exported.STREAMING)
def test_a_list_is_written_and_company_changes_no_bit(name, streaming, spoken):
    recognizer = Recognizer(streaming[name], OPTIONS, words=["Zelenskyy"], phones=None)
    batch = [spoken(text, 8000) for text in toy.SENTENCES]
    assert "president Zelenskyy met the queen" in recognizer.transcribe(batch[2]).text
    for samples, emissions in zip(batch, recognizer.model.encode(batch), strict=True):
        (alone,) = recognizer.model.encode([samples])
        np.testing.assert_array_equal(alone.log_probs, emissions.log_probs)
        frames = (len(samples) + 80) // 160
        assert len(alone.log_probs) == -(-frames // exported.STRIDE)


def test_streaming_models_of_nemo_get_features_that_no_utterance_normalizes(streaming):
    assert open_model(streaming["nemo"]).export.recipe.front_end == RAW
