"""Files that go to nodes of a cluster: written once, whole, and used from there."""

from pathlib import Path

import pytest

from earmark.batch import Recipe
from earmark.batch.engines import packing
from earmark.batch.engines.packing import pack
from earmark.biasing import WordList
from earmark.errors import EarmarkError


@pytest.fixture
def node(tmp_path, monkeypatch):
    """The temporary folder of a node."""
    monkeypatch.setattr(packing.tempfile, "gettempdir", lambda: str(tmp_path / "node"))
    (tmp_path / "node").mkdir()
    return tmp_path / "node"


@pytest.fixture
def packed(model_folder):
    kept = []

    def put(content):
        kept.append(content)
        return len(kept) - 1

    recipe = Recipe(str(model_folder), words=WordList.of(["Zelenskyy"]))
    return pack(recipe, recipe.open(), put), kept


def test_a_node_makes_the_same_recognizer(packed, node, clips, model_folder):
    recipe, kept = packed
    fetched = []

    def fetch(reference):
        fetched.append(reference)
        return kept[reference]

    here = recipe.unpack(fetch)
    assert Path(here.model).parents[1] == Path(here.words).parents[1] and str(node) in here.model
    assert here.open().transcribe(clips / "2.wav").text == "president Zelenskyy met the queen"
    assert recipe.unpack(fetch) == here and len(fetched) == 2  # the second worker takes nothing


def test_another_version_is_refused(packed, node, monkeypatch):
    recipe, kept = packed
    monkeypatch.setattr(packing, "VERSION", "9.9")
    with pytest.raises(EarmarkError, match="this node has earmark 9.9, the run .*: install the same"):
        recipe.unpack(kept.__getitem__)
