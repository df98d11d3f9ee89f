"""The pretrained phone encoder, rebuilt from its plain-named weights."""

from __future__ import annotations

import json
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from torch import Tensor, nn

from earmark.errors import ModelError
from earmark.train.conformer import ConformerBlock

WIDTH = 144
BLOCKS = 4
HEADS = 4
HIDDEN = 576
KERNEL = 31
MELS = 80
WORD_BOUNDARY, PHONE_BLANK = "<wb>", "<blank>"  # among the encoder's phones
STEP = 0.02  # seconds from one hidden state to the next: 10 ms log-mel frames, stem of stride 2


class PhoneEncoder(nn.Module):
    """Log-mel -> hidden states every 20 ms, and a phone CTC head on them.

    Weights: the phone recognizer of the package ``hama`` 1.7.0 (hama contributors).
    """

    mel_filterbank: Tensor

    def __init__(self, phones: int) -> None:
        super().__init__()
        self.register_buffer("mel_filterbank", torch.zeros(201, MELS))
        self.stem = nn.Conv1d(MELS, WIDTH, 3, stride=2, padding=1)
        self.blocks = nn.ModuleList(ConformerBlock(WIDTH, HEADS, HIDDEN, KERNEL) for _ in range(BLOCKS))
        self.phone_head = nn.Linear(WIDTH, phones)

    def forward(self, features: Tensor, valid: Tensor | None = None) -> Tensor:
        """(B, F, 80) log-mel, (B, ceil(F/2)) valid hidden frames -> (B, ceil(F/2), 144)."""
        x = F.gelu(self.stem(features.transpose(1, 2))).transpose(1, 2)
        for block in self.blocks:
            x = block(x, valid)
        return x

    def states(self, features: Tensor, lengths: Tensor) -> tuple[Tensor, Tensor]:
        """Hidden states of padded clips, each as if it were alone.

        Args:
            features: (B, F, 80) log-mel.
            lengths: (B,) valid log-mel frames.

        Returns:
            (B, ceil(F/2), 144) states, zero past a clip's end, and (B,) valid states.
        """
        inside = torch.arange(features.shape[1], device=features.device)[None] < lengths[:, None]
        frames = torch.div(lengths + 1, 2, rounding_mode="floor")
        valid = inside[:, ::2]
        hidden = self(features * inside[..., None].to(features.dtype), valid)
        return hidden * valid[..., None].to(hidden.dtype), frames

    def phones(self, hidden: Tensor) -> Tensor:
        """(B, T, 144) -> (B, T, P) natural-log phone probabilities."""
        return F.log_softmax(self.phone_head(hidden), dim=-1)


def load_phone_encoder(folder: Path) -> tuple[PhoneEncoder, list[str]]:
    """The encoder and its phone symbols from ``phone_encoder.safetensors`` and ``phones.json`` in ``folder``.

    Raises:
        ModelError: a file is missing or the tensors do not fit the architecture.
    """
    weights, names = folder / "phone_encoder.safetensors", folder / "phones.json"
    if not weights.is_file() or not names.is_file():
        raise ModelError(
            f"{folder} holds no pretrained phone encoder: expected phone_encoder.safetensors and phones.json"
        )
    phones = json.loads(names.read_text(encoding="utf-8"))
    encoder = PhoneEncoder(len(phones))
    # pointwise convolutions are stored as such, (out, in, 1); here they are plain matrix products
    state = {
        name: tensor.float().squeeze(-1) if ".pointwise" in name and tensor.ndim == 3 else tensor.float()
        for name, tensor in load_file(weights).items()
    }
    try:
        encoder.load_state_dict(state)
    except RuntimeError as error:
        raise ModelError(f"{weights} does not fit the phone encoder: {error}") from error
    return encoder.eval(), phones


def log_mel(samples: Tensor, filterbank: Tensor) -> Tensor:
    """(B, N) 16 kHz samples in [-1, 1] -> (B, 1 + N // 160, 80) log-mel, as the encoder was trained on."""
    window = torch.hann_window(400, periodic=True, device=samples.device)
    spectrum = torch.stft(
        samples, 400, 160, window=window, center=True, pad_mode="reflect", return_complex=True
    )  # (B, 201, F)
    power = spectrum.real.square() + spectrum.imag.square()
    return (power.transpose(1, 2) @ filterbank).clamp_min(1e-10).log()
