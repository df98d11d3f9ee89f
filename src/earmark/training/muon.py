"""Muon (Jordan et al. 2024): momentum whose matrix updates are orthogonalised by Newton-Schulz iterations.

For the 2-D weights of the blocks; everything else (norms, biases, depthwise
kernels, the CTC heads) goes to AdamW, as its authors advise.
"""

from __future__ import annotations

from collections.abc import Iterable

import torch
from torch import Tensor
from torch.optim import Optimizer

from earmark.training.options import bf16_pays

ITERATIONS = 5
QUINTIC = (3.4445, -4.7750, 2.0315)  # coefficients of the authors: fast to ~1 rather than exactly 1


def orthogonalise(matrices: Tensor) -> Tensor:
    """(N, R, C) -> the nearest (semi-)orthogonal matrices, roughly: singular values in 0.7..1.2."""
    a, b, c = QUINTIC
    x: Tensor = matrices.to(torch.bfloat16 if bf16_pays(matrices.device.type) else torch.float32)
    tall = x.shape[1] > x.shape[2]
    if tall:
        x = x.transpose(1, 2)
    x = x / (x.norm(dim=(1, 2), keepdim=True) + 1e-7)
    for _ in range(ITERATIONS):
        gram = x @ x.transpose(1, 2)
        x = a * x + (b * gram + c * gram @ gram) @ x
    x = x.transpose(1, 2) if tall else x
    return x.to(matrices.dtype)


class Muon(Optimizer):
    """Nesterov momentum, orthogonalised; the learning rate is per unit of root-mean-square update."""

    def __init__(
        self, parameters: Iterable[Tensor], lr: float, momentum: float = 0.95, weight_decay: float = 0.0
    ) -> None:
        super().__init__(parameters, {"lr": lr, "momentum": momentum, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure: None = None) -> None:  # type: ignore[override]
        for group in self.param_groups:
            by_shape: dict[tuple[int, ...], list[Tensor]] = {}
            for p in group["params"]:
                if p.grad is None:
                    continue
                if not self.state[p]:
                    self.state[p]["momentum"] = torch.zeros_like(p.grad)
                by_shape.setdefault(tuple(p.shape[:2]), []).append(p)
            # all matrices of a shape at once: a GPU waits for the host that starts its kernels one by one
            for (rows, columns), parameters in by_shape.items():
                gradients = [p.grad for p in parameters if p.grad is not None]
                momenta = [self.state[p]["momentum"] for p in parameters]
                torch._foreach_lerp_(momenta, gradients, 1 - group["momentum"])
                directions = torch._foreach_lerp(gradients, momenta, group["momentum"])
                updates = orthogonalise(torch.stack([d.view(rows, -1) for d in directions]))
                # Liu et al. 2025: scaled so that AdamW's learning rates and weight decays carry over
                scale = 0.2 * max(rows, columns) ** 0.5
                torch._foreach_mul_(parameters, 1 - group["lr"] * group["weight_decay"])
                changes = [u.view_as(p) for u, p in zip(updates.unbind(), parameters, strict=True)]
                torch._foreach_add_(parameters, changes, alpha=-group["lr"] * scale)
