import json
import tomllib

import pytest
from toy import ARPA

from earmark.cli.main import main
from earmark.decoding import DecodeOptions


@pytest.fixture
def tune(say, tmp_path, model_folder, capsys):
    """tune(options...) -> exit code, stdout, stderr"""
    rows = [
        {
            "id": str(n),
            "audio": say(f"{n}.wav", text).name,
            "text": text,
            "speaker": str(n),
            "entities": names,
        }
        for n, (text, names) in enumerate(
            [("we moved from fremont", ["fremont"]), ("the old radio", []), ("a film about jazz", ["jazz"])]
        )
    ]
    path = tmp_path / "dev.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    output = tmp_path / "tuned.toml"
    fixed = ["--model", str(model_folder), "--threads", "1", "--candidates", "6", "--output", str(output)]

    def run(*arguments):
        code = main(["tune", str(path), *fixed, *map(str, arguments)])
        return code, *capsys.readouterr()

    run.output, run.manifest = output, path
    return run


def test_a_file_that_config_reads(tune, model_folder, capsys):
    code, out, err = tune("--entity-words", "--set", "boosting.bonus=2", "--boosting", "adaptive")
    assert code == 0 and "3 utterances" in out and f"written to {tune.output}" in out
    assert "round 1 of 3" in err
    written = tune.output.read_text()
    head = [line for line in written.splitlines() if line.startswith("#")]
    for said in ("manifest: ", "date: 20", "command: ", "model: toy", "seed: 1", "WER 0.00 %"):
        assert any(said in line for line in head), said
    decode = tomllib.loads(written)["decode"]
    assert {section: set(values) for section, values in decode.items()} == {
        "boosting": {"mode", "gap_share", "bonus", "gap_cap"}
    }
    manifest = str(tune.manifest)
    assert main(["evaluate", manifest, "--model", str(model_folder), "--config", str(tune.output)]) == 0
    options = DecodeOptions.of(json.loads(capsys.readouterr().out)["settings"]["options"])
    assert DecodeOptions.flatten(decode).items() <= options.values().items()
    assert tune("--entity-words", "--config", tune.output)[0] == 0


def test_the_same_seed_writes_the_same_settings(tune):
    def decode(seed):
        assert tune("--entity-words", "--search", "search.beam=2:300", "--seed", seed)[0] == 0
        return tomllib.loads(tune.output.read_text())["decode"]

    assert decode(1) == decode(1)


def test_language_model_weights_are_tuned(tune, tmp_path):
    path = tmp_path / "lm.arpa"
    path.write_text(ARPA)
    assert tune("--lm", path)[0] == 0
    written = tune.output.read_text()
    language = {
        "calibration.temperature",
        "lm.weight",
        "lm.word_bonus",
        "lm.unknown_word",
        "lm.unknown_letter",
    }
    assert (
        set(DecodeOptions.flatten(tomllib.loads(written)["decode"])) == language
        and f"# lm: {path}" in written
    )


def test_json_and_held_out_rows(tune):
    found = json.loads(tune("--entity-words", "--held-out", 0.34, "--json")[1])
    assert found["gains"]["tuned on"]["utterances"] == 2 and found["gains"]["held out"]["utterances"] == 1
    assert found["gains"]["held out"]["certain"] is False
    assert found["candidates"] == 6 and set(found["before"]) == set(found["decode"])


def test_emissions_are_used_again(tune, tmp_path):
    assert tune("--entity-words", "--emissions", tmp_path / "e")[0] == 0
    for audio in tmp_path.glob("*.wav"):
        audio.unlink()
    assert tune("--entity-words", "--emissions", tmp_path / "e")[0] == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "there is nothing to tune without a word list"),
        (["--candidates", "3"], "--candidates is 3, expected 4 or more"),
        (["--search", "beem"], "--search 'beem' is not an option to search"),
        (["--held-out", "2"], "--held-out is 2, expected a share"),
        (["--entities", "-1"], "the weight of entities is -1"),
        (["--output", "/nowhere/t.toml"], "the folder of '/nowhere/t.toml' does not exist"),
        (["--config", "/nowhere/c.toml"], "config '/nowhere/c.toml' cannot be read as TOML"),
    ],
)
def test_bad_arguments_are_told(tune, arguments, message):
    listed = ["--entity-words"] if arguments else []
    code, out, err = tune(*listed, *arguments)
    assert (code, out) == (2, "") and message in err and err.count("\n") == 1
