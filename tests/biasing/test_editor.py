"""Words added to list files: in the format of the file, all or nothing."""

import json
import os
from pathlib import Path

import pytest

from earmark.biasing import Word, WordList
from earmark.biasing import editor as edit_module
from earmark.biasing.editor import add_word
from earmark.errors import WordListError

SAID = Word("Zelenskyy", ipa="zəlɛnski")


@pytest.fixture
def after(tmp_path):
    """after(name, content, word) -> the file's text with the word added, and what was done."""

    def after(name: str, content: str, word: Word = SAID) -> tuple[str, str]:
        path = tmp_path / name
        path.write_bytes(content.encode())
        added, done = add_word(path, word)
        assert added in WordList.load(path).words
        assert not [p for p in os.listdir(tmp_path) if p.startswith(".")]  # no temporary file is left
        return path.read_bytes().decode(), done

    return after


def test_a_row_is_added_to_a_table(after):
    content = "phrase,display_as,sounds_like,ipa,weight\nFremont,,,,2\n"
    assert after("names.csv", content) == (content + "Zelenskyy,,,zəlɛnski,\n", "added")


def test_other_lines_stay_as_they_are(after):
    content = '\ufeffphrase;ipa\r\n\r\n"Fremont";\r\n"O\'Brien; Jr.";"a;b"'
    text, _ = after("names.csv", content)
    assert text == content + "\r\nZelenskyy;zəlɛnski\r\n"


def test_a_column_that_lacks_is_added_to_the_header(after):
    text, _ = after("names.tsv", "phrase\tweight\nFremont\t2\n")
    assert text == "phrase\tweight\tipa\nFremont\t2\nZelenskyy\t\tzəlɛnski\n"
    text, _ = after("names.csv", "phrase\nFremont\n", Word("Kyiv, Ukraine", sounds_like="keev", weight=1.5))
    assert text == 'phrase,sounds_like,weight\nFremont\n"Kyiv, Ukraine",keev,1.5\n'


def test_an_entry_of_the_list_gets_the_pronunciation_beside_its_own(after):
    rows = 'phrase,sounds_like,ipa,weight\n"zelenskyy",,,\n"Zelen\nskyy",,,2\nFremont,,,\n'
    text, done = after("names.csv", rows.replace("Zelen\nskyy", "Zelenskyy"))
    assert done == "changed"
    assert text == 'phrase,sounds_like,ipa,weight\n"zelenskyy",,,\nZelenskyy,,zəlɛnski,2\nFremont,,,\n'
    text, _ = after("names.csv", text, Word("Zelenskyy", ipa="zɛlənski|zəlɛnski", sounds_like="zuh-LEN-skee"))
    assert text.splitlines()[2] == "Zelenskyy,zuh-LEN-skee,zəlɛnski|zɛlənski,2"


def test_a_row_over_several_lines_is_replaced_as_a_whole(after):
    text, _ = after("names.csv", 'phrase,ipa\n"Blue\nIsland",\nFremont,\n', Word("Blue Island", ipa="blu"))
    assert text == "phrase,ipa\nBlue Island,blu\nFremont,\n"


def test_an_amazon_table_keeps_its_hyphens(after):
    table = "Phrase\tSoundsLike\tIPA\tDisplayAs\nLos-Angeles\t\t\t\n"
    assert after("vocabulary.txt", table, Word("San Jose")) == (table + "San-Jose\t\t\t\n", "added")


def test_json(after):
    text, done = after("names.json", '["Fremont", {"phrase": "MRI", "weight": 2}]')
    assert done == "added"
    assert text == '["Fremont", {"phrase": "MRI", "weight": 2}, {"phrase": "Zelenskyy", "ipa": "zəlɛnski"}]'
    text, _ = after("names.json", text, Word("Fremont", ipa="fɹimɑnt"))
    assert json.loads(text)[0] == {"phrase": "Fremont", "ipa": "fɹimɑnt"}
    nested = '{\n    "words": [\n        {"Phrase": "Zelenskyy", "IPA": null}\n    ]\n}\n'
    text, done = after("names.json", nested)
    assert done == "changed"
    assert text == (
        '{\n    "words": [\n        {\n            "Phrase": "Zelenskyy",\n'
        '            "IPA": "zəlɛnski"\n        }\n    ]\n}\n'
    )


def test_text(after):
    assert after("names.txt", "# mine\nFremont", Word("Kyiv")) == ("# mine\nFremont\nKyiv\n", "added")
    assert after("names.txt", "Kyiv\n", Word("Kyiv")) == ("Kyiv\n", "changed")


@pytest.mark.parametrize("name", ["names.csv", "names.tsv", "names.json"])
def test_a_file_that_is_not_there_is_made(tmp_path, name):
    _, done = add_word(tmp_path / name, SAID)
    assert done == "added to a new file"
    assert WordList.load(tmp_path / name).words == (SAID,)
    assert add_word(tmp_path / name, Word("Fremont"))[1] == "added"
    assert WordList.load(tmp_path / name).words == (SAID, Word("Fremont"))


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("names.txt", "Fremont\n", "is a text list, which has one phrase a line and no room for pronunc"),
        ("names.vcf", "BEGIN:VCARD\nFN:Ada\nEND:VCARD\n", "words cannot be added to files of type '.vcf'"),
        ("names.csv", "phrase,ipa\nFremont,,7,\n", "line 2: has 4 cells"),
        ("names.json", '["Fremont"', "is not JSON"),
        ("names.csv", "phrase,weight\nFremont,q7\n", "line 2: weight 'q7'"),
        ("names.docx", "", "words cannot be added to files of type '.docx'"),
    ],
)
def test_what_cannot_hold_it_is_left_as_it_was(tmp_path, name, content, message):
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    with pytest.raises(WordListError, match=message):
        add_word(path, SAID)
    assert path.read_text(encoding="utf-8") == content
    assert os.listdir(tmp_path) == [name]


def test_the_file_is_whole_or_as_it_was(tmp_path, monkeypatch):
    path = tmp_path / "names.csv"
    path.write_text("phrase,ipa\nFremont,\n")

    def lost(*_: object) -> str:
        return "phrase,ipa\nZelenskyy,zəlɛnski\n"

    monkeypatch.setattr(edit_module, "_into_table", lost)
    with pytest.raises(WordListError, match="would not read back as it was with the word added"):
        add_word(path, SAID)
    monkeypatch.undo()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        add_word(path, SAID)
    assert path.read_text() == "phrase,ipa\nFremont,\n"
    assert os.listdir(tmp_path) == ["names.csv"]


def test_permissions_and_links_stay(tmp_path):
    path: Path = tmp_path / "names.csv"
    path.write_text("phrase,ipa\nFremont,\n")
    path.chmod(0o640)
    (tmp_path / "link.csv").symlink_to(path)
    add_word(tmp_path / "link.csv", SAID)
    assert path.stat().st_mode & 0o777 == 0o640
    assert (tmp_path / "link.csv").is_symlink() and len(WordList.load(path)) == 2
