import itertools
import json
from dataclasses import replace
from types import SimpleNamespace

import pytest
import torch

from earmark.errors import ModelError, OptionsError
from earmark.training import budget
from earmark.training.cached_features import CachedFeatureTask
from earmark.training.loop import Trainer
from earmark.training.model import ModelOptions, SubwordLayers
from earmark.training.start import load_layers


def steps(trainer: Trainer, first: int, last: int) -> list[float]:
    """Steps ``first``..``last`` - 1 of ten, one second each."""
    losses = []
    for second in range(first, last):
        trainer.elapsed = float(second)
        losses.append(trainer.update())
    return losses


def test_a_resumed_run_takes_the_very_same_steps(tmp_path, cached_task, options):
    whole = Trainer(tmp_path / "whole", options, cached_task())
    losses = steps(whole, 0, 6)
    first = Trainer(tmp_path / "parts", options, cached_task())
    steps(first, 0, 3)
    first.save()
    second = Trainer(tmp_path / "parts", options, cached_task())
    assert second.step == 3 and second.elapsed == 2.0
    assert steps(second, 3, 6) == losses[3:]
    for name, weight in whole.model.state_dict().items():
        assert torch.equal(weight, second.model.state_dict()[name]), name
    assert second.speech == whole.speech


def test_a_tiny_task_is_learned(tmp_path, cached_task, options):
    trainer = Trainer(tmp_path, replace(options, budget=1e9, lr=1e-2, batch_seconds=20.0), cached_task())
    before = trainer.task.error_rates()["noise"]
    losses = [trainer.update() for _ in range(60)]
    assert losses[-1] < 0.3 * losses[0]
    assert trainer.task.error_rates()["noise"] < before


def test_a_run_saves_scores_and_ends_when_the_budget_is_used(tmp_path, cached_task, options, monkeypatch):
    clock = itertools.count(step=1.0)
    monkeypatch.setattr(budget, "time", SimpleNamespace(monotonic=lambda: next(clock)))
    Trainer(tmp_path, replace(options, budget=8.0, evaluate_every=3.0, save_every=2.0), cached_task()).run()
    rows = [json.loads(row) for row in (tmp_path / "log.jsonl").open()]
    assert [row["step"] for row in rows] == [4, 8, 8] and all(0 <= row["noise"] <= 5 for row in rows)
    again = Trainer(tmp_path, replace(options, budget=8.0), cached_task())
    assert again.step == 8 and again.elapsed == 8.0
    again.run()
    assert again.step == 8
    assert load_layers(tmp_path).options == again.task.layers.options


def test_a_run_of_another_size_is_refused(tmp_path, cached_task, options, sizes):
    Trainer(tmp_path, options, cached_task()).save()
    task = cached_task()
    wider = CachedFeatureTask(SubwordLayers(replace(sizes, width=24)), task.source, task.tokenizer)
    with pytest.raises(ModelError, match="another size than the one asked for .*choose another --output"):
        Trainer(tmp_path, options, wider)
    assert load_layers(tmp_path).options == sizes  # the run is as it was


def test_a_broken_checkpoint_and_a_folder_without_one_are_told(tmp_path, cached_task, options):
    with pytest.raises(ModelError, match="holds no training run"):
        load_layers(tmp_path)
    Trainer(tmp_path, options, cached_task())
    (tmp_path / "checkpoint.pt").write_bytes(b"half a file")
    with pytest.raises(ModelError, match="checkpoint.pt cannot be read as a checkpoint"):
        Trainer(tmp_path, options, cached_task())


def test_impossible_sizes_are_refused():
    with pytest.raises(OptionsError, match="width 10 does not divide into 4 attention heads"):
        ModelOptions(width=10)
    with pytest.raises(OptionsError, match="taps after blocks 1, 2 of 1"):
        ModelOptions(blocks=1)
