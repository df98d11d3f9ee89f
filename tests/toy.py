"""A toy acoustic model: every token is a tone, so that "speech" can be written and is read without doubt.

The folder it makes is of the same kind as the bundled model and goes through the same code: SentencePiece
tokenizer, ONNX graph over samples (log-mel features and one linear layer), and model.json.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import onnx
import pieces
import sentencepiece
from onnx import TensorProto, helper, numpy_helper

from earmark.models import Emissions

RATE = 16_000
WINDOW, HOP = 400, 160  # samples: 25 ms every 10 ms
HANN = (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(WINDOW) / WINDOW)).astype(np.float32)
TONE, GAP = 0.08, 0.08  # seconds a token sounds and is followed by silence: two frames of each
PIECES = 48
OPTIONS = {"segmentation.detector": "loudness"}  # nobody speaks in tones
PHONES = ("a", "b", "c", "<wb>", "<blank>")
ARPA = """\\data\\
ngram 1=5

\\1-grams:
-5 <unk>
-99 <s>
-1 </s>
-1 quiet
-1 jazz

\\end\\
"""
SENTENCES = [
    "we moved from fremont to a small house near the sea",
    "the doctor said that it was free for a month",
    "president zelenskyy met the queen in january",
    "saoirse ronan plays a quiet film about jazz and fog",
    "i left the keys on the table next to the old radio",
    "don't you know that he's six or five years old",
]


def filterbank() -> np.ndarray:
    """(201, 80) triangles on the HTK mel scale up to 8 kHz."""

    def mel(hz):
        return 2595 * np.log10(1 + np.asarray(hz) / 700)

    edges = 700 * (10 ** (np.linspace(0, mel(8000), 82) / 2595) - 1)
    bins = np.linspace(0, 8000, 201)[:, None]
    rising = (bins - edges[:-2]) / (edges[1:-1] - edges[:-2])
    falling = (edges[2:] - bins) / (edges[2:] - edges[1:-1])
    return np.maximum(0, np.minimum(rising, falling)).astype(np.float32)


def train_tokenizer() -> bytes:
    """A SentencePiece model of PIECES pieces, without begin and end marks."""
    return pieces.trained(SENTENCES * 20, PIECES, bos_id=-1, eos_id=-1)


def tone(token: int, seconds: float = TONE, level: float = 0.3) -> np.ndarray:
    """The sound of a token, 0 for silence."""
    times = np.arange(int(seconds * RATE)) / RATE
    hertz = 400 + 145 * token
    return (level * (token > 0) * np.sin(2 * np.pi * hertz * times)).astype(np.float32)


class Speaker:
    """Says texts in tones."""

    def __init__(self, tokenizer: bytes) -> None:
        self.pieces = sentencepiece.SentencePieceProcessor(model_proto=tokenizer)

    def tokens(self, text: str) -> list[int]:
        return [piece + 1 for piece in self.pieces.encode(text)]

    def __call__(self, text: str, pause: float = 0.24) -> np.ndarray:
        """(N,) float32 at 16 kHz, with ``pause`` seconds of silence at both ends."""
        parts = [tone(0, pause)]
        for token in self.tokens(text):
            parts += [tone(token), tone(0, GAP)]
        return np.concatenate([*parts, tone(0, pause)])


def make_model(folder: Path, tokenizer: bytes) -> Path:
    """Write a model folder that reads what a Speaker of the same tokenizer says."""
    folder.mkdir(parents=True, exist_ok=True)
    tokens = ["<blank>", *pieces.tokens_of(tokenizer)]
    mel = filterbank()
    (folder / "tokenizer.model").write_bytes(tokenizer)
    about = {
        "format": 1, "name": "toy", "sample_rate": RATE, "step": 0.04, "phone_step": 0.02,
        "tokens": tokens, "phones": list(PHONES), "phone_blank": PHONES.index("<blank>"), "language": "en",
        "decode": OPTIONS,
    }  # fmt: skip
    (folder / "model.json").write_text(json.dumps(about), encoding="utf-8")
    onnx.save(graph(*_classifier(len(tokens), mel)), folder / "model.onnx")
    return folder


def log_mel(samples: np.ndarray, mel: np.ndarray) -> np.ndarray:
    """(N,) samples -> (1 + N // 160, 80) natural-log mel power, as the graph computes it."""
    padded = np.pad(samples.astype(np.float32), WINDOW // 2, mode="reflect")
    frames = np.lib.stride_tricks.sliding_window_view(padded, WINDOW)[::HOP]
    spectrum = np.fft.rfft(frames * HANN)
    return np.log(np.maximum((spectrum.real**2 + spectrum.imag**2) @ mel, 1e-10))


def _pooled(features: np.ndarray) -> np.ndarray:
    """(F, 80) -> (ceil(F / 4), 80): the mean of every four frames, the last row repeated to fill them."""
    rows = np.pad(features, ((0, -len(features) % 4), (0, 0)), mode="edge")
    return rows.reshape(-1, 4, rows.shape[1]).mean(axis=1)


def _classifier(tokens: int, mel: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(80, V) and (V,): least squares from features to tokens, over tones at several levels and offsets."""
    rows, labels = [], []
    rng = np.random.default_rng(0)
    for token in range(tokens):
        for level in (0.05, 0.1, 0.2, 0.3):
            sound = tone(token, 0.4, level) + rng.normal(0, 1e-4, int(0.4 * RATE)).astype(np.float32)
            found = _pooled(log_mel(sound, mel))[2:-2]
            rows.append(found)
            labels += [token] * len(found)
        if token:
            for shift in (160, 320, 480):  # a tone that begins or ends within the frame is still its token
                sound = np.concatenate([tone(0, 0.12), tone(0, shift / RATE), tone(token), tone(0, 0.12)])
                sound = sound + rng.normal(0, 1e-4, len(sound)).astype(np.float32)
                found = _pooled(log_mel(sound, mel))
                loud = found.max(axis=1) > 2
                rows.append(found[loud])
                labels += [token] * int(loud.sum())
    x = np.concatenate(rows)
    x = np.maximum(x, -6)
    x = np.concatenate([x, np.ones((len(x), 1))], axis=1)
    y = np.eye(tokens)[labels]
    solved = np.linalg.solve(x.T @ x + 1e-2 * np.eye(x.shape[1]), x.T @ y)
    return (30 * solved[:-1]).astype(np.float32), (30 * solved[-1]).astype(np.float32)


def _feature_nodes(mel: np.ndarray) -> tuple[list[onnx.NodeProto], dict[str, np.ndarray]]:
    """Nodes from samples (B, N) to features (B, F, 80), a Fourier transform as convolution, and constants."""
    angles = 2 * np.pi * np.outer(np.arange(WINDOW // 2 + 1), np.arange(WINDOW)) / WINDOW
    kernels = np.concatenate([np.cos(angles), np.sin(angles)]) * HANN  # (402, 400)
    constants = {
        "kernels": kernels[:, None].astype(np.float32),
        "mirror": np.array([0, 0, WINDOW // 2, 0, 0, WINDOW // 2], dtype=np.int64),
        "channel_axis": np.array([1], dtype=np.int64),
        "mel": mel,
        "least_power": np.float32(1e-10),
    }
    nodes = [
        helper.make_node("Unsqueeze", ["samples", "channel_axis"], ["channel"]),
        helper.make_node("Pad", ["channel", "mirror"], ["padded"], mode="reflect"),
        helper.make_node("Conv", ["padded", "kernels"], ["waves"], strides=[HOP]),
        helper.make_node("Mul", ["waves", "waves"], ["squares"]),
        helper.make_node("Split", ["squares"], ["real", "imaginary"], axis=1, num_outputs=2),
        helper.make_node("Add", ["real", "imaginary"], ["power"]),
        helper.make_node("Transpose", ["power"], ["rows"], perm=[0, 2, 1]),
        helper.make_node("MatMul", ["rows", "mel"], ["bands"]),
        helper.make_node("Max", ["bands", "least_power"], ["audible"]),
        helper.make_node("Log", ["audible"], ["features"]),
    ]
    return nodes, constants


def graph(weights: np.ndarray, bias: np.ndarray) -> onnx.ModelProto:
    """samples (B, N), lengths (B,) -> log_probs, phone_log_probs of the shapes in model.json."""
    rng = np.random.default_rng(1)
    front, constants = _feature_nodes(filterbank())
    constants |= {
        "weights": weights,
        "bias": bias,
        "phone_weights": rng.normal(0, 0.1, (80, len(PHONES))).astype(np.float32),
        "floor": np.float32(-6),
    }
    nodes = [
        *front,
        helper.make_node("Transpose", ["features"], ["channels"], perm=[0, 2, 1]),
        helper.make_node(
            "AveragePool", ["channels"], ["pooled4"], kernel_shape=[4], strides=[4], ceil_mode=1
        ),
        helper.make_node(
            "AveragePool", ["channels"], ["pooled2"], kernel_shape=[2], strides=[2], ceil_mode=1
        ),
        helper.make_node("Transpose", ["pooled4"], ["rows4"], perm=[0, 2, 1]),
        helper.make_node("Transpose", ["pooled2"], ["rows2"], perm=[0, 2, 1]),
        helper.make_node("Max", ["rows4", "floor"], ["raised"]),
        helper.make_node("MatMul", ["raised", "weights"], ["scores"]),
        helper.make_node("Add", ["scores", "bias"], ["logits"]),
        helper.make_node("LogSoftmax", ["logits"], ["log_probs"], axis=-1),
        helper.make_node("MatMul", ["rows2", "phone_weights"], ["phone_logits"]),
        helper.make_node("LogSoftmax", ["phone_logits"], ["phone_log_probs"], axis=-1),
    ]
    made = helper.make_graph(
        nodes,
        "toy",
        [
            helper.make_tensor_value_info("samples", TensorProto.FLOAT, ["B", "N"]),
            helper.make_tensor_value_info("lengths", TensorProto.INT64, ["B"]),
        ],
        [
            helper.make_tensor_value_info("log_probs", TensorProto.FLOAT, ["B", "T", len(bias)]),
            helper.make_tensor_value_info("phone_log_probs", TensorProto.FLOAT, ["B", "P", len(PHONES)]),
        ],
        [numpy_helper.from_array(np.asarray(value), name) for name, value in constants.items()],
    )
    return helper.make_model(made, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)


class Doubtful:
    """The toy model with a weak ear: the first token of "jazz" sounds a little more like that of "keys"."""

    def __init__(self, model):
        self.model = model
        self.name, self.alphabet, self.frame_shift = "doubtful", model.alphabet, model.frame_shift
        self.tokenizer, self.digest = model.tokenizer, "0"
        self.sample_rate, self.language, self.companions = model.sample_rate, model.language, model.companions
        self.right, self.wrong = (model.alphabet.tokens.index(piece) for piece in ("▁ja", "▁k"))

    def emissions(self, samples):
        rows = np.array(self.model.encode([samples])[0].log_probs)  # (T, V)
        heard = rows.argmax(axis=1) == self.right
        again = heard & np.roll(heard, 1)  # a tone lasts two frames, a spike only one
        rows[heard] -= 5
        rows[again, 0] = np.log(0.99)
        heard &= ~again
        rows[heard, self.right] = np.log(0.36)
        rows[heard, self.wrong] = np.log(0.62)
        return Emissions(rows, self.frame_shift)

    def encode(self, batch):
        return [self.emissions(samples) for samples in batch]
