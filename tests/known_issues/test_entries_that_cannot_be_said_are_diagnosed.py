"""Entries in another script refused the list: they are skipped, transliterated or rescued, and diagnosed."""

import pytest

from earmark import Recognizer, Word
from earmark.errors import WordListError

WORDS = [
    "Fremont",
    "東京",
    "Київ",
    "C#",
    "Party 🎉",
    Word("北京", ipa="beɪd͡ʒɪŋ"),
    Word("Минск", sounds_like="minsk"),
]


@pytest.fixture(scope="module")
def compiled():
    return Recognizer("english").compile(WORDS)


def test_the_rest_of_the_list_is_used(compiled):
    unusable = {d.entry for d in compiled.diagnostics if d.code == "unreachable"}
    assert unusable == {"東京", "Party 🎉"}
    assert {entry.word.text for entry in compiled.entries if entry.paths} == {
        "Fremont", "Київ", "C#", "北京", "Минск",
    }  # fmt: skip


def test_the_diagnostics_say_why(compiled):
    sentences = {d.entry: str(d) for d in compiled.diagnostics}
    assert sentences["東京"].startswith("'東京' is never written: '東', '京' cannot be spoken")
    assert sentences["Party 🎉"].startswith("'Party 🎉' is never written: '🎉' cannot be spoken")
    assert sentences["Київ"] == "'Київ' is read as 'Kiiv': give sounds_like or ipa if it is said otherwise"
    assert "Минск" not in sentences and "北京" not in sentences


def test_a_pronunciation_gives_spellings(compiled):
    entry = compiled.entries[5]
    assert entry.spoken[0] == "baging" and len(entry.paths) >= 6
    assert [one.source for one in entry.phones][0] == "ipa"


def test_strict_refuses():
    with pytest.raises(WordListError, match="2 of 7 list entries cannot be reached"):
        Recognizer("english", strict=True).compile(WORDS)
