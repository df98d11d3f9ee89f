"""A list of which nothing is written leaves a transcript as it is, with everything that is on by default."""

import pytest

from earmark import Recognizer

NOBODY_SAYS = [
    "Zelenskyy",
    "semaglutide",
    "Ouagadougou",
    "Wolverhampton",
    "Kubernetes operator",
    "Thiruvananthapuram",
]


@pytest.mark.parametrize("clip", ["fremont", "siobhan"])
def test_names_that_nobody_says_change_nothing(clip: str) -> None:
    recognizer = Recognizer()
    audio = f"demo/audio/{clip}.opus"
    plain, listed = recognizer.transcribe(audio), recognizer.transcribe(audio, words=NOBODY_SAYS)
    assert listed.text == plain.text
    assert [(w.text, w.start, w.end) for w in listed.words] == [(w.text, w.start, w.end) for w in plain.words]
