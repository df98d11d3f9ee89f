"""Small causal networks with caches, exported from PyTorch in the layouts of sherpa-onnx.

Weights are random: every row depends on all caches, on what is fed besides the features and on the features
of its chunk, so that a cache or a frame out of place gives other tokens. Letters: T frames, R rows, D width.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import onnx
import pieces
import torch
from torch import Tensor, nn

STRIDE, REACH = 4, 7  # frames a row, and frames that the first row of a chunk needs
ROWS = 4  # a chunk
WINDOW, SHIFT = (ROWS - 1) * STRIDE + REACH, ROWS * STRIDE  # frames
D, HEADS, KERNEL, LEFT = 16, 2, 5, 8  # LEFT rows of the cache
BINS = 80
SHARP = 6.0  # factor of the logits


class Core(nn.Module):
    """Subsampling, attention to the rows before, a causal convolution and a softmax."""

    def __init__(self, tokens: int, floor: float) -> None:
        super().__init__()
        torch.manual_seed(7)
        self.floor = floor  # of the features: what is weaker, as noise and dither are, does not count
        self.first, self.second = nn.Conv1d(BINS, D, 3, 2), nn.Conv1d(D, D, 3, 2)
        self.query, self.key, self.value = (nn.Linear(D, D) for _ in range(3))
        self.conv = nn.Conv1d(D, D, KERNEL)
        self.out = nn.Linear(D, tokens)

    def rows(self, features: Tensor) -> Tensor:
        """(1, T, BINS) -> (1, R, D)"""
        x = torch.maximum(features, torch.tensor(self.floor)) - self.floor
        x = torch.relu(self.first(x.transpose(1, 2)))
        return torch.tanh(self.second(x)).transpose(1, 2)

    def attend(self, x: Tensor, keys: Tensor, values: Tensor, mask: Tensor) -> Tensor:
        """(1, R, D) and (1, LEFT + R, D) -> (1, R, D); mask (1, 1, LEFT + R) is true where there is a row."""
        scores = self.query(x) @ keys.transpose(1, 2)
        scores = scores.masked_fill(~mask, -1e4)
        return x + scores.softmax(-1) @ values

    def convolve(self, x: Tensor, cache: Tensor) -> tuple[Tensor, Tensor]:
        """(1, R, D), (1, D, KERNEL - 1) -> the same."""
        whole = torch.cat([cache, x.transpose(1, 2)], dim=2)
        return x + torch.tanh(self.conv(whole)).transpose(1, 2), whole[:, :, -(KERNEL - 1) :]

    def log_probs(self, x: Tensor) -> Tensor:
        """(1, R, D) -> (1, R, V)"""
        return (SHARP * self.out(x)).log_softmax(-1)


class NeMo(Core):
    """Caches of rows and of the convolution, and how many rows are there."""

    def forward(self, audio: Tensor, length: Tensor, rows: Tensor, conv: Tensor, count: Tensor):  # type: ignore[no-untyped-def]
        x = self.rows(audio.transpose(1, 2))
        whole = torch.cat([rows[:, 0], x], dim=1)  # (1, LEFT + R, D)
        mask = torch.arange(LEFT + ROWS) >= LEFT - count  # (LEFT + R,)
        x = self.attend(x, self.key(whole), self.value(whole), mask[None, None])
        x, after = self.convolve(x, conv[:, 0])
        found = torch.clamp(length // STRIDE, max=ROWS)
        following = torch.clamp(count + ROWS, max=LEFT)
        return self.log_probs(x), found, whole[:, -LEFT:][:, None], after[:, None], following


class WeNet(Core):
    """Caches of keys with values and of the convolution; offset and mask come from outside."""

    def forward(
        self, x: Tensor, offset: Tensor, size: Tensor, attention: Tensor, conv: Tensor, mask: Tensor
    ):  # type: ignore[no-untyped-def]
        x = self.rows(x)
        place = (offset - size + torch.arange(ROWS)).float()  # (R,)
        x = x + torch.sin(place / 5)[None, :, None]
        keys, values = attention[0].transpose(0, 1).reshape(LEFT, 2 * D).split(D, dim=1)
        keys = torch.cat([keys[None], self.key(x)], dim=1)
        values = torch.cat([values[None], self.value(x)], dim=1)
        x = self.attend(x, keys, values, mask)
        after = torch.cat([keys, values], dim=2)[0, -LEFT:].reshape(LEFT, HEADS, -1).transpose(0, 1)
        x, following = self.convolve(x, conv[0])
        return self.log_probs(x), after[None], following[None]


class Zipformer(Core):
    """Caches by the names of Zipformer2's; its embedding of the frames before, and a count of frames."""

    def forward(self, x: Tensor, *states: Tensor):  # type: ignore[no-untyped-def]
        keys, attention, first, second, conv, conv2, embed, count = states
        x = self.rows(x) + 0.1 * embed.mean()
        whole = torch.cat([keys.transpose(0, 1), x], dim=1)
        mask = torch.arange(LEFT + ROWS) >= LEFT - count // STRIDE
        x = self.attend(x, self.key(whole), self.value(whole), mask[None, None])
        x, after = self.convolve(x, conv)
        embed = torch.cat([embed[:, 1:], x[:, -1:, :1, None].expand(1, 1, 3, 19)], dim=1)
        following = whole[:, -LEFT:].transpose(0, 1)
        unused = (1 * attention, 1 * first, 1 * second)
        return self.log_probs(x), following, *unused, after, 1 * conv2, embed, count + SHIFT


NEMO_METADATA = {
    "vocab_size": 48, "normalize_type": "", "subsampling_factor": STRIDE,
    "model_type": "EncDecHybridRNNTCTCBPEModel", "version": "1", "model_author": "NeMo", "comment": "",
    "window_size": WINDOW, "chunk_shift": SHIFT,
    "cache_last_channel_dim1": 1, "cache_last_channel_dim2": LEFT, "cache_last_channel_dim3": D,
    "cache_last_time_dim1": 1, "cache_last_time_dim2": D, "cache_last_time_dim3": KERNEL - 1,
}  # fmt: skip
WENET_METADATA = {
    "model_type": "wenet_ctc", "version": "1", "model_author": "wenet", "comment": "streaming", "url": "",
    "chunk_size": ROWS, "left_chunks": LEFT // ROWS, "head": HEADS, "num_blocks": 1, "output_size": D,
    "cnn_module_kernel": KERNEL, "right_context": REACH - 1, "subsampling_factor": STRIDE, "vocab_size": 49,
}  # fmt: skip
ZIPFORMER_METADATA = {
    "model_type": "zipformer2", "version": "1", "model_author": "k2-fsa",
    "comment": "streaming ctc zipformer2",
    "encoder_dims": D, "query_head_dims": D, "value_head_dims": D, "num_heads": 1, "num_encoder_layers": 1,
    "cnn_module_kernels": 2 * (KERNEL - 1), "left_context_len": LEFT, "T": WINDOW, "decode_chunk_len": SHIFT,
}  # fmt: skip
LAYOUTS = ("nemo", "wenet", "zipformer2")


def write_all(place: Path, tokenizer: bytes) -> dict[str, Path]:
    """Write a folder of each layout."""
    return {name: write(place / name, name, tokenizer) for name in LAYOUTS}


def write(folder: Path, layout: str, tokenizer: bytes) -> Path:
    """Write a folder with a network and its labels."""
    folder.mkdir(parents=True, exist_ok=True)
    names = pieces.tokens_of(tokenizer)
    names = [*names, "<blk>"] if layout == "nemo" else ["<blk>", *names]
    lines = "".join(f"{name} {column}\n" for column, name in enumerate(names))
    (folder / "tokens.txt").write_text(lines, encoding="utf-8")
    {"nemo": _nemo, "wenet": _wenet, "zipformer2": _zipformer}[layout](folder / "model.onnx", len(names))
    return folder


def _nemo(path: Path, tokens: int) -> None:
    given = (
        torch.zeros(1, BINS, WINDOW), torch.tensor([WINDOW]), torch.zeros(1, 1, LEFT, D),
        torch.zeros(1, 1, D, KERNEL - 1), torch.tensor([0]),
    )  # fmt: skip
    caches = ["cache_last_channel", "cache_last_time", "cache_last_channel_len"]
    following = [f"{cache}_next" for cache in caches]
    names = ["audio_signal", "length", *caches], ["logprobs", "encoded_lengths", *following]
    _export(path, NeMo(tokens, -4.0), given, names, NEMO_METADATA)


def _wenet(path: Path, tokens: int) -> None:
    given = (
        torch.zeros(1, WINDOW, BINS), torch.tensor([LEFT]), torch.tensor([LEFT]),
        torch.zeros(1, HEADS, LEFT, D // HEADS * 2), torch.zeros(1, 1, D, KERNEL - 1),
        torch.ones(1, 1, LEFT + ROWS, dtype=torch.bool),
    )  # fmt: skip
    names = (
        ["x", "offset", "required_cache_size", "attn_cache", "conv_cache", "attn_mask"],
        ["log_probs", "next_att_cache", "next_conv_cache"],
    )
    _export(path, WeNet(tokens, 17.0), given, names, WENET_METADATA)


def _zipformer(path: Path, tokens: int) -> None:
    states = {
        "cached_key_0": (LEFT, 1, D), "cached_nonlin_attn_0": (1, 1, LEFT, 3 * D // 4),
        "cached_val1_0": (LEFT, 1, D), "cached_val2_0": (LEFT, 1, D),
        "cached_conv1_0": (1, D, KERNEL - 1), "cached_conv2_0": (1, D, KERNEL - 1),
        "embed_states": (1, 128, 3, 19),
    }  # fmt: skip
    given = (torch.zeros(1, WINDOW, BINS), *map(torch.zeros, states.values()), torch.tensor([0]))
    inputs = [*states, "processed_lens"]
    names = ["x", *inputs], ["log_probs", *(f"new_{name}" for name in inputs)]
    _export(path, Zipformer(tokens, -4.0), given, names, ZIPFORMER_METADATA)


def _export(
    path: Path,
    network: nn.Module,
    given: Sequence[Tensor],
    names: tuple[list[str], list[str]],
    metadata: Mapping[str, object],
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            network.eval(), tuple(given), str(path), input_names=names[0], output_names=names[1],
            opset_version=17, dynamo=False,
        )  # fmt: skip
    made = onnx.load(path)
    assert [tensor.name for tensor in made.graph.input] == names[0]
    for key, value in metadata.items():
        entry = made.metadata_props.add()
        entry.key, entry.value = key, str(value)
    onnx.save(made, path)


def greedy(log_probs: np.ndarray, blank: int) -> list[tuple[int, int]]:
    """Row and token of each token, repeats and blanks collapsed."""
    best = log_probs.argmax(axis=1)
    changed = np.flatnonzero(np.diff(best, prepend=-1))
    return [(int(row), int(best[row])) for row in changed if best[row] != blank]
