"""A helper process that computes gradients beside the main one.

Two-thread PyTorch stalls as soon as anything else runs on the machine. A helper is
a second single-threaded process instead: it reads the newest published weights, adds
up one batch, and the main process takes the sum whenever it is ready: asynchronous
SGD with a staleness of a step or two (Recht et al. 2011), without waiting for each other.
"""

from __future__ import annotations

import os
import time
from typing import Any

import torch
import torch.multiprocessing as mp
from torch import Tensor, nn

from earmark.training.objective import backward
from earmark.training.options import TrainOptions
from earmark.training.task import Task

MAX_STALENESS = 8  # steps; an older gradient is dropped


def _shared(tensor: Tensor) -> Tensor:
    tensor.share_memory_()  # type: ignore[no-untyped-call]
    return tensor


class GradientHelper:
    """Main process' side of the helper: shared weights out, shared gradients in.

    To be made before the process computes its first gradient: forked after it, a PyTorch built for CUDA
    computes none.
    """

    def __init__(self, task: Task[Any], options: TrainOptions, number: int) -> None:
        flat = torch.nn.utils.parameters_to_vector(task.model.parameters()).detach().clone()
        self.weights = _shared(flat)
        self.gradient = _shared(torch.zeros_like(flat))
        # published step, step the gradient belongs to, ready flag, seconds of speech
        self.state = _shared(torch.zeros(4, dtype=torch.float64))
        self.process = mp.get_context("fork").Process(
            target=_work,
            args=(task, options, number, self.weights, self.gradient, self.state),
            daemon=True,
        )
        self.process.start()

    def publish(self, model: nn.Module, step: int) -> None:
        """Publish the weights after ``step`` to the helper."""
        if self.state[2] == 0:
            self.weights.copy_(torch.nn.utils.parameters_to_vector(model.parameters()).detach())
        self.state[0] = step + 1

    def add_to(self, model: nn.Module, own_seconds: float) -> float:
        """Average a finished gradient into the model's, by seconds of speech; the seconds it came from."""
        if not self.process.is_alive():
            raise RuntimeError("a training helper died: see its traceback above, or run with --helpers 0")
        if self.state[2] == 0:
            return 0.0
        seconds, stale = float(self.state[3]), float(self.state[0] - self.state[1])
        used = seconds if stale <= MAX_STALENESS else 0.0
        if used:
            share = used / (used + own_seconds)
            offset = 0
            for p in model.parameters():
                part = self.gradient[offset : offset + p.numel()].view_as(p)
                offset += p.numel()
                if p.grad is not None:
                    p.grad.lerp_(part, share)
        self.weights.copy_(torch.nn.utils.parameters_to_vector(model.parameters()).detach())
        self.state[2] = 0
        return used

    def stop(self) -> None:
        self.process.terminate()
        self.process.join()


def _work(
    task: Task[Any],
    options: TrainOptions,
    number: int,
    weights: Tensor,
    gradient: Tensor,
    state: Tensor,
) -> None:
    """Run the helper: take the newest weights, compute a batch, hand its gradient over, wait."""
    torch.set_num_threads(1)
    os.nice(int(os.environ.get("EARMARK_HELPER_NICE", "0")))
    parameters = list(task.model.parameters())
    task.model.train()
    while True:
        while state[2] == 1:
            time.sleep(0.002)
        step = int(state[0])
        torch.nn.utils.vector_to_parameters(weights.clone(), parameters)
        batch = task.source.batch(step * (1 + options.helpers) + number)
        for p in parameters:
            p.grad = None
        backward(task.loss(batch, options.bf16_on(task.device)))
        grads = [torch.zeros_like(p) if p.grad is None else p.grad for p in parameters]
        gradient.copy_(torch.cat([g.reshape(-1) for g in grads]))
        state[1], state[3] = step, batch.seconds
        state[2] = 1
