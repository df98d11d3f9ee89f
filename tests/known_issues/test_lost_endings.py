"""An entry that is said with an ending is written with it: "Zelenskyy's speech" was "Zelenskyy speech"."""

from pathlib import Path

import pytest

from earmark import Recognizer, Word

AUDIO = Path(__file__).parents[1] / "fixtures" / "endings"
ZELENSKYY = Word("Zelenskyy", sounds_like=("zelensky",))
NGUYEN = Word("Nguyen", sounds_like=("winn",), weight=2)  # against "the winds"


@pytest.fixture(scope="module")
def recognizer() -> Recognizer:
    return Recognizer("english", verbatim=True)


@pytest.mark.parametrize(
    ("clip", "words", "written", "ending"),
    [
        ("zelenskyys_speech.opus", [ZELENSKYY], "Zelenskyy's speech", "'s"),
        ("the_nguyens.opus", [NGUYEN, "Fremont"], "the Nguyens", "s"),
        ("the_nguyens.opus", [Word("Nguyens", sounds_like=("winns",)), "Fremont"], "the Nguyens", ""),
    ],
)
def test_the_ending_is_written(
    recognizer: Recognizer, clip: str, words: list[Word | str], written: str, ending: str
) -> None:
    found = recognizer.transcribe(AUDIO / clip, words=words)
    assert written in found.text
    assert found.entries[0].ending == ending


def test_endings_off_is_as_it_was(recognizer: Recognizer) -> None:
    off = recognizer.with_options({"endings.enabled": False})
    found = off.transcribe(AUDIO / "zelenskyys_speech.opus", words=[ZELENSKYY])
    assert "Zelenskyy speech" in found.text and found.words[0].ending == ""
