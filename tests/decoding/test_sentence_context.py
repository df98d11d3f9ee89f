"""What the words around say of an entry."""

from pathlib import Path

from earmark import Recognizer, Word

CLIP = Path(__file__).parents[2] / "demo" / "audio" / "fremont.opus"
NAMES = (("Smawl", "s m ɔ l"), ("Howse", "h aʊ s"))  # as the lexicon has "small" and "house"


def test_words_that_are_spelt_like_an_entry_stay_as_they_are() -> None:
    """Nothing in the sentence speaks for names: no capitals, unless the user wants them anyway."""
    recognizer = Recognizer("english", verbatim=True)
    listed = ("From", "Small", "House", "Winter")
    plain, usual, wanted = (
        recognizer.transcribe(CLIP, words=words)
        for words in (None, listed, [Word(word, weight=10) for word in listed])
    )
    assert {"from", "small", "house", "winter"} <= set(plain.text.split())
    assert usual.text == plain.text and not usual.entries
    assert set(listed) <= set(wanted.text.split())


def test_a_name_that_sounds_like_the_word_is_written_where_the_sentence_speaks_for_it() -> None:
    """By weight here: the clip says "to a small house near Reykjavik"."""
    recognizer = Recognizer("english", verbatim=True)

    def written(weight: float) -> list[str]:
        listed = [Word(name, ipa=ipa, weight=weight) for name, ipa in NAMES]
        return [entry.text for entry in recognizer.transcribe(CLIP, words=listed).entries]

    assert written(1.0) == []
    assert written(3.0) == [name for name, _ in NAMES]
