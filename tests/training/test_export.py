import copy
import json
import shutil
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from toy import PHONES, PIECES

from earmark.models.onnx import OnnxModel
from earmark.training import export
from earmark.training.encoder import HOP
from earmark.training.model import SubwordLayers


@pytest.fixture(scope="module")
def exported(encoder, sizes, tokenizer_path, tmp_path_factory):
    """The PyTorch model, its int8 folder and the float graph before: tracing is slow, so once and small."""
    torch.manual_seed(5)
    encoder = copy.deepcopy(encoder)
    layers = SubwordLayers(sizes).eval()
    folder = tmp_path_factory.mktemp("exported")
    real = export.export_graph

    def keep(model, path):
        real(model, path)
        shutil.copyfile(path, folder / "float.onnx")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(export, "export_graph", keep)
        export.export_onnx(encoder, layers, PHONES, tokenizer_path, folder / "int8", "tiny", int8=True)
    return export.ExportedModel(encoder, layers).eval(), folder


@pytest.mark.parametrize("lengths", [[1], [68], [167], [67, 42], [27, 26, 25, 24]])
def test_all_outputs_agree_at_every_length(exported, lengths):
    model, folder = exported
    session = onnxruntime.InferenceSession(str(folder / "float.onnx"))
    sizes = np.array(lengths) * HOP
    samples = np.random.default_rng(0).normal(0, 0.1, (len(lengths), max(sizes))).astype(np.float32)
    samples[np.arange(max(sizes))[None] >= sizes[:, None]] = 0
    given = session.run(None, {"samples": samples, "lengths": sizes})
    with torch.inference_mode():
        expected = model(torch.from_numpy(samples), torch.from_numpy(sizes))
    for one, other in zip(given, expected, strict=True):
        assert one.shape == other.shape and np.abs(one - other.numpy()).max() < 2e-3
    T, F = -(-max(lengths) // 2), max(lengths)
    assert given[0].shape == (len(lengths), T, PIECES + 1)
    assert given[1].shape == (len(lengths), F, len(PHONES))
    alone = session.run(["log_probs"], {"samples": samples[-1:, : sizes[-1]], "lengths": sizes[-1:]})
    rows = alone[0].shape[1]
    assert np.abs(alone[0][0] - given[0][-1, :rows]).max() < 2e-3  # company changes nothing


def test_int8_is_smaller_and_near(exported):
    model, folder = exported
    small, large = folder / "int8/model.onnx", folder / "float.onnx"
    assert small.stat().st_size < 0.5 * large.stat().st_size
    assert export.compare(model, large).largest_difference < 1e-3
    assert export.compare(model, small).largest_difference < 0.5
    assert sorted(p.name for p in (folder / "int8").iterdir()) == [
        "model.json", "model.onnx", "tokenizer.model",
    ]  # fmt: skip


def test_the_folder_is_a_model(exported, speak):
    _, folder = exported
    described = json.loads((folder / "int8/model.json").read_text())
    assert described["phone_blank"] == PHONES.index("<blank>") and described["tokens"][0] == "<blank>"
    samples = speak("the sea")
    emissions = OnnxModel(folder / "int8").encode([samples])[0]
    assert emissions.log_probs.shape == (-(-(len(samples) // HOP) // 2), PIECES + 1)


def test_the_graph_does_not_tell_where_it_was_made(exported):
    _, folder = exported
    model = onnx.load(str(folder / "int8/model.onnx"))
    assert not any(node.metadata_props or node.doc_string for node in model.graph.node)
    home = str(Path(export.__file__).parent).encode()
    assert home not in (folder / "int8/model.onnx").read_bytes()
