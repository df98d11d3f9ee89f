"""A table of Amazon Transcribe with the column Phrase alone gave an entry "Phrase"."""

import pytest

from earmark.biasing import Word, WordList
from earmark.biasing.editor import add_word


@pytest.mark.parametrize("comment", ["", "# vocabulary\n"])
def test_the_header_is_no_entry_and_hyphens_are_spaces(tmp_path, comment):
    path = tmp_path / "vocabulary.txt"
    path.write_text(f"{comment}Phrase\nLos-Angeles\nF.B.I.\n")
    words = WordList.load(path)
    assert [word.text for word in words] == ["Los Angeles", "F.B.I."]
    (note,) = words.notes
    assert f"line {1 + bool(comment)}: 'Phrase' is read as the header of a table" in note
    add_word(path, Word("San Jose"))
    assert path.read_text() == f"{comment}Phrase\nLos-Angeles\nF.B.I.\nSan-Jose\n"


def test_the_word_alone_is_an_entry(tmp_path):
    path = tmp_path / "one.txt"
    path.write_text("Phrase\n")
    assert [word.text for word in WordList.load(path)] == ["Phrase"]


def test_a_table_of_other_programs_keeps_its_hyphens(tmp_path):
    path = tmp_path / "names.csv"
    path.write_text("Phrase\nCoca-Cola\n")
    assert [word.text for word in WordList.load(path)] == ["Coca-Cola"]
