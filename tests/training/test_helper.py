import time
from dataclasses import replace

import pytest
import torch

from earmark.errors import OptionsError
from earmark.training.helper import GradientHelper
from earmark.training.loop import Trainer
from earmark.training.objective import backward


@pytest.fixture(scope="module")
def several(cached_task, options):
    """Three helpers, forked before the first of these tests computes a gradient of its own."""
    options = replace(options, helpers=1, bf16=False)
    tasks = [cached_task() for _ in range(3)]
    helpers = [(task, GradientHelper(task, options, 1), options) for task in tasks]
    yield iter(helpers)
    for _, helper, _ in helpers:
        helper.stop()


@pytest.fixture
def helped(several):
    return next(several)


def wait_for(helper: GradientHelper) -> None:
    for _ in range(3000):
        if helper.state[2] == 1:
            return
        assert helper.process.is_alive()
        time.sleep(0.01)
    raise AssertionError("no gradient in 30 s")


def test_its_gradient_is_that_of_the_next_batch(helped):
    task, helper, options = helped
    wait_for(helper)
    own, other = task.source.batch(0), task.source.batch(1)
    gradients = []
    for batch in (own, other):
        task.model.zero_grad()
        backward(task.loss(batch, bf16=False))
        gradients.append([p.grad.clone() for p in task.model.parameters()])
    for p, g in zip(task.model.parameters(), gradients[0], strict=True):
        p.grad = g.clone()
    assert helper.add_to(task.model, own.seconds) == other.seconds
    share = other.seconds / (own.seconds + other.seconds)
    for p, mine, its in zip(task.model.parameters(), *gradients, strict=True):
        torch.testing.assert_close(p.grad, mine.lerp(its, share), atol=1e-5, rtol=1e-4)


def test_too_old_a_gradient_is_thrown_away(helped):
    task, helper, options = helped
    wait_for(helper)
    helper.publish(task.model, 50)
    for p in task.model.parameters():
        p.grad = torch.zeros_like(p)
    assert helper.add_to(task.model, 1.0) == 0.0
    assert not any(p.grad.any() for p in task.model.parameters())


def test_a_dead_helper_is_told_and_stopping_ends_the_process(helped):
    task, helper, _ = helped
    helper.stop()
    assert not helper.process.is_alive()
    with pytest.raises(RuntimeError, match="a training helper died"):
        helper.add_to(task.model, 1.0)


def test_helpers_are_refused_beside_a_gpu(tmp_path, cached_task, options):
    task = cached_task()
    task.device = "cuda"
    with pytest.raises(OptionsError, match="helpers are for the CPU alone"):
        Trainer(tmp_path, replace(options, helpers=1), task)
