"""Compiled lists were refused as a file of an unknown type where words of a list are asked for."""

from pathlib import Path

import pytest

from earmark import Recognizer, WordList
from earmark.biasing import save_list
from earmark.cli.main import main
from earmark.errors import WordListError


@pytest.fixture
def compiled(model_folder: Path, tmp_path: Path) -> Path:
    words = tmp_path / "names.txt"
    words.write_text("fremont\nfog\n")
    path = tmp_path / "names.earmark"
    save_list(Recognizer(model_folder).compile(words), path)
    return path


def test_its_words_are_read(compiled: Path) -> None:
    words = WordList.load(compiled)
    assert [word.text for word in words] == ["fremont", "fog"] and words.places == (1, 2)
    assert words == WordList.load(compiled.with_suffix(".txt"))


def test_check_shows_them_and_compile_compiles_them_anew(compiled: Path, model_folder: Path, capsys) -> None:
    model = ["--model", str(model_folder)]
    assert main(["words", "check", str(compiled), *model]) == 0
    assert "2  fog: ok" in capsys.readouterr().out
    again = compiled.with_name("again.earmark")
    assert main(["words", "compile", str(compiled), "-o", str(again), *model]) == 0
    assert Recognizer(model_folder).compile(again).word_list.words == WordList.load(compiled).words


def test_evaluate_takes_it(compiled: Path, model_folder: Path, say, capsys) -> None:
    manifest = compiled.with_name("manifest.jsonl")
    audio = say("a.wav", "we moved from fremont")
    manifest.write_text(f'{{"id": "a", "audio": "{audio.name}", "text": "we moved from fremont"}}\n')
    arguments = ["evaluate", str(manifest), "--words", str(compiled), "--model", str(model_folder)]
    assert main(arguments) == 0
    assert '"entries_per_list": 2' in capsys.readouterr().out


def test_no_word_is_added(compiled: Path, model_folder: Path, capsys) -> None:
    before = compiled.read_bytes()
    for path in (compiled, compiled.with_name("new.earmark")):
        assert main(["words", "add", str(path), "king", "--model", str(model_folder)]) == 2
        assert (
            "is a compiled list, to which no word can be added: add it to the list" in capsys.readouterr().err
        )
    assert compiled.read_bytes() == before and not compiled.with_name("new.earmark").exists()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda data: b"", "is empty: compile the list again"),
        (lambda data: data[:10], "is damaged or cut short"),
        (lambda data: data[:40], "is damaged or cut short"),
        (lambda data: data[:-7], "is damaged or cut short"),
        (lambda data: b"fremont\nfog\n", "is another kind of file"),
        (lambda data: data.replace(b"compiled list 3", b"compiled list 9"), "another version of earmark"),
    ],
)
def test_files_that_are_not_whole_say_so(compiled: Path, model_folder: Path, capsys, change, message) -> None:
    compiled.write_bytes(change(compiled.read_bytes()))
    for use in (WordList.load, Recognizer(model_folder).compile):
        with pytest.raises(WordListError, match=f"names.earmark' .*{message}"):
            use(compiled)
    assert main(["words", "check", str(compiled), "--model", str(model_folder)]) == 2
    assert message in capsys.readouterr().err
