import pytest
import torch

from earmark.training.options import TrainOptions, bf16_pays, schedule

SHARES = (0.1, 0.4)  # warm-up and decay


def test_rate_rises_stays_and_falls_to_zero():
    assert [schedule(p, *SHARES) for p in (0.0, 0.05, 0.1, 0.3, 0.6)] == [0.0, 0.5, 1.0, 1.0, 1.0]
    assert schedule(0.8, *SHARES) == pytest.approx(0.5)
    assert schedule(1.0, *SHARES) == 0.0


def test_rate_is_never_negative_when_the_last_step_overruns_the_budget():
    assert schedule(1.2, *SHARES) == 0.0


def test_no_warmup_and_no_decay_is_a_constant():
    assert {schedule(p / 10, 0.0, 0.0) for p in range(11)} == {1.0}


@pytest.mark.parametrize("there", [True, False])
def test_bfloat16_is_for_processors_that_have_it(there, monkeypatch):
    monkeypatch.setattr(torch.cpu, "_is_avx512_bf16_supported", lambda: there)
    assert bf16_pays("cpu") is there and bf16_pays("cuda")
    assert TrainOptions(budget=1.0).bf16_on("cpu") is there
    assert not TrainOptions(budget=1.0, bf16=False).bf16_on("cuda")
