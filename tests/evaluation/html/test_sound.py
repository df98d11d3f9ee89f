import base64
import io

import numpy as np
import pytest
import soundfile

from earmark.errors import AudioError
from earmark.evaluation.html.sound import data_uri


def decoded(uri):
    head, _, content = uri.partition(";base64,")
    return head, base64.b64decode(content)


def test_a_clip_becomes_a_small_ogg_that_can_be_played(tmp_path):
    tone = (0.3 * np.sin(2 * np.pi * 440 * np.arange(44_100) / 44_100)).astype(np.float32)
    soundfile.write(tmp_path / "a.wav", tone, 44_100)
    head, content = decoded(data_uri(tmp_path / "a.wav"))
    samples, rate = soundfile.read(io.BytesIO(content))
    assert head in ("data:audio/ogg", "data:audio/wav") and len(samples) / rate == pytest.approx(1, abs=0.05)


def test_a_small_ogg_is_kept_as_it_is(tmp_path):
    soundfile.write(tmp_path / "a.ogg", np.zeros(8000, np.float32), 16_000, format="OGG", subtype="VORBIS")
    assert decoded(data_uri(tmp_path / "a.ogg")) == ("data:audio/ogg", (tmp_path / "a.ogg").read_bytes())


def test_no_sound_no_player(tmp_path):
    with pytest.raises(AudioError):
        data_uri(tmp_path / "none.wav")
