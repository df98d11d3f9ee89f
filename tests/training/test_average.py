import copy
import json
from dataclasses import asdict

import pytest
import torch
from toy import PHONES

from earmark.cli import main as cli
from earmark.training.average import average, mean
from earmark.training.checkpoint import write_checkpoint
from earmark.training.export import export_onnx
from earmark.training.model import ModelOptions, SubwordLayers
from earmark.training.restore import restore
from earmark.training.start import encoder_state, load_layers


@pytest.fixture
def run(tmp_path, sizes):
    """run(name, layers, encoder=None) -> the folder of a run with these weights."""

    def make(name, layers, encoder=None):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "options.json").write_text(json.dumps({"model": asdict(layers.options)}))
        state = {"model": layers.state_dict()}
        write_checkpoint(folder, state if encoder is None else {**state, "encoder": encoder.state_dict()})
        return folder

    return make


def other(network):
    """A network of the same kind, other weights."""
    moved = copy.deepcopy(network)
    with torch.no_grad():
        for p in moved.parameters():
            p.add_(0.1 * torch.randn_like(p))
    return moved


def near(state, expected):
    assert state.keys() == expected.keys()
    for name, tensor in state.items():
        torch.testing.assert_close(tensor, expected[name], atol=1e-5, rtol=1e-4)


def test_a_run_and_the_model_it_came_from(run, encoder, sizes, tokenizer_path, tmp_path):
    torch.manual_seed(1)
    heard, moved = other(encoder), other(SubwordLayers(sizes))
    model = tmp_path / "model"
    export_onnx(other(encoder).eval(), other(moved).eval(), PHONES, tokenizer_path, model, "tiny")
    exported = restore(model)
    encoder, layers = exported.encoder, exported.layers
    after = run("after", moved, heard)
    on_caches = run("caches", moved)
    code = cli.main(["train", "average", f"{model}:1", f"{after}:3", "--output", str(tmp_path / "mean")])
    assert code == 0
    near(load_layers(tmp_path / "mean").state_dict(), mean([layers.state_dict(), moved.state_dict()], [1, 3]))
    near(encoder_state(tmp_path / "mean"), mean([encoder.state_dict(), heard.state_dict()], [1, 3]))
    average([(model, 1.0), (on_caches, 1.0)], tmp_path / "half")
    near(encoder_state(tmp_path / "half"), encoder.state_dict())


def test_a_mean_is_weighted():
    a, b = (
        {"w": torch.tensor([0.0, 4.0]), "n": torch.tensor(7)},
        {"w": torch.tensor([2.0, 0.0]), "n": torch.tensor(9)},
    )
    found = mean([a, b], [3.0, 1.0])
    assert found["w"].tolist() == [0.5, 3.0] and found["n"].item() == 7


def test_what_does_not_fit_is_told(run, sizes, tmp_path, capsys):
    def told(*arguments):
        assert cli.main(["train", "average", *map(str, arguments)]) == 2
        return capsys.readouterr().err

    small = run("small", SubwordLayers(sizes))
    large = run("large", SubwordLayers(ModelOptions(tokens=sizes.tokens)))
    assert "another size than" in told(small, large, "--output", tmp_path / "mean")
    assert not (tmp_path / "mean").exists()
    assert "holds a run already" in told(small, small, "--output", large)
    assert "holds no training run" in told(tmp_path / "nowhere", small, "--output", tmp_path / "mean")
    assert "expected RUN or RUN:WEIGHT" in told(f"{small}:0", "--output", tmp_path / "mean")
