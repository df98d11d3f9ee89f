import json
import shutil

import exported
import onnx
import pytest

from earmark.cli.main import main
from earmark.models.exports import describe_export


@pytest.fixture(scope="module")
def folder(tokenizer, tmp_path_factory):
    place = tmp_path_factory.mktemp("models") / "mine"
    return exported.write(place, exported.LAYOUTS["sherpa-nemo"], tokenizer)


def test_bundled_models_are_listed(capsys):
    assert main(["models", "list"]) == 0
    assert capsys.readouterr().out.startswith("english: language en, a row every 0.048 s, ")
    assert main(["models", "list", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["name"] == "english"


def test_an_export_is_described(folder, capsys):
    assert main(["models", "inspect", str(folder)]) == 0
    told = capsys.readouterr().out
    for line in (
        "  layout          NeMo CTC for sherpa-onnx",
        "  input           audio_signal float32 (N, 80, T)",
        "  alphabet        49 tokens, words begin with '▁', lower case, blank '<blk>' in column 48, "
        "2 write nothing",
        "  a row every     0.04 s",
        "  decoder         yes: boosting of list entries works with every model",
        "  phones          yes: 42 of 'english', beside the network",
        "  verification    yes: weights that fit any model, and the phones of 'english', beside the network",
    ):
        assert f"{line}\n" in told
    assert main(["models", "inspect", str(folder), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["alphabet"]["blank_column"] == 48 and found["metadata"]["model_author"] == "NeMo"
    assert {stage["stage"]: stage["there"] for stage in found["biasing"]}["language model"] is False
    assert found["missing"] == []


@pytest.mark.parametrize("name", ["english", "folder"])
def test_models_of_earmark_are_described(name, model_folder, capsys):
    assert main(["models", "inspect", name if name == "english" else str(model_folder)]) == 0
    told = capsys.readouterr().out
    assert "  layout          folder of earmark\n" in told
    assert ("  adapter         yes: adapter.json\n" in told) == (name == "english")
    assert "  phones          yes: " in told


def test_what_is_missing_is_said_with_a_description_to_start_with(folder, tmp_path, capsys):
    copy = shutil.copytree(folder, tmp_path / "copy")
    network = onnx.load(copy / "model.onnx")
    del network.metadata_props[:]
    onnx.save(network, copy / "model.onnx")
    assert main(["models", "inspect", str(copy)]) == 1
    told = capsys.readouterr().out
    assert "missing: " in told and "no model_type in its metadata" in told
    start = told.split("a description to start with:\n")[1]
    (copy / "earmark.toml").write_text(start.replace('"kaldi"', '"sherpa-nemo"'), encoding="utf-8")
    found = describe_export(copy)
    assert found.recipe.front_end == describe_export(folder).recipe.front_end
    assert found.recipe.graph.axes == "BCT" and found.recipe.graph.lengths == "length"
    assert main(["models", "inspect", str(copy)]) == 0


@pytest.mark.parametrize("content", [b"", b"garbage", bytes(100)])
def test_a_damaged_network_is_told_without_a_traceback(content, folder, tmp_path, capsys):
    copy = shutil.copytree(folder, tmp_path / "copy")
    (copy / "model.onnx").write_bytes(content)
    assert main(["models", "inspect", str(copy)]) == 1
    told = capsys.readouterr()
    assert "missing: " in told.out and "ONNX model" in told.out and not told.err


def test_a_huge_network_is_told_at_once(folder, tmp_path, capsys):
    copy = shutil.copytree(folder, tmp_path / "copy")
    with (copy / "model.onnx").open("r+b") as file:
        network = onnx.load(copy / "model.onnx")
        weights = onnx.TensorProto(name="more", data_type=1, dims=[1 << 32])
        size = 1 << 34  # bytes of a file that is nearly empty: its weights are a hole
        head = network.SerializeToString()
        field = weights.SerializeToString() + b"\x4a" + varint(size)
        graph = b"\x2a" + varint(len(field) + size) + field
        file.seek(0, 2)
        file.write(b"\x3a" + varint(len(graph) + size) + graph)
        file.truncate(len(head) + 1 + len(varint(len(graph) + size)) + len(graph) + size)
    assert main(["models", "inspect", str(copy)]) == 0
    assert "NeMo CTC for sherpa-onnx" in capsys.readouterr().out


def varint(value):
    found = bytearray()
    while value > 0x7F:
        found.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*found, value])


def test_an_unknown_name_is_refused(capsys):
    assert main(["models", "inspect", "klingon"]) == 2
    assert capsys.readouterr().err.startswith("earmark: there is no model 'klingon'")


def test_a_checkpoint_of_transformers_is_described(tmp_path, capsys):
    from models.huggingface import tiny

    tiny.saved("wavlm", tmp_path)
    capsys.readouterr()
    assert main(["models", "inspect", str(tmp_path)]) == 0
    told = capsys.readouterr().out
    assert "  layout          checkpoint of transformers\n" in told
    assert "words are separated by '|', upper case, blank '<pad>' in column 0" in told
    assert "  decoder         yes: " in told
