"""Advice for Python, numbers of system errors and contradictions were printed on the command line."""

import json
from pathlib import Path

import pytest

from earmark import Recognizer, WordList
from earmark.cli.main import main
from earmark.decoding.config import read_config
from earmark.errors import OptionsError


@pytest.mark.parametrize(
    ("given", "advice"),
    [
        ("nosuch", "check the path"),
        ("-", "give /dev/stdin to read standard input"),
        ("a b", "check the path"),
    ],
)
@pytest.mark.parametrize("command", ["transcribe", "explain", "words check", "words compile"])
def test_a_list_that_is_not_there(
    say, model_folder: Path, capsys, command: str, given: str, advice: str
) -> None:
    audio = str(say("a.wav", "fog"))
    listed = [given] if command.startswith("words") else [audio, "--words", given]
    assert main([*command.split(), *listed, "--model", str(model_folder)]) == 2
    assert capsys.readouterr().err == f"earmark: word list {given} does not exist; {advice}\n"


def test_files_that_are_not_there_are_named_without_a_number(tmp_path: Path, capsys) -> None:
    with pytest.raises(OptionsError) as error:
        read_config(tmp_path / "none.toml")
    assert "(No such file or directory): write tables" in str(error.value)
    assert main(["evaluate", str(tmp_path / "none.jsonl")]) == 2
    assert "[Errno" not in capsys.readouterr().err


def test_an_entry_that_would_never_be_written_is_not_added(
    tmp_path: Path, model_folder: Path, capsys
) -> None:
    path, model = tmp_path / "names.csv", ["--model", str(model_folder)]
    path.write_text("phrase\nfog\n")
    assert main(["words", "add", str(path), "北京", *model]) == 2
    said = capsys.readouterr().err
    assert (
        "'北京' would never be written by model 'toy', so it was not added: '北', '京' cannot be spoken"
        in said
    )
    assert "give --sounds-like or --ipa" in said and path.read_text() == "phrase\nfog\n"
    assert main(["words", "add", str(path), "北京", "--sounds-like", "bay-jing", *model]) == 0
    assert main(["words", "add", str(path), "北京", *model]) == 0  # its respelling stands there


def test_an_entry_is_never_written_or_read_otherwise() -> None:
    words = ["Київ", {"phrase": "Київ", "display_as": "Kyiv", "weight": -1.0}]
    compiled = Recognizer("english").compile(words)
    assert [(d.code, d.place) for d in compiled.diagnostics] == [("unreachable", 2), ("transliterated", 1)]


def test_a_comment_behind_an_entry(tmp_path: Path, model_folder: Path, say, capsys) -> None:
    path = tmp_path / "names.txt"
    path.write_text("# cities\nReykjavik # home\nC#\nRoom # 5\n#MeToo # a hashtag\n")
    words = WordList.load(path)
    assert [word.text for word in words] == ["Reykjavik", "C#", "Room # 5", "#MeToo"]
    note = "line 2: 'Reykjavik # home', like 1 more line, ends at ' # ', which begins a comment"
    assert words.notes[0].startswith(note)
    assert (
        main(["transcribe", str(say("a.wav", "fog")), "--model", str(model_folder), "--words", str(path)])
        == 0
    )
    assert f"earmark: warning: {note}" in capsys.readouterr().err


def test_json_has_the_diagnostics_and_text_prints_them_once(
    tmp_path: Path, model_folder: Path, say, capsys
) -> None:
    path = tmp_path / "names.txt"
    path.write_text("fog\n東京\nКиїв\n", encoding="utf-8")
    audios = [str(say("a.wav", "fog")), str(say("b.wav", "fog"))]
    asked = ["transcribe", *audios, "--model", str(model_folder), "--words", str(path)]
    assert main([*asked, "--json"]) == 0
    printed = capsys.readouterr()
    for line in printed.out.splitlines():
        found = json.loads(line)["diagnostics"]
        assert [(d["code"], d["entry"], d["place"]) for d in found] == [
            ("unreachable", "東京", 2), ("transliterated", "Київ", 3),
        ]  # fmt: skip
        assert (
            found[0]["sentence"].startswith("'東京' is never") and found[1]["reason"] == "as 'Kiiv'"
        )
    assert main(asked) == 0
    assert printed.err == capsys.readouterr().err
    assert printed.err.count("1 of 3 list entries cannot be reached") == 1
    assert printed.err.count("1 of 3 list entries are looked for in Latin letters ('Київ' as 'Kiiv')") == 1


def test_files_that_cannot_be_written_are_refused_before_the_work(tmp_path: Path, model_folder, say, capsys):
    manifest, audio = tmp_path / "manifest.jsonl", say("a.wav", "fog")
    manifest.write_text(f'{{"id": "a", "audio": "{audio.name}", "text": "fog"}}\n')
    evaluate = ["evaluate", str(manifest), "--model", str(model_folder)]
    for option in ("--output", "--write-transcripts"):
        assert main([*evaluate, option, str(tmp_path)]) == 2
        assert "is a folder: give the name of a file to write" in capsys.readouterr().err
    assert main([*evaluate, "--save-emissions", str(manifest)]) == 2
    assert "the folder for emissions" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main([*evaluate, "--sizes", "x"])
    assert "'x' is not a list of numbers like 0,10,100" in capsys.readouterr().err
    assert main(["words", "add", str(tmp_path / "gone/a.csv"), "king", "--model", str(model_folder)]) == 2
    assert "a.csv does not exist; create it first" in capsys.readouterr().err
