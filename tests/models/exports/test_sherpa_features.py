"""Features that sherpa-onnx feeds its networks, read out of a network that puts out one of its inputs."""

import numpy as np
import onnx
import pytest
import sherpa_onnx
from exported import LAYOUTS, model
from onnx import TensorProto, helper

STEPS, LEAST, MOST = 3501, -30.0, 40.0  # tokens, and the values of a feature that they stand for
WIDTH = (MOST - LEAST) / (STEPS - 1)


def network(layout, bin):
    """Put out the token that stands for the value of one mel bin, frame by frame."""
    axis, shape = (1, ["N", layout.front_end.bins, "T"]) if layout.channels_first else (
        2, ["N", "T", layout.front_end.bins],
    )  # fmt: skip
    x, second = layout.inputs
    values = np.linspace(LEAST, MOST, STEPS).astype(np.float32)
    nodes = [helper.make_node("Gather", [x, "bin"], ["gathered"], axis=axis)]
    perm = [0, 2, 1] if layout.channels_first else [0, 1, 2]
    nodes += [
        helper.make_node("Transpose", ["gathered"], ["value"], perm=perm),
        helper.make_node("Sub", ["value", "values"], ["difference"]),
        helper.make_node("Abs", ["difference"], ["distance"]),
        helper.make_node("Neg", ["distance"], [layout.outputs[0]]),
    ]
    constants = {"bin": np.array([bin]), "values": values}
    outputs = [helper.make_tensor_value_info(layout.outputs[0], TensorProto.FLOAT, ["N", "T", STEPS])]
    for name in layout.outputs[1:]:
        outputs.append(helper.make_tensor_value_info(name, TensorProto.INT64, ["N"]))
        if layout.mask:
            constants["one"] = np.array([1])
            nodes.append(helper.make_node("ReduceSum", [second, "one"], [name], keepdims=0))
        else:
            nodes.append(helper.make_node("Identity", [second], [name]))
    inputs = [
        helper.make_tensor_value_info(x, TensorProto.FLOAT, shape),
        helper.make_tensor_value_info(second, TensorProto.INT64, ["N", "T"] if layout.mask else ["N"]),
    ]
    return model(nodes, inputs, outputs, constants, {**layout.metadata, "subsampling_factor": 1})


@pytest.mark.parametrize("bin", [6, 23, 40, 79])
@pytest.mark.parametrize(
    ("name", "make", "row"),
    [
        ("sherpa-nemo", "from_nemo_ctc", 1), ("zipformer2", "from_zipformer_ctc", 4),
        ("medasr", "from_medasr_ctc", 1),
    ],
)  # fmt: skip
def test_features_are_those_of_sherpa_onnx(name, make, row, bin, recordings, tmp_path):
    layout = LAYOUTS[name]
    onnx.save(network(layout, bin), tmp_path / "model.onnx")
    labels = "".join(f"t{step} {step}\n" for step in range(STEPS - 1)) + f"<blk> {STEPS - 1}\n"
    (tmp_path / "tokens.txt").write_text(labels, encoding="utf-8")
    recognizer = getattr(sherpa_onnx.OfflineRecognizer, make)(
        model=str(tmp_path / "model.onnx"), tokens=str(tmp_path / "tokens.txt")
    )
    stream = recognizer.create_stream()
    stream.accept_waveform(16_000, recordings[0])
    recognizer.decode_stream(stream)
    frames = np.round(np.array(stream.result.timestamps) / (0.01 * row)).astype(int)
    theirs = np.array([LEAST + WIDTH * int(token[1:]) for token in stream.result.tokens])
    ours = layout.front_end(recordings[0])
    assert len(frames) > 0.6 * len(ours)
    np.testing.assert_allclose(ours[frames, bin], theirs, atol=WIDTH / 2 + 5e-3)
