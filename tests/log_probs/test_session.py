"""A decoder's session: however rows are split, the transcript is that of decode."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from log_probs.rows import LABELS, call
from log_probs.test_decoder import LOGITS, random_rows

from earmark import Decoder
from earmark.decoding.non_speech import NonSpeechStream, suppress_non_speech
from earmark.errors import EarmarkError, EmissionsError
from earmark.models import Emissions

FLAT = np.full((70, len(LABELS)), np.log(1 / len(LABELS)), np.float32)  # noise: no token is likely
ROWS = np.concatenate([FLAT, call(), FLAT, random_rows(0, 30), FLAT[:20], call("frimnnt")])
cuts = st.lists(st.integers(0, len(ROWS)), max_size=8).map(sorted)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(cuts, st.sampled_from([None, 0.02, 0.08]))
def test_blocks_give_what_the_whole_gives(cut, frame_shift):
    decoder = Decoder(LABELS, {"search.beam": 12}, ["Fremont"], frame_shift=frame_shift)
    session = decoder.session()
    for block in np.split(ROWS, cut):
        session.advance(block)
    assert session.frames == len(ROWS)
    assert session.finish(2) == decoder.decode(ROWS, nbest=2)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(cuts, st.sampled_from([0.0, 0.1, 0.2, 0.9]), st.sampled_from([0.02, 0.06, 0.3, 1.0]))
def test_non_speech_in_blocks(cut, least, step):
    stream = NonSpeechStream(len(LABELS), least, step, len(LABELS) - 1)
    handed = [stream.advance(block) for block in np.split(ROWS, cut)]
    expected = suppress_non_speech(Emissions(ROWS, step), least, len(LABELS) - 1)
    assert np.array_equal(np.concatenate([*handed, stream.finish()]), expected.log_probs)


def test_partial_transcripts():
    decoder = Decoder(LABELS, frame_shift=0.02)
    session, rows = decoder.session(["Fremont"]), call()
    assert session.partial().text == ""
    session.advance(rows[:27])
    assert session.partial().text == "call frim"
    session.advance(rows[27:])
    partial = session.partial()
    assert partial.text == "call Fremont now" and partial.seconds == round(len(rows) * 0.02, 3)
    assert session.finish().words == decoder.decode(rows, ["Fremont"]).words
    for use in (session.partial, session.finish, lambda: session.advance(rows)):
        with pytest.raises(EarmarkError, match="finished"):
            use()


def test_blocks_of_logits_and_wrong_blocks():
    session = Decoder(LABELS, words=["Fremont"], logits=True).session()
    session.advance(LOGITS[:10])
    with pytest.raises(EmissionsError, match=r"expected \(frames, 29\)"):
        session.advance(LOGITS[:10, :4])
    session.advance(LOGITS[10:])
    assert session.finish().text == "call Fremont now"
    with pytest.raises(EmissionsError, match="logits=True"):
        Decoder(LABELS).session().advance(LOGITS)
