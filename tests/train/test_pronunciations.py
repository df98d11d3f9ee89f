import pytest

from earmark.errors import ManifestError
from earmark.train.pronunciations import Pronouncer

SYMBOLS = ("a", "b", "<wb>", "<blank>")


def test_words_are_joined_by_the_boundary(tmp_path):
    path = tmp_path / "lexicon.tsv"
    path.write_text("ab\ta b\nb\tb\nab\tb a\n")  # the first reading of a word counts
    pronouncer = Pronouncer.load(path, SYMBOLS)
    assert pronouncer.pronounce("ab b") == [0, 1, 2, 1]
    assert pronouncer.pronounce("ab else") is None and pronouncer.pronounce("") is None


def test_what_cannot_be_read_is_named(tmp_path):
    path = tmp_path / "lexicon.tsv"
    path.write_text("ab\ta b\nc\tx\n")
    with pytest.raises(ManifestError, match=r"line 2: 'x' is no phone of the encoder"):
        Pronouncer.load(path, SYMBOLS)
    with pytest.raises(ManifestError, match="cannot be read"):
        Pronouncer.load(tmp_path / "none", SYMBOLS)
    with pytest.raises(ManifestError, match="has no <wb>"):
        Pronouncer.load(path, ("a", "b"))
