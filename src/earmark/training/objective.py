"""The training objectives: sub-word CTC on top and taps, phone CTC, fidelity of the phones to a teacher."""

from __future__ import annotations

from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import Tensor

from earmark.training.labels import Labels, PhoneLabels
from earmark.training.model import rows

TAP_SHARE = 0.3  # a of (1 - a) CTC(top) + a mean CTC(taps); 0.3 as in InterCTC


def ctc_objective(top: Tensor, taps: Sequence[Tensor], frames: Tensor, labels: Labels) -> Tensor:
    """Loss in nats per token, taps included.

    A clip whose tokens do not fit its frames (no CTC path) counts as zero.

    Args:
        top: (B, T, V) float32 log-probabilities every 48 ms.
        taps: the same of each tap.
        frames: (B,) valid 24 ms states of the encoder.
        labels: what the clips say.
    """
    valid = rows(frames).cpu()
    targets = labels.targets.to(top.device)

    def ctc(log_probs: Tensor) -> Tensor:
        # int64 targets keep CUDA on torch's own kernel: cuDNN's knows no zero_infinity and no padding.
        # That kernel reads the lengths on the host, so they stay there and cost no synchronisation.
        return F.ctc_loss(
            log_probs.transpose(0, 1), targets, valid, labels.lengths, reduction="sum", zero_infinity=True
        )

    loss = ctc(top)
    if taps:
        loss = (1 - TAP_SHARE) * loss + TAP_SHARE * torch.stack([ctc(tap) for tap in taps]).mean()
    return loss / max(1, int(labels.lengths.sum()))


def phone_objective(log_probs: Tensor, frames: Tensor, labels: PhoneLabels, blank: int) -> Tensor:
    """CTC of the pronunciations, in nats per phone; zero when no clip of the batch has one.

    Args:
        log_probs: (B, T, P) float32 log-probabilities every 24 ms.
        frames: (B,) valid rows of them.
        labels: pronunciations.
        blank: column of the blank.
    """
    if not bool(labels.known.any()):
        return log_probs.sum() * 0.0
    # indices, not a mask, and made on the host: a mask would have the device waited for
    said = labels.known.nonzero()[:, 0]
    loss = F.ctc_loss(
        log_probs[said.to(log_probs.device)].transpose(0, 1),
        labels.targets.to(log_probs.device),
        frames.cpu()[said],
        labels.lengths[said],
        blank=blank,
        reduction="sum",
        zero_infinity=True,
    )
    return loss / max(1, int(labels.lengths.sum()))


def disagreement(log_probs: Tensor, valid: Tensor) -> Tensor:
    """Consistency of two views (CR-CTC, Yao et al. 2024, arXiv 2410.05101), in nats summed over frames.

    Each view is drawn to the other, which stays as it is.

    Args:
        log_probs: (2 B, T, V) float32 log-probabilities, the second views behind the first.
        valid: (2 B,) valid rows of them.
    """
    one, other = log_probs.chunk(2)
    other_one = torch.cat((other, one)).detach()
    return _kl(other_one, log_probs, valid)


def divergence(teacher: Tensor, student: Tensor, frames: Tensor) -> Tensor:
    """KL(teacher || student) in nats per valid frame, of (B, T, P) log-probabilities."""
    return _kl(teacher, student, frames.to(teacher.device)) / frames.sum()


def _kl(wanted: Tensor, log_probs: Tensor, frames: Tensor) -> Tensor:
    """KL(wanted || log_probs), both (B, T, V), summed over (B,) valid frames."""
    inside = torch.arange(wanted.shape[1], device=wanted.device)[None] < frames[:, None]
    per_frame = (wanted.exp() * (wanted - log_probs)).sum(dim=-1)  # (B, T)
    return torch.where(inside, per_frame, 0.0).sum()


def backward(loss: Tensor) -> None:
    """Gradients of ``loss``; torch leaves the method untyped."""
    loss.backward()  # type: ignore[no-untyped-call]
