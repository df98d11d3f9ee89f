import pytest

from earmark.errors import ManifestError
from earmark.training.pronunciations import PhoneLexicon

SYMBOLS = ("a", "b", "<wb>", "<blank>")


def test_words_are_joined_by_the_boundary(tmp_path):
    path = tmp_path / "lexicon.tsv"
    path.write_text("ab\ta b\nb\tb\nab\tb a\n")  # the first reading of a word counts
    pronouncer = PhoneLexicon.load(path, SYMBOLS)
    assert pronouncer.pronounce("ab b") == [0, 1, 2, 1]
    assert pronouncer.pronounce("ab else") is None and pronouncer.pronounce("") is None


def test_what_cannot_be_read_is_named(tmp_path):
    path = tmp_path / "lexicon.tsv"
    path.write_text("ab\ta b\nc\tx\n")
    with pytest.raises(ManifestError, match=r"line 2: 'x' is not a phone of the encoder"):
        PhoneLexicon.load(path, SYMBOLS)
    with pytest.raises(ManifestError, match="cannot be read"):
        PhoneLexicon.load(tmp_path / "none", SYMBOLS)
    with pytest.raises(ManifestError, match="has no <wb>"):
        PhoneLexicon.load(path, ("a", "b"))
