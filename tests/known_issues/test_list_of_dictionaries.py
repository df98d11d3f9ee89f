"""A Python list of dictionaries was refused."""

import pytest

from earmark.biasing import Word, WordList
from earmark.errors import WordListError


def test_keys_are_the_columns_of_a_table():
    items = [
        {"phrase": "Fremont", "weight": 2},
        {"text": "Zelenskyy", "soundsLike": ["zuh-LEN-skee"], "display_as": None},
        "Oslo",
        Word("MRI"),
    ]
    assert WordList.of(items).words == (
        Word("Fremont", weight=2.0),
        Word("Zelenskyy", sounds_like="zuh-LEN-skee"),
        Word("Oslo"),
        Word("MRI"),
    )


def test_other_keys_are_named():
    with pytest.raises(WordListError, match="the word list item 2: unknown key 'boost'; the columns"):
        WordList.of(["Oslo", {"phrase": "Fremont", "boost": 2}])
