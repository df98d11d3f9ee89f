"""`words compile -o FOLDER` left a file beside the folder and named a path that was never given."""

from pathlib import Path

import pytest

from earmark import Recognizer
from earmark.biasing import save_list
from earmark.errors import WordListError


@pytest.mark.parametrize("where", [".", "gone/list.earmark"])
def test_the_path_given_is_named_and_nothing_is_left(tmp_path: Path, where: str) -> None:
    words = Recognizer("english").compile(["Fremont"])
    assert words is not None
    folder = tmp_path / "folder"
    folder.mkdir()
    with pytest.raises(WordListError, match="cannot be written to"):
        save_list(words, folder / where)
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["folder"]
