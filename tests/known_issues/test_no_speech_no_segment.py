"""An audio without speech has no emissions, and everything after the acoustic model takes that."""

import numpy as np
import pytest

from earmark import Recognizer
from earmark.evaluation.cache import EmissionsCache

RATE = 16000


@pytest.fixture(scope="module")
def recognizer(model_folder):
    return Recognizer(model_folder)


def test_an_empty_transcript_in_a_batch(recognizer, speak):
    silent = np.zeros(3 * RATE, np.float32)
    found = recognizer.transcribe_batch([silent, speak("the old radio"), silent], words=["radio"], nbest=3)
    assert [one.text for one in found] == ["", "the old radio", ""]
    assert [one.seconds for one in found[::2]] == [3.0, 3.0] and found[0].nbest == ("",)


def test_stored_emissions(recognizer, tmp_path):
    encoded = recognizer.encode(np.zeros(2 * RATE, np.float32))
    assert (encoded.segments, encoded.seconds) == ((), 2.0)
    cache = EmissionsCache(tmp_path, recognizer.model)
    cache.store("silent", encoded)
    cache.close()
    (found,) = recognizer.decode([EmissionsCache.open(tmp_path, recognizer.model).load("silent")])
    assert (found.text, found.words, found.seconds) == ("", (), 2.0)


def test_the_shortest_audio(recognizer):
    assert recognizer.transcribe(np.zeros(1600, np.float32)).text == ""
    assert Recognizer("english").transcribe(np.full(1600, 0.1, np.float32)).text == ""
