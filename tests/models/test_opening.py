import shutil

import exported
import numpy as np
import onnx
import pytest
import toy

from earmark import Recognizer
from earmark.cli.main import main
from earmark.errors import ModelError
from earmark.models import CtcModel
from earmark.models.exports import OnnxHeader
from earmark.models.exports.model import ExportedModel
from earmark.models.onnx import OnnxModel
from earmark.models.opening import describe_model, open_model

OPTIONS = {"segmentation.detector": "loudness"}


@pytest.fixture(scope="module")
def folder(tokenizer, tmp_path_factory):
    return exported.write(
        tmp_path_factory.mktemp("models") / "mine", exported.LAYOUTS["zipformer2"], tokenizer
    )


def test_a_folder_of_earmark(model_folder):
    model = open_model(model_folder, threads=1)
    assert isinstance(model, OnnxModel) and model.threads == 1 and isinstance(model, CtcModel)


@pytest.mark.parametrize("path", ["", "model.onnx"])
def test_an_export_by_its_folder_and_by_its_network(path, folder):
    model = open_model(str(folder / path), threads=1)
    assert isinstance(model, ExportedModel) and isinstance(model, CtcModel)
    assert (model.name, model.frame_shift, model.language, model.threads) == ("mine", 0.04, "en", 1)
    assert model.alphabet.blank == 0 and model.alphabet.words == "begun" and len(model.digest) == 16


def test_every_command_takes_an_export(folder, tokenizer, tmp_path, capsys):
    import soundfile

    speaker, clip, words = toy.Speaker(tokenizer), tmp_path / "a.wav", tmp_path / "words.txt"
    soundfile.write(clip, exported.sound(speaker.tokens("the queen met fremont"), 3000), 16_000)
    words.write_text("Fremont\n", encoding="utf-8")
    detector = ["--set", "segmentation.detector=loudness"]
    assert main(["transcribe", str(clip), "--model", str(folder), "--words", str(words), *detector]) == 0
    assert capsys.readouterr().out.strip().endswith("the queen met Fremont")
    assert main(["words", "check", str(words), "--model", str(folder)]) == 0
    assert "Fremont: ok" in capsys.readouterr().out
    compiled = tmp_path / "words.earmark"
    assert main(["words", "compile", str(words), "-o", str(compiled), "--model", str(folder)]) == 0
    assert main(["transcribe", str(clip), "--model", str(folder), "--words", str(compiled), *detector]) == 0
    assert capsys.readouterr().out.strip().endswith("the queen met Fremont")


@pytest.mark.parametrize("decoder", ["greedy", "beam"])
def test_samples_are_not_amplified_for_a_model_from_elsewhere(decoder, folder, spoken_quietly):
    (found,) = Recognizer(folder, OPTIONS, decoder=decoder).encode(spoken_quietly).segments
    first = round(found.start * 16_000)
    (direct,) = open_model(folder).encode([spoken_quietly[first:]])
    count = min(len(found.log_probs), len(direct.log_probs)) - 2
    assert count > 20 and abs(found.log_probs[:count] - direct.log_probs[:count]).max() < 1e-4


@pytest.fixture
def spoken_quietly(tokenizer):
    return 0.05 * exported.sound(toy.Speaker(tokenizer).tokens("the queen met"), 8000)


def test_what_is_no_model_is_refused_in_a_sentence(tmp_path, folder):
    (tmp_path / "notes.txt").write_text("x", encoding="utf-8")
    with pytest.raises(ModelError, match="there is no model 'klingon': give a bundled name, .* 'english'"):
        open_model("klingon")
    with pytest.raises(ModelError, match=r"is not a model's folder, it holds notes.txt: give one with"):
        describe_model(tmp_path)
    with pytest.raises(ModelError, match="is a file of another kind: give an .onnx file, the .toml file"):
        describe_model(tmp_path / "notes.txt")
    with pytest.raises(ModelError, match="model is 3, of type int; expected a bundled name"):
        describe_model(3)


@pytest.mark.parametrize("content", [b"", b"garbage", b"\x00" * 4096, b"\x08\x07\x3a\xff\xff\xff\xff\x0f"])
def test_a_damaged_network_is_refused_in_a_sentence(content, folder, tmp_path):
    copy = shutil.copytree(folder, tmp_path / "copy")
    (copy / "model.onnx").write_bytes(content)
    with pytest.raises(ModelError, match="model.onnx' (cannot be read as|is not) an ONNX model"):
        open_model(copy)


def test_a_network_that_is_cut_off_is_refused_in_a_sentence(folder, tmp_path):
    copy = shutil.copytree(folder, tmp_path / "copy")
    whole = (copy / "model.onnx").read_bytes()
    for length in range(1, len(whole), 97):
        (copy / "model.onnx").write_bytes(whole[:length])
        with pytest.raises(ModelError, match="model.onnx"):
            open_model(copy)


def test_bytes_changed_anywhere_raise_nothing_else(folder, tmp_path):
    whole = (folder / "model.onnx").read_bytes()
    rng = np.random.default_rng(0)
    refused = 0
    for _ in range(300):
        changed = bytearray(whole)
        for place in rng.integers(0, len(whole), 8):
            changed[place] = rng.integers(256)
        (tmp_path / "model.onnx").write_bytes(changed)
        try:
            OnnxHeader.read(tmp_path / "model.onnx")
        except ModelError:
            refused += 1
    assert refused > 30


def test_a_network_that_onnxruntime_refuses_is_refused_in_a_sentence(folder, tmp_path):
    copy = shutil.copytree(folder, tmp_path / "copy")
    network = onnx.load(copy / "model.onnx")
    network.graph.node[0].op_type = "Nonsense"
    onnx.save(network, copy / "model.onnx")
    with pytest.raises(ModelError, match="model.onnx' cannot be loaded .*: the file is corrupt"):
        open_model(copy)
