"""The confidence of entries was the acoustic model's, about 0 where it would spell them otherwise."""

from pathlib import Path

import pytest

from earmark import Recognizer
from earmark.transcript import TranscribedWord

DEMO = Path(__file__).resolve().parents[2] / "demo"
AUDIO = DEMO / "audio"


@pytest.fixture(scope="module")
def english() -> Recognizer:
    return Recognizer("english", words=DEMO / "words.csv")


def entries(english: Recognizer, clip: str) -> list[TranscribedWord]:
    return [word for word in english.transcribe(AUDIO / f"{clip}.opus").words if word.entry is not None]


@pytest.mark.parametrize("clip", ["fremont", "saoirse", "siobhan", "zelenskyy", "adalimumab", "semaglutide"])
def test_a_usual_filter_keeps_entries_that_are_right(english: Recognizer, clip: str) -> None:
    found = entries(english, clip)
    assert found and all(word.confidence is not None and word.confidence > 0.5 for word in found)


def test_the_acoustic_one_has_its_own_name(english: Recognizer) -> None:
    """It is as low as it was for a name that the model does not know how to spell."""
    found = [word for clip in ("saoirse", "siobhan", "zelenskyy") for word in entries(english, clip)]
    assert all(word.acoustic_confidence is not None for word in found)
    assert min(word.acoustic_confidence or 0.0 for word in found) < 0.1


def test_confidence_rises_with_the_log_odds_that_explain_prints(english: Recognizer) -> None:
    written = [
        entry
        for clip in ("fremont", "saoirse", "zelenskyy")
        for entry in english.transcribe(AUDIO / f"{clip}.opus").entries
    ]
    ranked = sorted((entry.log_odds, entry.confidence) for entry in written)
    assert len(ranked) >= 3 and [c for _, c in ranked] == sorted(c for _, c in ranked)
