"""The error for text.wav that is not a sound file recommended `ffmpeg -i text.wav text.wav`."""

import shutil

import pytest

from earmark.audio import load_audio, media
from earmark.errors import AudioError


@pytest.mark.parametrize("installed", [True, False])
def test_no_command_has_the_file_as_its_output(tmp_path, monkeypatch, installed):
    if not installed:
        monkeypatch.setattr(media, "has_av", lambda: False)
        monkeypatch.setattr(shutil, "which", lambda name: None)
    (tmp_path / "text.wav").write_text("this is text")
    with pytest.raises(AudioError) as error:
        load_audio(tmp_path / "text.wav")
    assert "ffmpeg -i" not in str(error.value) and str(error.value).count("text.wav") == 1
