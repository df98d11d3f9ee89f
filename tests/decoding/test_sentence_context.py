"""What the words around say of an entry."""

from pathlib import Path

from earmark import Recognizer, Word

CLIP = Path(__file__).parents[2] / "demo" / "audio" / "fremont.opus"


def test_words_that_are_spelt_like_an_entry_stay_as_they_are() -> None:
    """Nothing in the sentence speaks for names: no capitals, unless the user wants them anyway."""
    recognizer = Recognizer("english")
    listed = ("From", "Small", "House", "Winter")
    plain, usual, wanted = (
        recognizer.transcribe(CLIP, words=words)
        for words in (None, listed, [Word(word, weight=10) for word in listed])
    )
    assert {"from", "small", "house", "winter"} <= set(plain.text.split())
    assert usual.text == plain.text and not usual.entries
    assert set(listed) <= set(wanted.text.split())
