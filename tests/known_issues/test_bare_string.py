"""``words="Fremont"`` was taken for a path: "word list Fremont does not exist; check the path"."""

import pytest

from earmark.biasing import WordList
from earmark.errors import WordListError


@pytest.mark.parametrize("text", ["Fremont", "Blue Island", "St. Louis", "C#"])
def test_a_text_that_is_no_file_says_how_to_pass_one_entry(text):
    with pytest.raises(WordListError) as error:
        WordList.coerce(text)
    assert str(error.value) == (
        f"words is the text {text!r}, and no file has that name; pass [{text!r}] for a list of one entry, or "
        "the path of a file such as 'names.txt'"
    )


@pytest.mark.parametrize("path", ["names.txt", "lists/names", "Names.CSV"])
def test_what_looks_like_a_path_is_one(path):
    with pytest.raises(WordListError, match="does not exist; check the path"):
        WordList.coerce(path)


def test_a_file_without_suffix_is_found(tmp_path, monkeypatch):
    (tmp_path / "names").write_text("Fremont\n")
    monkeypatch.chdir(tmp_path)
    assert [word.text for word in WordList.coerce("names")] == ["Fremont"]
