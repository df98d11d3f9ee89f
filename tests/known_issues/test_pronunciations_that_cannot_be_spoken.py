"""A `sounds_like` that holds nothing to say broke the whole list with a traceback."""

import pytest

from earmark import Recognizer, Word


@pytest.mark.parametrize("spellings", [("🎊",), ("ʘ", "北"), ("-",)])
def test_a_spelling_without_a_sound_is_left_out(spellings: tuple[str, ...]) -> None:
    words = Recognizer("english").compile([Word("Keats", sounds_like=spellings), Word("Fremont")])
    assert words is not None
    assert [entry.reachable for entry in words.entries] == [True, True]
    assert all(one.phones for one in words.entries[0].phones)
