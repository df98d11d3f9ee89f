"""An utterance is read in the pause before its end point, and its transcript stays what it is."""

import numpy as np
import pytest

from earmark import EndPoints
from earmark.errors import EmissionsError

RATE = 16_000


def run(stream, audio, ask=True, size=RATE // 10):
    """Finals, and seconds of the stream at which each was there."""
    found = []
    for at in range(0, len(audio), size):
        stream.accept(audio[at : at + size])
        if ask:
            found += [(final, stream.seconds) for final in stream.take_final()]
    return found + [(final, stream.seconds) for final in stream.finish()]


@pytest.fixture
def decoded(recognizer, monkeypatch):
    """Seconds of the rows that all passes read, by call."""
    rows, decode = [], type(recognizer.stages).decode

    def counted(stages, emissions, lists, nbest):
        rows.append(round(emissions[0].seconds, 3))
        return decode(stages, emissions, lists, nbest)

    monkeypatch.setattr(type(recognizer.stages), "decode", counted)
    return rows


@pytest.mark.parametrize("rules", [None, EndPoints(pause=0.4, least=0.3), EndPoints(pause=1.5)])
def test_finals_are_the_same_as_without_reading_ahead(recognizer, audio, rules):
    asked = run(recognizer.stream(end_points=rules), audio)
    at_once = run(recognizer.stream(end_points=rules), audio, ask=False)
    assert [final for final, _ in asked] == [final for final, _ in at_once]


def test_nothing_is_read_at_the_end_point_that_was_read_in_the_pause(recognizer, audio, decoded):
    stream, audio = recognizer.stream(), audio[: 6 * RATE]
    for at in range(0, len(audio), RATE // 10):
        stream.accept(audio[at : at + RATE // 10])
        before = len(decoded)
        finals = stream.take_final()
        if finals:
            break
    assert "adalimumab" in finals[0].text
    assert len(decoded) == before > 0


def test_a_pause_is_read_once(recognizer, audio, decoded):
    run(recognizer.stream(end_points=EndPoints(pause=3.0, silence=3.0)), audio[: 5 * RATE], size=320)
    assert len(decoded) == len(set(decoded)) <= 2  # a pause inside, and the end


def test_speech_that_goes_on_is_read_again(recognizer, audio):
    first, second = audio[: round(3.9 * RATE)], audio[5 * RATE : 9 * RATE]
    joined = np.concatenate([first, np.zeros(RATE // 10, np.float32), second])
    rules = EndPoints(pause=1.5)
    asked = run(recognizer.stream(end_points=rules), joined)
    assert [final for final, _ in asked] == [
        f for f, _ in run(recognizer.stream(end_points=rules), joined, False)
    ]


def test_a_list_that_changes_in_the_pause_counts_for_what_follows(recognizer, audio):
    stream, found = recognizer.stream(["adalimumab"]), []
    for at in range(0, 10 * RATE, RATE // 20):
        if at == round(4.75 * RATE):  # 0.4 s behind the last word
            stream.update_words(["Albuquerque"])
        stream.accept(audio[at : at + RATE // 20])
        found += stream.take_final()
    assert [[entry.entry for entry in final.entries] for final in found] == [["adalimumab"], ["Albuquerque"]]


def test_a_model_that_fails_in_the_pause_is_asked_again(recognizer, audio, monkeypatch):
    asked = []

    def fails(model, batch):
        asked.append(batch)
        raise EmissionsError("out of memory")

    stream = recognizer.stream()
    for block in np.split(audio[: 5 * RATE], 50):  # 0.4 s behind the last word
        stream.accept(block)
        with monkeypatch.context() as patch:
            patch.setattr("earmark.live.windows.encode_chunks", fails)
            assert stream.take_final() == []
    assert asked
    (final,) = stream.finish()
    assert "adalimumab" in final.text
