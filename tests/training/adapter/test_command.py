import json

from earmark.cli.main import main


def command(manifest, model_folder, tmp_path, *more):
    (tmp_path / "names.txt").write_text("Saoirse Ronan\nFremont\nZelenskyy\n")
    return [
        "train", "adapter", str(manifest), "--model", str(model_folder),
        "--phrases", str(tmp_path / "names.txt"), "--output", str(tmp_path / "run"), *more,
    ]  # fmt: skip


def test_one_command_caches_trains_and_goes_on(manifest, model_folder, tmp_path, capsys):
    assert main(command(manifest, model_folder, tmp_path, "--budget", "1s")) == 0
    run = tmp_path / "run"
    assert (run / "cache" / "0-tones" / "index.jsonl").is_file()
    first = json.loads((run / "log.jsonl").read_text().splitlines()[-1])
    assert first["step"] > 0
    assert main(command(manifest, model_folder, tmp_path, "--budget", "2s")) == 0
    second = json.loads((run / "log.jsonl").read_text().splitlines()[-1])
    assert second["step"] > first["step"]


def test_phrases_that_cannot_be_read_are_named(manifest, model_folder, tmp_path, capsys):
    arguments = command(manifest, model_folder, tmp_path, "--budget", "1s")
    (tmp_path / "names.txt").write_bytes(b"\xff\xfe")
    assert main(arguments) == 2
    assert "names.txt" in capsys.readouterr().err
