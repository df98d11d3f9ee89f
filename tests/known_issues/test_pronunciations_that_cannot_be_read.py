"""IPA with a sound that the model lacks was dropped without a word; IPA such as "123" refused a list."""

from pathlib import Path

import pytest

from earmark import Recognizer, Word, WordList
from earmark.cli.main import main
from earmark.errors import WordListError

BAD = {
    "123": "ipa '123' holds '1', '2', '3', not IPA symbols",
    "ǃoʊ": "'ǃ' in ipa 'ǃoʊ' stands for no phone of the model",
    "ˈ.": "ipa 'ˈ.' names no sound",
    "ʔ": "ipa 'ʔ' holds no phone of the model",
    "z\u0007": "ipa 'z\\x07' holds U+0007 control character, not an IPA symbol",
}


@pytest.fixture(scope="module")
def recognizer() -> Recognizer:
    return Recognizer("english")


@pytest.mark.parametrize("ipa", BAD)
def test_the_entry_keeps_its_other_readings_and_a_diagnostic_says_why(recognizer, ipa: str) -> None:
    compiled = recognizer.compile(["Fremont", Word("Zelenskyy", ipa=(ipa, "zəˈlɛnski"))])
    (diagnostic,) = compiled.diagnostics
    assert (diagnostic.code, diagnostic.entry, diagnostic.place) == ("unreadable", "Zelenskyy", 2)
    assert diagnostic.reason == BAD[ipa]
    assert str(diagnostic).startswith(f"'Zelenskyy': {BAD[ipa]}, so it is not used; write IPA such as")
    assert [one.source for one in compiled.entries[1].phones] == ["ipa"]
    assert all(entry.reachable for entry in compiled.entries)


def test_strict_refuses(recognizer) -> None:
    with pytest.raises(WordListError, match="1 pronunciation of 1 list entries cannot be read and"):
        Recognizer("english", strict=True).compile([Word("Zelenskyy", ipa="123")])


def test_a_respelling_that_cannot_be_said_is_diagnosed_too(recognizer) -> None:
    compiled = recognizer.compile([Word("Keats", sounds_like="北"), Word("Yeats", sounds_like="YAYTS")])
    assert [str(d).partition(", so")[0] for d in compiled.diagnostics] == [
        "'Keats': sounds_like '北' holds nothing that can be said"
    ]


def test_a_model_without_phones_says_that_it_uses_no_ipa(model_folder: Path) -> None:
    compiled = Recognizer(model_folder, strict=True).compile([Word("jazz", ipa="d͡ʒæz"), "fog"])
    (diagnostic,) = compiled.diagnostics
    assert diagnostic.code == "unused"
    assert str(diagnostic).startswith("the ipa of 'jazz' is not used: no phones are compared without")


def test_a_file_with_one_is_used(tmp_path: Path, model_folder: Path, say, capsys) -> None:
    path = tmp_path / "names.csv"
    path.write_text("phrase,ipa\njazz,123\nfog,\n")
    assert len(WordList.load(path)) == 2
    audio = str(say("a.wav", "jazz"))
    assert main(["transcribe", audio, "--model", str(model_folder), "--words", str(path)]) == 0
    printed = capsys.readouterr()
    assert printed.out == "jazz\n"
    assert "warning: 1 pronunciation of 2 list entries cannot be read and is not used ('jazz': ipa '123'" in (
        printed.err
    )
    assert main(["words", "check", str(path), "--model", str(model_folder)]) == 0
    assert "note     a pronunciation is not used: ipa '123' holds" in capsys.readouterr().out
