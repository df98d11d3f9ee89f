import json

import pytest

from earmark.cli.main import main

WRITTEN = {"a": "President Zelinsky met the queen.", "b": "We moved from Fremont.", "c": "The old radio."}


@pytest.fixture
def folder(manifest, tmp_path):
    path = tmp_path / "theirs"
    path.mkdir()
    for name, text in WRITTEN.items():
        (path / f"{name}.txt").write_text(text)
    return path


@pytest.fixture
def manifest(say, tmp_path):
    rows = []
    for name, text, entities in (
        ("a", "president Zelenskyy met the queen", ["Zelenskyy"]),
        ("b", "we moved from Fremont", ["Fremont"]),
        ("c", "the old radio", []),
    ):
        audio = say(f"{name}.wav", text.lower())
        rows.append({"id": name, "audio": audio.name, "text": text, "entities": entities})
    path = tmp_path / "m.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return path


@pytest.fixture
def evaluate(manifest, model_folder, capsys):
    def run(*arguments):
        code = main(
            ["evaluate", str(manifest), "--model", str(model_folder), "--threads", "1", *map(str, arguments)]
        )
        return code, *capsys.readouterr()

    return run


def test_before_and_after_as_json(evaluate, folder):
    code, out, err = evaluate("--transcripts", folder, "--entity-words")
    found = json.loads(out)
    assert (code, err) == (0, "")
    assert set(found) >= {"before", "after", "differences", "unchanged", "unchanged_where_unsaid"}
    assert found["before"]["entities"]["recall"] == 0.5
    assert found["before"]["wer"] > 0 and found["after"]["counts"]["clips_compared"] == 3
    assert found["unchanged_where_unsaid"] == 1.0
    assert found["after"]["settings"]["transcripts"] == str(folder)


def test_summary_and_lines(evaluate, folder, tmp_path):
    out, lines = tmp_path / "r.json", tmp_path / "t.jsonl"
    code, told, _ = evaluate(
        "--transcripts", folder, "--entity-words", "--output", out, "--write-transcripts", lines
    )
    assert code == 0 and "3 transcripts" in told and "unchanged where unsaid  100.00 %" in told
    assert "wer  8.33 % -> " in told
    assert json.loads(out.read_text())["before"]["rows"]["ids"] == ["a", "b", "c"]
    rows = [json.loads(line) for line in lines.read_text().splitlines()]
    assert rows[0]["without_list"] == "president zelinsky met the queen" and rows[2]["unchanged"] is True


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "--transcripts needs a list"),
        (("--entity-words", "--decoder", "greedy"), "leave --decoder out"),
        (("--entity-words", "--html", "x.html", "--ablate"), "leave --ablate, --html out"),
    ],
)
def test_what_does_not_go_together(evaluate, folder, arguments, message):
    code, _, err = evaluate("--transcripts", folder, *arguments)
    assert code == 2 and message in err and len(err.splitlines()) == 1


def test_missing_transcripts(evaluate, folder, tmp_path):
    (folder / "b.txt").unlink()
    code, _, err = evaluate("--transcripts", folder, "--entity-words")
    assert code == 2 and "has no transcript of 1 of 3 utterances, first 'b'" in err
