import itertools
import json
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest
from toy import SENTENCES

from earmark.cli import main as cli
from earmark.training import budget


@pytest.fixture
def told(capsys):
    """told(*arguments) -> what the command says when it refuses them."""

    def run(*arguments) -> str:
        try:
            code = cli.main(["train", *map(str, arguments)])
        except SystemExit as refused:  # argparse
            code = refused.code
        assert code == 2
        text = capsys.readouterr().err
        assert "Traceback" not in text
        return text

    return run


@pytest.fixture
def base(tokenizer_path, tmp_path):
    return ["base", "--tokenizer", tokenizer_path, "--output", tmp_path / "run"]


@pytest.mark.parametrize("budget", ["45", "soon", "0m", "-3h", "5d"])
def test_a_budget_is_a_duration(told, base, budget):
    said = told(*base, "--data", "x", f"--budget={budget}")
    assert f"{budget!r} is not a duration: write a number and s, m or h, such as 45m" in said


@pytest.mark.parametrize(
    "option", ["--lr=0", "--lr=fast", "--batch-seconds=nan", "--helpers=-1", "--blocks=x"]
)
def test_numbers_are_checked(told, base, option):
    assert "expected a " in told(*base, "--data", "x", "--budget=1s", option)


def test_missing_inputs_are_named(told, base, tmp_path, encoder_folder, cache_folder, manifest):
    base = [*base, "--budget", "1s"]
    empty = tmp_path / "empty"
    empty.mkdir()
    assert "is not a feature cache: run `earmark train cache`" in told(*base, "--data", empty)
    assert "expected DATA or DATA:WEIGHT with a number" in told(*base, "--data", f"{cache_folder}:much")
    full = [*base, "--finetune-encoder", "--data"]
    assert "--finetune-encoder needs --encoder DIR" in told(*full, manifest)
    reading = [*base, "--data", cache_folder, "--encoder", encoder_folder]
    assert "--encoder on caches needs --lexicon FILE" in told(*reading)
    assert "holds no pretrained encoder" in told(*full, manifest, "--encoder", empty)
    assert "is a folder: fine-tuning" in told(*full, cache_folder, "--encoder", encoder_folder)
    assert "holds no training run" in told(*base, "--data", cache_folder, "--init", empty)
    assert "tokenizer lost.model does not exist" in told(
        *base, "--data", cache_folder, "--tokenizer", "lost.model"
    )
    cache = ["cache", manifest, "--output", tmp_path / "cache", "--encoder", empty]
    assert "holds no pretrained encoder" in told(*cache)
    assert "holds no training run" in told(
        "export", empty, "--encoder", encoder_folder, "--tokenizer", "x", "--output", empty
    )


def test_no_gpu_is_told(told, base, monkeypatch):
    monkeypatch.setattr("torch.cuda.is_available", lambda: False)
    said = told(*base, "--data", "x", "--budget", "1s", "--device", "cuda")
    assert "--device cuda: this PyTorch sees no GPU" in said


def run(*arguments) -> None:
    assert cli.main(["train", *map(str, arguments)]) == 0


def test_from_caches_to_a_fine_tuned_encoder(
    told, tmp_path, manifest, encoder_folder, tokenizer_path, monkeypatch
):
    clock = itertools.count()
    monkeypatch.setattr(budget, "time", SimpleNamespace(monotonic=lambda: float(next(clock))))
    size = ["--width", 16, "--blocks", 2]
    common = ["--tokenizer", tokenizer_path, "--budget", "2s", "--batch-seconds", 4]
    cache, first, second = tmp_path / "cache", tmp_path / "first", tmp_path / "second"
    run("cache", manifest, "--encoder", encoder_folder, "--output", cache)
    run("base", "--data", f"{cache}:2", "--dev", cache, "--output", first, *common, *size)
    full = ["base", "--data", manifest, "--dev", manifest, "--finetune-encoder", "--encoder", encoder_folder]
    full += ["--output", second, "--init", first, *common]
    assert "--width 32: the run" in told(*full, "--width", 32)
    run(*full)
    sizes = [json.loads((folder / "options.json").read_text())["model"] for folder in (first, second)]
    assert sizes[0] == sizes[1] and sizes[0]["tokens"] == 49
    rows = [json.loads(row) for row in (second / "log.jsonl").read_text().splitlines()]
    assert rows[-1]["step"] == 2 and "tones" in rows[-1]
    check_encoder_of(second, first, encoder_folder)


def check_encoder_of(tuned: Path, cached: Path, encoder_folder: Path) -> None:
    """Export takes the run's own encoder where it has one."""
    import torch

    from earmark.training.encoder import load_encoder_weights
    from earmark.training.start import take_encoder

    pretrained, one, other = (load_encoder_weights(encoder_folder)[0] for _ in range(3))
    take_encoder(cached, one)
    take_encoder(tuned, other)
    one, other, pretrained = (e.norm.weight for e in (one, other, pretrained))
    assert torch.equal(one, pretrained) and not torch.equal(other, pretrained)


def test_from_pretrained_states_to_training_from_sound(
    tmp_path, manifest, encoder_folder, tokenizer_path, monkeypatch
):
    clock = itertools.count()
    monkeypatch.setattr(budget, "time", SimpleNamespace(monotonic=lambda: float(next(clock))))
    words = {w for row in manifest.read_text().splitlines() for w in json.loads(row)["text"].split()}
    lexicon = tmp_path / "lexicon.tsv"
    lexicon.write_text("".join(f"{word}\ta b\n" for word in words))
    cache, read, sound = (tmp_path / name for name in ("cache", "read", "sound"))
    common = ["--tokenizer", tokenizer_path, "--budget", "2s", "--batch-seconds", 4, "--lexicon", lexicon,
              "--encoder", encoder_folder]  # fmt: skip
    run("cache", manifest, "--encoder", encoder_folder, "--output", cache, "--pretrained")
    run("base", "--data", cache, "--dev", cache, "--output", read, *common, "--width", 16, "--blocks", 2)
    run("base", "--data", manifest, "--output", sound, "--init", read, "--finetune-encoder", *common)
    assert [json.loads((f / "log.jsonl").read_text().splitlines()[-1])["step"] for f in (read, sound)] == [
        2,
        2,
    ]


def test_from_sound_held_by_the_device_with_more_blocks(
    told, tmp_path, manifest, encoder_folder, tokenizer_path, monkeypatch
):
    clock = itertools.count()
    monkeypatch.setattr(budget, "time", SimpleNamespace(monotonic=lambda: float(next(clock))))
    cache, first, second = (tmp_path / name for name in ("cache", "first", "second"))
    common = ["--tokenizer", tokenizer_path, "--budget", "2s", "--batch-seconds", 4]
    run("cache", manifest, "--encoder", encoder_folder, "--output", cache)
    run("base", "--data", cache, "--output", first, *common, "--width", 16, "--blocks", 2)
    sound = ["base", *common, "--data", manifest, "--init", first, "--output", second]
    assert "--pool goes with --finetune-encoder" in told(*sound, "--pool", 0.1)
    assert "--views 2 goes with --finetune-encoder" in told(*sound, "--views", 2)
    sound += ["--encoder", encoder_folder]
    sound += ["--finetune-encoder"]
    assert "--blocks 1: the run" in told(*sound, "--blocks", 1)
    sound += ["--pool", 0.1, "--views", 2, "--all-layers", "--dropout", 0.1, "--blocks", 3]
    assert "leave --helpers out" in told(*sound, "--helpers", 1)
    run(*sound)
    written = json.loads((second / "options.json").read_text())
    assert written["model"]["blocks"] == 3
    assert json.loads((second / "log.jsonl").read_text().splitlines()[-1])["step"] == 2
    moved_from_the_start(second, encoder_folder)


def moved_from_the_start(run_folder: Path, encoder_folder: Path) -> None:
    """--all-layers leaves no parameter as it was."""
    import torch

    from earmark.training.encoder import load_encoder_weights
    from earmark.training.start import take_encoder

    before, after = (load_encoder_weights(encoder_folder)[0] for _ in range(2))
    take_encoder(run_folder, after)
    assert not torch.equal(before.stem.conv1.weight, after.stem.conv1.weight)
    assert not torch.equal(before.layers[0].fc1.weight, after.layers[0].fc1.weight)


def test_text_needs_units_and_a_lexicon(told, base, tmp_path, cache_folder):
    text = tmp_path / "text.txt"
    text.write_text("we moved from fremont\n")
    base = [*base, "--budget", "1s", "--data", cache_folder]
    assert "--text and --units go together" in told(*base, "--text", text)
    assert "--text needs --lexicon FILE" in told(*base, "--text", text, "--units", cache_folder)
    lexicon = tmp_path / "lexicon.tsv"
    lexicon.write_text("we\ta\n")
    full = [*base, "--text", text, "--units", cache_folder, "--lexicon", lexicon]
    assert "run `earmark train units` on its cache first" in told(*full)
    assert "expected a number from 0 to 1" in told(*full, "--text-share", "2")


def test_units_are_found_and_trained_on(tmp_path, cache_folder, encoder_folder, tokenizer_path, monkeypatch):
    monkeypatch.setattr("earmark.training.units.WORST", -100.0)  # the toy encoder has learned nothing
    cache = tmp_path / "noise"
    shutil.copytree(cache_folder, cache)
    lexicon = tmp_path / "lexicon.tsv"
    words = {word for text in SENTENCES for word in text.split()}
    lexicon.write_text("".join(f"{word}\ta b c\n" for word in sorted(words)))
    units = ["units", cache, "--encoder", encoder_folder, "--lexicon", lexicon]
    assert cli.main(["train", *map(str, units)]) == 0
    text = tmp_path / "text.txt"
    text.write_text("the doctor moved a small table\nwe left the radio\n")
    run = ["base", "--data", cache, "--tokenizer", tokenizer_path, "--budget", "2s"]
    run += ["--output", tmp_path / "run", "--batch-seconds", "4", "--dev", cache]
    run += ["--text", text, "--units", f"{cache}:2", "--lexicon", lexicon, "--text-share", "1"]
    run += ["--width", "16", "--blocks", "2"]
    assert cli.main(["train", *map(str, run)]) == 0
    row = json.loads((tmp_path / "run" / "log.jsonl").read_text().splitlines()[-1])
    assert row["step"] > 0 and row["loss"] > 0 and "noise" in row
