"""Encode samples as states every 24 ms, with a phone head on them.

The lower part is the encoder of Moonshine tiny (Jeffries et al. 2024, arXiv 2410.15608; weights MIT,
Moonshine AI): three convolutions over the waveform, then six pre-norm transformer layers with rotary
positions (Su et al. 2021, arXiv 2104.09864). The waveform is padded so that a state lies in the middle of
its 24 ms, and statistics never include padding. Above it one conformer block, the frame adapter, turns
states made for a decoder that attends into states that describe their own time: a phone head on the
pretrained states themselves makes twice as many errors.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from torch import Tensor, nn

from earmark.errors import ModelError
from earmark.training.conformer import ConformerBlock, attend

WIDTH = 288
LAYERS = 6
HEADS = 8
HIDDEN = 1152
ROTATED = 32  # of the 36 dimensions of a head
HOP = 384  # samples from one state to the next, 24 ms
BEFORE, BEHIND = 255, 256  # samples of padding: with them N samples make N // 384 states, each in its middle
PER_SECOND = 16_000 / HOP  # states
STEP = HOP / 16_000  # seconds from one state to the next
WORD_BOUNDARY, PHONE_BLANK = "<wb>", "<blank>"  # among the phones of the head
WEIGHTS = "encoder.safetensors"
OWN = ("frame_adapter.", "phone_head.")  # parameters that the pretrained weights do not have


class FrameAdapter(ConformerBlock):
    """The conformer block above the pretrained layers."""

    HEADS, HIDDEN, KERNEL = 4, 576, 15  # the kernel spans 0.36 s

    def __init__(self) -> None:
        super().__init__(WIDTH, self.HEADS, self.HIDDEN, self.KERNEL)


@dataclass(frozen=True)
class Stride:
    """A convolution of the stem."""

    kernel: int
    stride: int


STEM = (Stride(127, 64), Stride(7, 3), Stride(3, 2))


def by_product(conv: nn.Conv1d, x: Tensor) -> Tensor:
    """Apply ``conv`` to (B, C, N) as one matrix product of its windows.

    For a GPU: cuDNN plans every new shape anew, which takes longer than the training step itself.
    """
    windows = x.transpose(1, 2).unfold(1, conv.kernel_size[0], conv.stride[0])  # (B, T, C, kernel)
    return F.linear(windows.flatten(2), conv.weight.flatten(1), conv.bias).transpose(1, 2)


class Stem(nn.Module):
    """Convolutions from samples to frames of 24 ms."""

    def __init__(self) -> None:
        super().__init__()
        first, second, third = STEM
        self.conv1 = nn.Conv1d(1, WIDTH, first.kernel, first.stride, bias=False)
        self.norm = nn.GroupNorm(1, WIDTH)
        self.conv2 = nn.Conv1d(WIDTH, 2 * WIDTH, second.kernel, second.stride)
        self.conv3 = nn.Conv1d(2 * WIDTH, WIDTH, third.kernel, third.stride)

    def forward(self, samples: Tensor, lengths: Tensor | None) -> Tensor:
        """(B, N) samples, zero past the (B,) valid ones -> (B, N // 384, 288)."""
        x = F.pad(samples[:, None], (BEFORE, BEHIND))
        convolved = by_product if x.is_cuda else nn.Conv1d.__call__
        x = self._normed(torch.tanh(convolved(self.conv1, x)), lengths)
        x = F.gelu(convolved(self.conv2, x))
        return F.gelu(convolved(self.conv3, x)).transpose(1, 2)

    def _normed(self, x: Tensor, lengths: Tensor | None) -> Tensor:
        """Mean and variance of the clip, all channels together, as group norm of one group has them."""
        if lengths is None:
            normed: Tensor = self.norm(x)
            return normed
        # a clip alone has this many rows, its own padding included
        rows = torch.div(lengths // HOP * HOP + HOP, STEM[0].stride, rounding_mode="floor") + 1
        x = x.transpose(1, 2)
        inside = (torch.arange(x.shape[1], device=x.device)[None] < rows[:, None])[..., None].to(x.dtype)
        count = rows[:, None, None] * WIDTH
        mean = (x * inside).sum(dim=(1, 2), keepdim=True) / count
        spread = ((x - mean).square() * inside).sum(dim=(1, 2), keepdim=True) / count
        x = (x - mean) * torch.rsqrt(spread + self.norm.eps)
        return (x * self.norm.weight + self.norm.bias).transpose(1, 2)


class Layer(nn.Module):
    """Attention and feed-forward, each behind a norm."""

    def __init__(self) -> None:
        super().__init__()
        self.attn_norm = nn.LayerNorm(WIDTH, bias=False)
        self.in_proj = nn.Linear(WIDTH, 3 * WIDTH, bias=False)
        self.out_proj = nn.Linear(WIDTH, WIDTH, bias=False)
        self.ffn_norm = nn.LayerNorm(WIDTH, bias=False)
        self.fc1 = nn.Linear(WIDTH, HIDDEN)
        self.fc2 = nn.Linear(HIDDEN, WIDTH)

    def forward(self, x: Tensor, turns: tuple[Tensor, Tensor], mask: Tensor | None) -> Tensor:
        """(B, T, 288), cosines and sines (T, 32), (B, 1, 1, T) -> (B, T, 288)."""
        B, T, D = x.shape
        qkv = self.in_proj(self.attn_norm(x)).view(B, T, 3, HEADS, D // HEADS).permute(2, 0, 3, 1, 4)
        q, k = _turned(qkv[0], turns), _turned(qkv[1], turns)
        v = qkv[2]
        if x.is_cuda:  # heads of 36 go through no quick kernel: they want a multiple of 8
            q, k, v = (F.pad(part, (0, -(D // HEADS) % 8)) for part in (q, k, v))
        y = attend(q, k, v, mask, scale=(D // HEADS) ** -0.5)
        x = x + self.out_proj(y[..., : D // HEADS].transpose(1, 2).reshape(B, T, D))
        fed: Tensor = x + self.fc2(F.gelu(self.fc1(self.ffn_norm(x))))
        return fed


class Encoder(nn.Module):
    """Samples -> states every 24 ms, and a phone CTC head on them.

    ``stem``, ``layers`` and ``norm`` come pretrained; ``frame_adapter`` and ``phone_head`` start fresh.
    """

    def __init__(self, phones: int, layers: int = LAYERS) -> None:
        super().__init__()
        self.stem = Stem()
        self.layers = nn.ModuleList(Layer() for _ in range(layers))
        self.norm = nn.LayerNorm(WIDTH, bias=False)
        self.frame_adapter = FrameAdapter()
        self.phone_head = nn.Linear(WIDTH, phones)

    def forward(self, x: Tensor, valid: Tensor | None = None) -> Tensor:
        """(B, T, 288) frames of the stem, (B, T) true where they are not padding -> (B, T, 288)."""
        turns = _turns(x.shape[1], x.device)
        mask = None if valid is None else valid[:, None, None, :]
        for layer in self.layers:
            x = layer(x, turns, mask)
        normed: Tensor = self.norm(x)
        return normed

    def states(self, samples: Tensor, lengths: Tensor, masks: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """States of padded clips, each as if it were alone: (B, N // 384, 288), and (B,) valid ones.

        The arguments are those of :meth:`pretrained_states`.
        """
        hidden, frames = self.pretrained_states(samples, lengths, masks)
        return self.adapt(hidden, frames), frames

    def adapt(self, hidden: Tensor, frames: Tensor) -> Tensor:
        """Pretrained states (B, T, 288), (B,) valid ones -> states (B, T, 288), zero past a clip's end."""
        valid = _inside(hidden, frames)
        states: Tensor = self.frame_adapter(hidden, valid) * valid[..., None].to(hidden.dtype)
        return states

    def pretrained_states(
        self, samples: Tensor, lengths: Tensor, masks: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        """Pretrained states of padded clips, each as if it were alone.

        Args:
            samples: (B, N) at 16 kHz, zero past a clip's end.
            lengths: (B,) valid samples, 384 at least.
            masks: (B, N // 384) true where a frame is hidden: it takes the clip's mean, which says nothing.

        Returns:
            (B, N // 384, 288) states, zero past a clip's end, and (B,) valid states.
        """
        x = self.stem(samples, lengths)
        frames = torch.div(lengths, HOP, rounding_mode="floor")
        valid = _inside(x, frames)
        inside = valid[..., None].to(x.dtype)
        if masks is not None:
            mean = (x * inside).sum(dim=1, keepdim=True) / frames[:, None, None]
            x = torch.where(masks[..., None], mean, x)
        return self(x, valid) * inside, frames

    def pretrained_parameters(self) -> list[nn.Parameter]:
        """Parameters that came pretrained and are not frozen."""
        return [p for n, p in self.named_parameters() if p.requires_grad and not n.startswith(OWN)]

    def phones(self, hidden: Tensor) -> Tensor:
        """(B, T, 288) -> (B, T, P) natural-log phone probabilities."""
        return F.log_softmax(self.phone_head(hidden), dim=-1)


def _inside(x: Tensor, frames: Tensor) -> Tensor:
    """(B, T, D), (B,) valid frames -> (B, T) true where there is no padding."""
    return torch.arange(x.shape[1], device=x.device)[None] < frames[:, None]


def load_encoder_weights(folder: Path) -> tuple[Encoder, list[str]]:
    """The encoder and its phone symbols from ``encoder.safetensors`` and ``phones.json`` in ``folder``.

    Frame adapter and head are drawn afresh when the weights have none.

    Raises:
        ModelError: a file is missing or the tensors do not fit the architecture.
    """
    weights, names = folder / WEIGHTS, folder / "phones.json"
    if not weights.is_file() or not names.is_file():
        raise ModelError(f"{folder} holds no pretrained encoder: expected {WEIGHTS} and phones.json")
    phones = json.loads(names.read_text(encoding="utf-8"))
    state = {name: tensor.float() for name, tensor in load_file(weights).items()}
    torch.manual_seed(0)
    encoder = Encoder(len(phones), layers_of(state))
    own = {name: t for name, t in encoder.state_dict().items() if name.startswith(OWN)}
    try:
        encoder.load_state_dict(own | state)
    except RuntimeError as error:
        raise ModelError(f"{weights} does not fit the encoder: {error}") from error
    return encoder.eval(), phones


def layers_of(names: Iterable[str], prefix: str = "") -> int:
    """Count the layers of an encoder by the names of its parameters."""
    found = {
        int(name.removeprefix(prefix).split(".")[1]) for name in names if name.startswith(prefix + "layers.")
    }
    return max(found, default=-1) + 1


def _turns(count: int, device: torch.device) -> tuple[Tensor, Tensor]:
    """Cosines and sines (T, 32) of rotary positions, each angle twice."""
    steps = torch.arange(0, ROTATED, 2, device=device, dtype=torch.float32) / ROTATED
    angles = torch.arange(count, device=device, dtype=torch.float32)[:, None] * 10_000.0**-steps
    angles = angles.repeat_interleave(2, dim=1)
    return angles.cos(), angles.sin()


def _turned(x: Tensor, turns: tuple[Tensor, Tensor]) -> Tensor:
    """(B, H, T, 36) with its first 32 dimensions turned, pair by pair."""
    cosines, sines = turns
    part, rest = x[..., :ROTATED], x[..., ROTATED:]
    pairs = part.reshape(*part.shape[:-1], ROTATED // 2, 2)
    across = torch.stack((-pairs[..., 1], pairs[..., 0]), dim=-1).flatten(-2)
    return torch.cat((part * cosines + across * sines, rest), dim=-1)
