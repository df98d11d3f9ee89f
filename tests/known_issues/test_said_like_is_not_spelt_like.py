"""An entry that sounds_like makes a common word of was said to be spelt like it."""

from earmark import Recognizer, Word, WordList


def test_the_reason_says_how() -> None:
    words = WordList.of([Word("Nguyen", sounds_like=("win",)), Word("Will")])
    reasons = {d.entry: d.reason for d in Recognizer("english").compile(words).diagnostics}
    assert reasons["Will"] == "spelt like 'will'"
    assert "spelt" not in reasons["Nguyen"] and "'win'" in reasons["Nguyen"]
