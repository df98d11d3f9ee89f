import json

import pytest
import sentencepiece
import torch

from earmark.errors import ManifestError, WordListError
from earmark.models.folder import ModelFolder
from earmark.training.adapter.build import AdapterSpec, Sources, build_run
from earmark.training.adapter.lists import ListOptions
from earmark.training.adapter.run import RunOptions


@pytest.fixture
def sources(tmp_path):
    (tmp_path / "names.txt").write_text("Saoirse Ronan\nFremont\nZelenskyy\nRadio Month\nseven keys\n")
    (tmp_path / "common.txt").write_text("and\nthe\n")
    (tmp_path / "entities.jsonl").write_text('{"text": "Ronan plays.", "entities": [["person", "Ronan"]]}\n')
    (tmp_path / "forbidden.txt").write_text("Fremont\n")
    names = ("common.txt", "entities.jsonl", "forbidden.txt")
    return Sources([tmp_path / "names.txt"], *(tmp_path / name for name in names))


@pytest.fixture(scope="module")
def bundle(model_folder):
    return ModelFolder.load(model_folder)


def start(folder, bundle, cache, sources, budget=60.0):
    plan = AdapterSpec(ListOptions(largest=10, empty=0.0, silent=0.2), batch_seconds=2.0)
    return build_run(folder, bundle, [cache], sources, RunOptions(budget, warmup=0.0, decay=0.0), plan)


def test_training_moves_attention_to_what_is_said(bundle, emissions_cache, sources, tmp_path):
    run = start(tmp_path / "run", bundle, emissions_cache, sources)
    parts = torch.tensor([run.update() for _ in range(60)])
    assert parts[-10:, 1].mean() < 0.6 * parts[:10, 1].mean()  # nats of the attention inside listed words
    assert float(run.adapter.copy_scale.detach().abs()) > 0


def test_a_resumed_run_takes_the_steps_of_one_that_was_never_stopped(
    bundle, emissions_cache, sources, tmp_path
):
    whole = start(tmp_path / "whole", bundle, emissions_cache, sources)
    for _ in range(6):
        whole.update()
    first = start(tmp_path / "parts", bundle, emissions_cache, sources)
    for _ in range(3):
        first.update()
    first.save()
    second = start(tmp_path / "parts", bundle, emissions_cache, sources)
    assert second.step == 3
    for _ in range(3):
        second.update()
    for one, other in zip(whole.adapter.parameters(), second.adapter.parameters(), strict=True):
        assert torch.allclose(one, other, atol=1e-5)


def test_the_budget_ends_a_run_and_the_log_tells_its_parts(bundle, emissions_cache, sources, tmp_path):
    run = start(tmp_path / "run", bundle, emissions_cache, sources, budget=0.5)
    run.run()
    assert run.elapsed >= 0.5
    row = json.loads((tmp_path / "run" / "log.jsonl").read_text().splitlines()[-1])
    assert {"step", "ctc", "inside", "spelt", "outside", "moved", "copy"} <= set(row)


def test_forbidden_phrases_stand_in_no_list(bundle, emissions_cache, sources, tmp_path):
    run = start(tmp_path / "run", bundle, emissions_cache, sources)
    assert "fremont" not in run.batches._lists.pool.phrases
    assert "saoirse ronan" in run.batches._lists.pool.phrases
    assert run.batches._lists.entities == {"ronan plays": ["ronan"]}


def test_missing_phrases_and_caches_are_said(bundle, emissions_cache, tmp_path):
    with pytest.raises(WordListError, match="cannot be read"):
        start(tmp_path / "run", bundle, emissions_cache, Sources([tmp_path / "no.txt"]))
    with pytest.raises(ManifestError, match="0 caches"):
        build_run(tmp_path, bundle, [], Sources([]), RunOptions(1.0))


def test_the_toy_head_is_read_out_of_its_graph(bundle):
    from earmark.training.adapter.head import head_weight

    pieces = sentencepiece.SentencePieceProcessor(model_file=str(bundle.tokenizer_file))
    assert head_weight(bundle.weights).shape == (pieces.get_piece_size() + 1, 80)
