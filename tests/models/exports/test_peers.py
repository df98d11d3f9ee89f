"""Greedy texts of toy exports, by earmark and by the tools that they were exported for."""


import shutil

import exported
import numpy as np
import onnx_asr
import pytest
import sherpa_onnx
import toy
from onnxruntime.quantization import QuantType, quantize_dynamic

from earmark import Recognizer
from earmark.models.opening import open_model

OPTIONS = {"segmentation.detector": "loudness"}  # chords are no speech
OF_SHERPA = {
    "sherpa-nemo": "from_nemo_ctc", "wenet": "from_wenet_ctc", "zipformer2": "from_zipformer_ctc",
    "medasr": "from_medasr_ctc",
}  # fmt: skip
# sherpa-onnx adds random dither for WeNet: its own texts of quiet recordings differ from run to run.
STEADY = [name for name in OF_SHERPA if name != "wenet"]


def greedy(model, samples):
    """The text of the best token of each row."""
    return text_of(model.alphabet, [model.encode([samples])[0].log_probs])


def text_of(alphabet, rows):
    best = np.concatenate(rows).argmax(axis=1)
    changed = np.flatnonzero(np.diff(best, prepend=-1))
    return alphabet.text([int(t) for t in best[changed] if t != alphabet.blank])


def of_sherpa(name, folder, sounds, together):
    recognizer = getattr(sherpa_onnx.OfflineRecognizer, OF_SHERPA[name])(
        model=str(folder / "model.onnx"), tokens=str(folder / "tokens.txt")
    )
    streams = [recognizer.create_stream() for _ in sounds]
    for stream, samples in zip(streams, sounds, strict=True):
        stream.accept_waveform(16_000, samples)
    if together:
        recognizer.decode_streams(streams)
    else:
        for stream in streams:
            recognizer.decode_stream(stream)
    return [" ".join(stream.result.text.split()) for stream in streams]  # a lone "▁" is a second space


@pytest.mark.parametrize("together", [False, True], ids=["single", "padded batch"])
@pytest.mark.parametrize("name", STEADY)
def test_greedy_text_is_that_of_sherpa_onnx(name, together, export, spoken, recordings):
    sounds = [*map(spoken, toy.SENTENCES), *recordings]
    model = open_model(export(name))
    ours = [greedy(model, samples) for samples in sounds]
    assert all(len(text) > 8 for text in ours)
    assert ours == of_sherpa(name, export(name), sounds, together)


def test_a_network_of_bytes_has_the_text_of_sherpa_onnx(export, spoken, recordings, tmp_path):
    folder = tmp_path / "zipformer2"
    folder.mkdir()
    quantize_dynamic(
        export("zipformer2") / "model.onnx", folder / "model.onnx", op_types_to_quantize=["MatMul"],
        weight_type=QuantType.QInt8,
    )  # fmt: skip
    shutil.copy(export("zipformer2") / "tokens.txt", folder)
    sounds = [*map(spoken, toy.SENTENCES), *recordings[:3]]
    model = open_model(folder)
    ours = [greedy(model, samples) for samples in sounds]
    assert ours == of_sherpa("zipformer2", folder, sounds, together=False)


def test_a_script_without_spaces_has_the_text_of_sherpa_onnx(export, spoken, tmp_path):
    folder = shutil.copytree(export("zipformer2"), tmp_path / "chinese")
    labels = ["<blk>", "<unk>", *(chr(0x4E00 + place) for place in range(toy.PIECES - 1))]
    lines = "".join(f"{label} {column}\n" for column, label in enumerate(labels))
    (folder / "tokens.txt").write_text(lines, encoding="utf-8")
    sounds = list(map(spoken, toy.SENTENCES))
    model = open_model(folder)
    assert (model.alphabet.words, model.language) == ("unmarked", "und")
    ours = [greedy(model, samples) for samples in sounds]
    assert ours == of_sherpa("zipformer2", folder, sounds, together=False) and len(ours[0]) > 20


def test_greedy_text_is_that_of_sherpa_onnx_for_wenet(export, spoken):
    sounds = list(map(spoken, toy.SENTENCES))
    model = open_model(export("wenet"))
    ours = [greedy(model, samples) for samples in sounds]
    assert ours == of_sherpa("wenet", export("wenet"), sounds, together=False)


@pytest.mark.parametrize("together", [False, True], ids=["single", "padded batch"])
@pytest.mark.parametrize(
    ("name", "kind"),
    [("onnx-asr", "nemo-conformer-ctc"), ("gigaam", "gigaam-v2-ctc"), ("gigaam-v3", "gigaam-v3-ctc")],
)
def test_greedy_text_is_that_of_onnx_asr(name, kind, together, export, spoken, recordings):
    sounds = [*map(spoken, toy.SENTENCES), *recordings]
    model = open_model(export(name))
    theirs = onnx_asr.load_model(kind, export(name))
    expected = theirs.recognize(sounds) if together else [theirs.recognize(samples) for samples in sounds]
    assert [greedy(model, samples) for samples in sounds] == expected


def in_one_go(recognizer, samples):
    """Yield the rows of a recognizer for each stretch of speech, and those of the network in one go."""
    for emissions in recognizer.encode(samples).segments:
        first = round(emissions.start * 16_000)
        assert first >= 0
        rows = len(emissions.log_probs)
        stretch = samples[first : first + round(rows * emissions.frame_shift * 16_000)]
        yield emissions.log_probs, recognizer.model.encode([stretch])[0].log_probs[:rows]


@pytest.mark.parametrize("name", exported.LAYOUTS)
def test_greedy_text_of_a_recognizer_is_that_of_the_network(name, export, spoken):
    recognizer = Recognizer(export(name), OPTIONS, decoder="greedy")
    sounds = [spoken(text, 8000) for text in toy.SENTENCES]
    texts = [recognizer.transcribe(samples).text for samples in sounds]
    assert [transcript.text for transcript in recognizer.transcribe_batch(sounds)] == texts
    for samples, text in zip(sounds, texts, strict=True):
        rows = [whole for _, whole in in_one_go(recognizer, samples)]
        assert text == text_of(recognizer.model.alphabet, rows)


@pytest.mark.parametrize("name", exported.LAYOUTS)
def test_company_threads_and_lists_change_no_bit(name, export, spoken):
    model = open_model(export(name), threads=2)
    batch = [spoken(text) for text in toy.SENTENCES]
    together = model.encode(batch)
    listed = Recognizer(model, OPTIONS, words=["Zelenskyy"])
    listed.transcribe(batch[2])
    for samples, emissions in zip(batch, together, strict=True):
        for again in (model, open_model(export(name), threads=1), listed.model):
            np.testing.assert_array_equal(again.encode([samples])[0].log_probs, emissions.log_probs)


@pytest.mark.parametrize("name", ["wenet", "zipformer2", "medasr"])  # features that no utterance normalizes
def test_rows_at_the_joins_of_segments_are_those_of_the_network(name, export, spoken):
    long = np.concatenate([np.zeros(8000, np.float32), *(spoken(text, 0) for text in toy.SENTENCES * 4)])
    recognizer = Recognizer(export(name), OPTIONS, decoder="greedy")
    pairs = list(in_one_go(recognizer, long))
    longest = max(len(rows) for rows, _ in pairs)
    assert longest * recognizer.model.frame_shift > 2 * 24  # of three segments at least
    for rows, whole in pairs:
        count = min(len(rows), len(whole)) - 1  # the last window reaches beyond the stretch
        assert count > len(rows) - 4
        np.testing.assert_allclose(rows[:count], whole[:count], atol=1e-3)
    text = text_of(recognizer.model.alphabet, [rows for _, rows in pairs])
    assert len(text) > 500 and recognizer.transcribe(long).text == text


@pytest.mark.parametrize("name", exported.LAYOUTS)
def test_an_entry_is_written_that_the_network_alone_misspells(name, export, tokenizer):
    """The last token of the entry sounds more like another one than like itself."""
    speaker = toy.Speaker(tokenizer)
    before, entry, after = (speaker.tokens(text) for text in ("the queen met", "zelenskyy", "in the house"))
    samples = exported.sound([*before, *entry, *after], 3000)
    place = 3000 + round((toy.GAP + (len(before) + len(entry) - 1) * (toy.TONE + toy.GAP)) * toy.RATE)
    other = exported.LOUD * exported.chord(8).astype(np.float32)
    samples[place : place + len(other)] = 0.5 * samples[place : place + len(other)] + 0.6 * other
    recognizer = Recognizer(export(name), OPTIONS)
    assert "zelenskyy" not in recognizer.transcribe(samples).text
    transcript = recognizer.transcribe(samples, words=["Zelenskyy", "Fremont"])
    assert "Zelenskyy" in transcript.text and [e.entry for e in transcript.entries] == ["Zelenskyy"]
