import shutil

import numpy as np
import onnx
import pytest
import toy

from earmark.errors import EmissionsError, ModelError, OptionsError
from earmark.models import CtcModel
from earmark.models.onnx import OnnxModel


@pytest.fixture(scope="module")
def model(model_folder):
    return OnnxModel(model_folder, threads=2)


@pytest.fixture
def folder(model_folder, tmp_path):
    return shutil.copytree(model_folder, tmp_path / "copy")


def rewrite(folder, change):
    graph = onnx.load(folder / "model.onnx")
    change(graph.graph)
    onnx.save(graph, folder / "model.onnx")


def test_it_is_an_acoustic_model(model):
    assert isinstance(model, CtcModel)


def test_rows_are_log_probabilities_on_their_clocks(model):
    emissions = model.encode([np.zeros(16_000, np.float32)])[0]
    assert emissions.log_probs.shape == (
        26,
        49,
    )  # ceil(101 / 4): 101 frames of 10 ms, the last one centred on the end
    assert emissions.phone_log_probs.shape == (51, 5)
    assert emissions.frame_shift == 0.04 and emissions.phone_frame_shift == 0.02
    np.testing.assert_allclose(np.exp(emissions.log_probs).sum(axis=1), 1, atol=1e-5)


def test_alone_or_in_a_batch_on_any_number_of_threads(model, model_folder, speak):
    batch = [
        speak(text) for text in ("the sea", "president zelenskyy met the queen", "a fog", "keys on the table")
    ]
    alone = [model.encode([samples])[0] for samples in batch]
    for threads in (1, 8):
        for one, same in zip(alone, OnnxModel(model_folder, threads).encode(batch), strict=True):
            np.testing.assert_array_equal(one.log_probs, same.log_probs)
            np.testing.assert_array_equal(one.phone_log_probs, same.phone_log_probs)


def test_corrupt_network_is_told(folder):
    (folder / "model.onnx").write_bytes(b"garbage")
    with pytest.raises(
        ModelError, match="model.onnx' cannot be loaded .*: the file is corrupt or no ONNX model"
    ):
        OnnxModel(folder)


def test_truncated_network_is_told(folder):
    whole = (folder / "model.onnx").read_bytes()
    (folder / "model.onnx").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ModelError, match="cannot be loaded"):
        OnnxModel(folder)


def test_network_of_another_vocabulary_is_told(folder):
    onnx.save(toy.graph(np.zeros((80, 99), np.float32), np.zeros(99, np.float32)), folder / "model.onnx")
    with pytest.raises(ModelError, match="puts out log_probs of width 99, model.json lists 49 tokens"):
        OnnxModel(folder)


def test_network_without_an_output_is_told(folder):
    rewrite(folder, lambda graph: graph.output.pop())
    with pytest.raises(ModelError, match="has no phone_log_probs: expected inputs samples"):
        OnnxModel(folder)


def test_nan_in_the_network_is_told(folder):
    def poison(graph):
        for constant in graph.initializer:
            if constant.name == "bias":
                constant.CopyFrom(onnx.numpy_helper.from_array(np.full(49, np.nan, np.float32), "bias"))

    rewrite(folder, poison)
    with pytest.raises(EmissionsError, match="emissions hold NaN, first in frame 0"):
        OnnxModel(folder).encode([np.zeros(16_000, np.float32)])[0]


def test_negative_threads_are_refused(model_folder):
    with pytest.raises(OptionsError, match="threads is -1, expected a whole number from 0"):
        OnnxModel(model_folder, threads=-1)
