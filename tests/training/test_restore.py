"""What was exported is trained on, as if the run were still there."""

import copy
import shutil
from pathlib import Path

import onnx
import pytest
import torch
from toy import PHONES

from earmark.cli import main as cli
from earmark.errors import ModelError
from earmark.training.export import ExportedModel, compare, export_onnx
from earmark.training.model import SubwordLayers
from earmark.training.restore import restore
from earmark.training.start import load_encoder, load_layers


@pytest.fixture(scope="module")
def model(encoder, sizes, tokenizer_path, tmp_path_factory):
    """PyTorch's networks and the folder that they were exported to."""
    torch.manual_seed(5)
    encoder, layers = copy.deepcopy(encoder), SubwordLayers(sizes).eval()
    for part in (encoder, layers):  # no two alike, as after training: the exporter keeps equal ones once
        for weight in part.parameters():
            weight.data += 0.01 * torch.randn_like(weight)
    folder = tmp_path_factory.mktemp("model") / "tiny"
    export_onnx(encoder, layers, PHONES, tokenizer_path, folder, "tiny")
    return encoder, layers, folder


def test_every_weight_comes_back(model, sizes):
    encoder, layers, folder = model
    restored = restore(folder)
    assert restored.layers.options == sizes and restored.phones == tuple(PHONES)
    for own, other in ((encoder, restored.encoder), (layers, restored.layers)):
        for name, weight in own.state_dict().items():
            back = other.state_dict()[name]
            step = weight.abs().max() / 127  # of int8, at the most
            assert back.shape == weight.shape and (back - weight).abs().max() <= 0.51 * step, name
    agreement = compare(ExportedModel(restored.encoder, restored.layers), folder / "model.onnx")
    assert agreement.largest_difference < 1e-3 and agreement.same_best_token == 1


def test_a_model_is_as_good_as_a_run(model):
    _, layers, folder = model
    assert load_layers(folder).options == layers.options
    encoder, symbols = load_encoder(folder)
    assert symbols == list(PHONES) and encoder.phone_head.out_features == len(PHONES)
    assert load_encoder(Path("english"))[1][-1] == "<blank>"  # bundled models have names


def test_training_goes_on_from_a_model(model, manifest, tmp_path, capsys):
    folder = model[-1]
    run = ["train", "base", "--data", manifest, "--finetune-encoder", "--encoder", folder, "--init", folder]
    run += ["--output", tmp_path / "run", "--budget", "1s", "--batch-seconds", "4"]
    assert cli.main([str(part) for part in run]) == 0
    export = ["train", "export", tmp_path / "run", "--encoder", folder, "--output", tmp_path / "new"]
    assert cli.main([str(part) for part in export]) == 0
    before, after = (restore(f).encoder.frame_adapter.ffn1.fc1.weight for f in (folder, tmp_path / "new"))
    assert not torch.equal(before, after)
    assert (tmp_path / "new" / "tokenizer.model").read_bytes() == (folder / "tokenizer.model").read_bytes()


def test_a_foreign_graph_is_refused(model, tmp_path, capsys):
    folder = tmp_path / "foreign"
    shutil.copytree(model[-1], folder)
    graph = onnx.load(str(folder / "model.onnx"))
    for tensor in graph.graph.initializer:
        if tensor.name.endswith("head.bias"):
            tensor.name += "x"
    onnx.save(graph, str(folder / "model.onnx"))
    with pytest.raises(ModelError, match="cannot be trained on"):
        restore(folder)
    code = cli.main(
        ["train", "base", "--data", "x", "--init", str(tmp_path), "--budget", "1s", "--output", "y"]
    )
    assert code == 2 and "--tokenizer FILE is missing" in capsys.readouterr().err
