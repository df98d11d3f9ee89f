"""The training objective: sub-word CTC on the top and, with less weight, on the taps."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

from earmark.train.batches import Batch
from earmark.train.model import SubwordLayers

TAP_SHARE = 0.3  # a of (1 - a) CTC(top) + a mean CTC(taps); 0.3 as in InterCTC


def ctc_losses(model: SubwordLayers, batch: Batch, device: str = "cpu", bf16: bool = False) -> Tensor:
    """Loss in nats per token, taps included.

    A clip whose tokens do not fit its frames (no CTC path) counts as zero.
    """
    with torch.autocast(device, torch.bfloat16, enabled=bf16):
        top, taps, _ = model(batch.hidden.to(device), batch.frames.to(device))
    frames = torch.div(batch.frames + 1, 2, rounding_mode="floor")  # 40 ms frames

    def ctc(log_probs: Tensor) -> Tensor:
        return F.ctc_loss(
            log_probs.transpose(0, 1),
            batch.targets.to(device),
            frames.to(device),
            batch.lengths.to(device),
            reduction="sum",
            zero_infinity=True,
        )

    loss = ctc(top)
    if taps:
        loss = (1 - TAP_SHARE) * loss + TAP_SHARE * torch.stack([ctc(tap) for tap in taps]).mean()
    return loss / max(1, int(batch.lengths.sum()))


def backward(loss: Tensor) -> None:
    """Gradients of ``loss``; torch leaves the method untyped."""
    loss.backward()  # type: ignore[no-untyped-call]
