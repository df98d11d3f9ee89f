"""Counts of use had entries that were written and never considered, where nothing verified them."""

import pytest

from earmark import Recognizer
from earmark.usage import list_use

WORDS = ["Fremont", "Reykjavik", "Albuquerque", "move", "house"]


@pytest.mark.parametrize("verified", [True, False])
def test_entries_that_are_written_or_rejected_were_considered(verified):
    recognizer = Recognizer(options={"verification.enabled": verified, "search.threads": 1}, words=WORDS)
    transcript = recognizer.transcribe("demo/audio/fremont.opus")
    came_up = {entry.entry for entry in (*transcript.entries, *transcript.rejected)}
    assert "Fremont" in came_up
    assert came_up <= set(transcript.considered)
    assert all(
        use.considered for use in list_use(recognizer.words, [transcript]) if use.written or use.rejected
    )
