"""ONNX exports of toy models, in the layouts in which they lie around: every token is a chord."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pieces
import toy
from onnx import TensorProto, helper, numpy_helper

from earmark.models.exports.kinds import GIGA_AM, GIGA_AM_3, KALDI, MEDASR, NEMO, SHERPA_NEMO, WENET
from earmark.models.exports.mel import LogMel
from earmark.models.exports.nemo import RAW

STRIDE = 4  # frames a row
SHARP = 12.0  # factor of the regression's scores: log-probabilities with a clear best token
LEAST = 0.1  # variance of a row, below which it counts as silence
FADE = 160  # samples
HALF = 140  # samples around its middle in which a window notices a tone
PARTIALS = np.arange(300, 7600, 150)  # Hz
LOUD = 0.3  # level of the tones, as Speaker has it


@dataclass(frozen=True)
class Layout:
    """One way to export: names, metadata and files."""

    front_end: LogMel
    floor: float  # of the features: what is weaker, as noise and dither are, does not count
    metadata: Mapping[str, Any] = field(default_factory=dict)
    inputs: tuple[str, str] = ("x", "x_lens")
    outputs: tuple[str, ...] = ("log_probs", "log_probs_lens")
    channels_first: bool = False
    mask: bool = False  # the second input, in place of lengths
    logits: bool = False
    labels: str = "tokens.txt"
    blank_first: bool = True
    config: Mapping[str, Any] | None = None  # config.json
    network: str = "model.onnx"


NEMO_METADATA = {
    "vocab_size": toy.PIECES, "normalize_type": "per_feature", "subsampling_factor": STRIDE,
    "model_type": "EncDecCTCModelBPE", "version": "1", "model_author": "NeMo",
    "url": "https://catalog.ngc.nvidia.com/orgs/nvidia/teams/nemo/models/stt_en_conformer_ctc_small",
    "comment": "Only the CTC branch is exported", "doc": "",
}  # fmt: skip
NAMES = {"inputs": ("audio_signal", "length"), "outputs": ("logprobs",), "channels_first": True}

LAYOUTS = {
    "sherpa-nemo": Layout(SHERPA_NEMO, 0.5, NEMO_METADATA, blank_first=False, **NAMES),
    "wenet": Layout(
        WENET,
        17.0,
        {
            "model_type": "wenet_ctc", "version": "1", "model_author": "wenet", "comment": "non-streaming",
            "subsampling_factor": STRIDE, "vocab_size": toy.PIECES + 1, "url": "",
        },
    ),
    "zipformer2": Layout(
        KALDI,
        -4.0,
        {
            "model_type": "zipformer2_ctc", "version": "1", "model_author": "k2-fsa",
            "comment": "non-streaming zipformer2 CTC",
        },
        outputs=("log_probs", "log_probs_len"),
    ),
    "medasr": Layout(
        MEDASR,
        -6.0,
        {
            "model_type": "medasr_ctc", "version": "20251225", "model_author": "google",
            "maintainer": "k2-fsa", "vocab_size": toy.PIECES + 1, "license": "",
            "url": "https://github.com/Google-Health/medasr",
        },
        inputs=("x", "mask"), outputs=("logits", "logits_len"), mask=True, logits=True,
    ),
    "onnx-asr": Layout(
        NEMO, 0.5, blank_first=False, labels="vocab.txt", **NAMES,
        config={"model_type": "nemo-conformer-ctc", "features_size": 80, "subsampling_factor": STRIDE},
    ),
    "gigaam": Layout(
        GIGA_AM, -4.0, inputs=("features", "feature_lengths"), outputs=("log_probs",), channels_first=True,
        blank_first=False, labels="v2_vocab.txt", network="v2_ctc.onnx",
        config={"model_type": "gigaam-v2-ctc"},
    ),
    "gigaam-v3": Layout(
        GIGA_AM_3, -4.0, inputs=("features", "feature_lengths"), outputs=("log_probs",), channels_first=True,
        blank_first=False, labels="v3_vocab.txt", network="v3_ctc.onnx",
        config={"model_type": "gigaam-v3-ctc", "version": "v3"},
    ),
}  # fmt: skip


def write(folder: Path, layout: Layout, tokenizer: bytes) -> Path:
    """Write a folder with the network and its labels."""
    folder.mkdir(parents=True, exist_ok=True)
    names = pieces.tokens_of(tokenizer)
    names = ["<blk>", *names] if layout.blank_first else [*names, "<blk>"]
    lines = "".join(f"{name} {column}\n" for column, name in enumerate(names))
    (folder / layout.labels).write_text(lines, encoding="utf-8")
    if layout.config is not None:
        (folder / "config.json").write_text(json.dumps(layout.config), encoding="utf-8")
    model = network(layout, *head(layout, toy.Speaker(tokenizer)))
    onnx.save(model, folder / layout.network)
    return folder


def head(layout: Layout, speaker: toy.Speaker) -> tuple[np.ndarray, np.ndarray]:
    """(C, V) and (V,): least squares from pooled features to the tokens of tones."""
    rng = np.random.default_rng(0)
    tokens = speaker.pieces.get_piece_size()
    rows, labels = [], []
    for _ in range(60):
        spoken = rng.permutation(np.arange(1, tokens + 1))[:24]
        quiet = int(rng.integers(640))  # samples: tones begin anywhere within a row
        levels = LOUD * rng.uniform(0.5, 1, len(spoken))
        features = pooled(np.maximum(layout.front_end(sound(spoken, quiet, levels)), layout.floor))
        rows.append(features)
        labels.append(row_labels(spoken, len(features), quiet, layout))
    blank = 0 if layout.blank_first else tokens
    labelled = np.concatenate(labels)
    columns = np.where(labelled == 0, blank, labelled - (0 if layout.blank_first else 1))
    x = np.concatenate(rows).astype(np.float64)
    x = np.concatenate([x, np.ones((len(x), 1))], axis=1)
    y = np.eye(tokens + 1)[columns]
    solved = SHARP * np.linalg.solve(x.T @ x + 1e-2 * np.eye(x.shape[1]), x.T @ y)
    solved[-1, int(layout.blank_first)] = -100  # <unk>, which peers write out
    return solved[:-1].astype(np.float32), solved[-1].astype(np.float32)


def pooled(features: np.ndarray) -> np.ndarray:
    """(T, C) -> (T // STRIDE, C): the greatest of every four frames, normalized, as the network has it."""
    whole = features[: len(features) // STRIDE * STRIDE]
    rows = whole.reshape(-1, STRIDE, features.shape[1]).max(axis=1)
    centred = rows - rows.mean(axis=1, keepdims=True)
    return centred / np.sqrt(np.square(centred).mean(axis=1, keepdims=True) + LEAST)


def sound(tokens: Sequence[int], quiet: int = 0, levels: Sequence[float] | None = None) -> np.ndarray:
    """Chords of tokens 1, 2 ... behind ``quiet`` samples, a chord and a gap each; they fade in and out."""
    fade = np.minimum(1, np.arange(round(toy.TONE * toy.RATE)) / FADE)
    fade *= fade[::-1]
    parts = [np.zeros(quiet), toy.tone(0, toy.GAP)]
    for place, token in enumerate(tokens):
        level = LOUD if levels is None else levels[place]
        parts += [level * fade * chord(int(token)), toy.tone(0, toy.GAP)]
    return np.concatenate([*parts, toy.tone(0, toy.GAP)]).astype(np.float32)


@lru_cache(maxsize=64)
def chord(token: int) -> np.ndarray:
    """The sound of a token: a third of the partials. One tone a token would not do, because features that are
    normalized one by one make as much of the neighbours of a tone as of the tone."""
    rng = np.random.default_rng(token)
    times = np.arange(round(toy.TONE * toy.RATE)) / toy.RATE
    chosen = PARTIALS[rng.random(len(PARTIALS)) < 1 / 3]
    waves = np.sin(2 * np.pi * (np.outer(chosen, times) + rng.random((len(chosen), 1))))
    return waves.sum(axis=0) / np.abs(waves.sum(axis=0)).max()


def row_labels(spoken: Sequence[int], rows: int, quiet: int, layout: Layout) -> np.ndarray:
    """(T',) the token that sounds in each row, be it at its edge; 0 for none."""
    # The middle of the first window.
    first = {"inside": 200, "mirror": 80, "zeros": 0, "reflect": 0}[layout.front_end.edges]
    middles = first + 160 * np.arange(rows * STRIDE) - quiet - round(toy.GAP * toy.RATE)  # samples
    tone, whole = round(toy.TONE * toy.RATE), round((toy.TONE + toy.GAP) * toy.RATE)
    place, within = np.divmod(middles + HALF, whole)
    sounds = (place >= 0) & (place < len(spoken)) & (within <= tone + 2 * HALF)
    tokens = np.where(sounds, np.asarray(spoken)[np.clip(place, 0, len(spoken) - 1)], 0)
    return tokens.reshape(-1, STRIDE).max(axis=1)


def network(layout: Layout, weights: np.ndarray, bias: np.ndarray) -> onnx.ModelProto:
    """The greatest of every four frames through one linear layer, between the names of the layout."""
    bins, tokens = weights.shape
    x, second = layout.inputs
    constants = {"weights": weights, "bias": bias, "floor": np.float32(layout.floor)}
    constants["least"] = np.float32(LEAST)
    nodes = [] if layout.channels_first else [helper.make_node("Transpose", [x], ["bins"], perm=[0, 2, 1])]
    scored = layout.outputs[0] if layout.logits else "scores"
    nodes += [
        helper.make_node("Max", [x if layout.channels_first else "bins", "floor"], ["raised"]),
        helper.make_node(
            "MaxPool", ["raised"], ["pooled"], kernel_shape=[STRIDE], strides=[STRIDE],
            ceil_mode=int(layout.config is not None),
        ),
        helper.make_node("Transpose", ["pooled"], ["loudest"], perm=[0, 2, 1]),
        helper.make_node("ReduceMean", ["loudest"], ["mean"], axes=[2]),
        helper.make_node("Sub", ["loudest", "mean"], ["centred"]),
        helper.make_node("Mul", ["centred", "centred"], ["squares"]),
        helper.make_node("ReduceMean", ["squares"], ["variance"], axes=[2]),
        helper.make_node("Add", ["variance", "least"], ["above"]),
        helper.make_node("Sqrt", ["above"], ["deviation"]),
        helper.make_node("Div", ["centred", "deviation"], ["rows"]),
        helper.make_node("MatMul", ["rows", "weights"], ["product"]),
        helper.make_node("Add", ["product", "bias"], [scored]),
    ]
    if not layout.logits:
        nodes.append(helper.make_node("LogSoftmax", [scored], [layout.outputs[0]], axis=-1))
    if len(layout.outputs) > 1:
        lengths, constants["stride"] = second, np.int64(STRIDE)
        if layout.mask:
            constants["one"] = np.array([1])
            nodes.append(helper.make_node("ReduceSum", [second, "one"], ["lengths"], keepdims=0))
            lengths = "lengths"
        nodes.append(helper.make_node("Div", [lengths, "stride"], [layout.outputs[1]]))
    shape = ["N", bins, "T"] if layout.channels_first else ["N", "T", bins]
    outputs = [helper.make_tensor_value_info(layout.outputs[0], TensorProto.FLOAT, ["N", "U", tokens])]
    outputs += [helper.make_tensor_value_info(n, TensorProto.INT64, ["N"]) for n in layout.outputs[1:]]
    return model(
        nodes,
        [
            helper.make_tensor_value_info(x, TensorProto.FLOAT, shape),
            helper.make_tensor_value_info(second, TensorProto.INT64, ["N", "T"] if layout.mask else ["N"]),
        ],
        outputs,
        constants,
        layout.metadata,
    )


def model(
    nodes: list[Any],
    inputs: list[Any],
    outputs: list[Any],
    constants: Mapping[str, Any],
    metadata: Mapping[str, Any],
) -> onnx.ModelProto:
    """A network with metadata, of a version that every onnxruntime reads."""
    initializers = [numpy_helper.from_array(np.asarray(value), name) for name, value in constants.items()]
    graph = helper.make_graph(nodes, "toy", inputs, outputs, initializers)
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    for key, value in metadata.items():
        entry = made.metadata_props.add()
        entry.key, entry.value = key, str(value)
    return made


def write_over_samples(folder: Path, kind: str, tokenizer: bytes) -> Path:
    """Write toy.py's model, which has its features inside, as onnx-asr or transformers have wav2vec 2.0."""
    folder.mkdir(parents=True, exist_ok=True)
    names = pieces.tokens_of(tokenizer)
    network = toy.graph(*toy._classifier(len(names) + 1, toy.filterbank()))
    graph = network.graph
    del graph.output[1:]
    if kind == "onnx-asr":
        rename(graph, {"samples": "input_values", "lengths": "input_lengths", "log_probs": "logprobs"})
        lines = "".join(f"{name} {column}\n" for column, name in enumerate(["<blk>", *names]))
        (folder / "vocab.txt").write_text(lines, encoding="utf-8")
        config = {"model_type": "wav2vec2-ctc", "subsampling_factor": 640}
    else:
        rename(graph, {"samples": "input_values"})
        del graph.input[1:]
        graph.output[0].name = "logits"
        vocabulary = {name: column for column, name in enumerate(["<pad>", *names])}
        (folder / "vocab.json").write_text(json.dumps(vocabulary), encoding="utf-8")
        config = {"architectures": ["Wav2Vec2ForCTC"], "model_type": "wav2vec2", "conv_stride": [5, *[2] * 7]}
        features = {"do_normalize": False, "sampling_rate": 16_000}
        (folder / "preprocessor_config.json").write_text(json.dumps(features), encoding="utf-8")
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    onnx.save(network, folder / "model.onnx")
    return folder


def rename(graph: onnx.GraphProto, names: Mapping[str, str]) -> None:
    """Give inputs, outputs and what nodes read and write other names."""
    for tensor in (*graph.input, *graph.output):
        tensor.name = names.get(tensor.name, tensor.name)
    for node in graph.node:
        node.input[:] = [names.get(name, name) for name in node.input]
        node.output[:] = [names.get(name, name) for name in node.output]


KEPT = 2  # frames that a streaming network keeps of a chunk for the next
CHUNK, WINDOW = 16, 24  # frames from one chunk to the next, and that a chunk has


STREAMING = {
    "zipformer2": replace(
        LAYOUTS["zipformer2"],
        metadata={
            "model_type": "zipformer2", "version": "1", "model_author": "k2-fsa",
            "comment": "streaming ctc zipformer2", "encoder_dims": 80, "query_head_dims": 80,
            "value_head_dims": 12, "num_heads": 1, "num_encoder_layers": 1, "cnn_module_kernels": 4,
            "left_context_len": KEPT, "T": WINDOW, "decode_chunk_len": CHUNK,
        },
    ),
    "nemo": replace(
        LAYOUTS["sherpa-nemo"], front_end=RAW, floor=-4.0, outputs=("logprobs", "encoded_lengths"),
        metadata={
            **NEMO_METADATA, "model_type": "EncDecHybridRNNTCTCBPEModel", "normalize_type": "",
            "window_size": WINDOW, "chunk_shift": CHUNK,
            "cache_last_channel_dim1": 1, "cache_last_channel_dim2": 3, "cache_last_channel_dim3": 5,
            "cache_last_time_dim1": 1, "cache_last_time_dim2": 80, "cache_last_time_dim3": KEPT,
        },
    ),
}  # fmt: skip


def write_streaming(folder: Path, name: str, tokenizer: bytes) -> Path:
    """Write a network that takes chunks and pools four frames at a time, two of the chunk before at first."""
    layout = STREAMING[name]
    folder = write(folder, layout, tokenizer)
    network = onnx.load(folder / "model.onnx")
    graph = network.graph
    axis, kept = (2, "cache_last_time") if layout.channels_first else (1, "cached_key_0")
    x = layout.inputs[0]
    if layout.channels_first:
        states = {"cache_last_channel": [1, 3, 5], kept: [1, 80, KEPT], "cache_last_channel_len": []}
        shapes = {name: ["N", *size] for name, size in states.items()}
        front = [helper.make_node("Squeeze", [kept, "second"], ["old"])]
        back = [helper.make_node("Unsqueeze", ["new", "second"], [f"new_{kept}"])]
    else:
        shapes = {
            kept: [KEPT, "N", 80], "cached_nonlin_attn_0": [1, "N", KEPT, 60],
            "cached_val1_0": [KEPT, "N", 12], "cached_val2_0": [KEPT, "N", 12],
            "cached_conv1_0": ["N", 80, 2], "cached_conv2_0": ["N", 80, 2],
            "embed_states": ["N", 128, 3, 19], "processed_lens": ["N"],
        }  # fmt: skip
        front = [helper.make_node("Transpose", [kept], ["old"], perm=[1, 0, 2])]
        back = [helper.make_node("Transpose", ["new"], [f"new_{kept}"], perm=[1, 0, 2])]
        del graph.input[1:], graph.output[1:]
        graph.node.remove(graph.node[-1])  # counts rows
    front += [
        helper.make_node("Concat", ["old", x], ["behind"], axis=axis),
        helper.make_node("Slice", ["behind", "start", "chunk", "axis"], ["framed"]),
        helper.make_node("Slice", ["behind", "chunk", "chunk_end", "axis"], ["new"]),
    ]
    for node in graph.node:
        node.input[:] = ["framed" if name == x else name for name in node.input]
    others = [helper.make_node("Identity", [name], [f"new_{name}"]) for name in shapes if name != kept]
    nodes = [*front, *graph.node, *back, *others]
    del graph.node[:]
    graph.node.extend(nodes)
    for name, shape in shapes.items():
        kind = TensorProto.INT64 if name.endswith(("_len", "_lens")) else TensorProto.FLOAT
        graph.input.append(helper.make_tensor_value_info(name, kind, shape))
        graph.output.append(helper.make_tensor_value_info(f"new_{name}", kind, shape))
    constants = {"second": [1], "start": [0], "chunk": [CHUNK], "chunk_end": [CHUNK + KEPT], "axis": [axis]}
    graph.initializer.extend(numpy_helper.from_array(np.array(v), name) for name, v in constants.items())
    onnx.save(network, folder / "model.onnx")
    return folder
