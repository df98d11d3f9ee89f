import json

import pytest

from earmark.errors import ManifestError, OptionsError
from earmark.evaluation.manifest import Condition, load_manifest


@pytest.fixture
def manifest(tmp_path):
    def write(*rows):
        path = tmp_path / "m.jsonl"
        path.write_text("\n".join(r if isinstance(r, str) else json.dumps(r) for r in rows), encoding="utf-8")
        return path

    return write


ROW = {"id": "u1", "audio": "a/u1.wav", "text": "We saw Oslo.", "seconds": 2.5, "age": 20}


def test_rows_are_read(manifest, tmp_path):
    path = manifest(
        ROW | {"entities": [{"type": "place", "text": "Oslo"}], "rare": ["oslo"], "words_2": ["x", "y"]}
    )
    (one,) = load_manifest(path)
    assert (one.id, one.audio, one.text, one.seconds) == ("u1", tmp_path / "a/u1.wav", "We saw Oslo.", 2.5)
    assert one.entities == ("Oslo",) and one.rare == ("oslo",)
    assert one.words_of("words_2") == ("x", "y")


def test_fields_that_are_absent_are_not_empty(manifest):
    (one,) = load_manifest(manifest(ROW))
    assert one.entities is None and one.rare is None


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("{broken", "line 2 is not JSON"),
        ("[1]", "line 2 is a JSON list"),
        ({"text": "x"}, "line 2 has audio=None, expected a non-empty string"),
        ({"audio": "x.wav", "text": " "}, "line 2 has text=' '"),
        ({"audio": "x.wav", "text": "x", "seconds": -1}, "line 2 has seconds=-1, expected a number above 0"),
        ({"audio": "x.wav", "text": "x", "entities": "Oslo"}, "line 2 has entities='Oslo', expected a list"),
        ({"audio": "x.wav", "text": "x", "rare": [3]}, r"line 2 has rare=\[3\]"),
        (ROW, "line 2 repeats the id 'u1' of line 1"),
    ],
)
def test_unreadable_row_is_named_by_line(manifest, row, message):
    with pytest.raises(ManifestError, match=message):
        load_manifest(manifest(ROW, row))


def test_missing_file_is_told(tmp_path):
    with pytest.raises(ManifestError, match="cannot be read"):
        load_manifest(tmp_path / "none.jsonl")


def test_field_without_a_list_is_told(manifest):
    (one,) = load_manifest(manifest(ROW))
    with pytest.raises(ManifestError, match="line 1 has words_100=None, expected a list of words"):
        one.words_of("words_100")


def test_filter_and_limit(manifest):
    path = manifest(*(ROW | {"id": str(age), "age": age} for age in (6, 16, 30, 40)))
    assert [u.id for u in load_manifest(path, (Condition.parse("age>=16"),), limit=2)] == ["16", "30"]
    assert [u.id for u in load_manifest(path, (Condition.parse(" age < 16 "),))] == ["6"]
    with pytest.raises(ManifestError, match="no row to use"):
        load_manifest(path, (Condition.parse("age>99"),))


def test_filter_over_a_field_that_rows_lack_is_an_error(manifest):
    with pytest.raises(ManifestError, match="line 1 has height=None, the filter needs a number"):
        load_manifest(manifest(ROW), (Condition.parse("height>1"),))


@pytest.mark.parametrize("written", ["age", "age>>3", "age>=old", ">=3"])
def test_filter_that_is_not_understood(written):
    with pytest.raises(OptionsError, match="is not understood: write FIELD"):
        Condition.parse(written)
