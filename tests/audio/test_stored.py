"""Audio from bytes, file objects and pipes."""

import io
import os
import threading

import numpy as np
import pytest

from earmark.audio import load_audio, stored
from earmark.audio.channels import channel_of, count_channels
from earmark.errors import AudioError


@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview, io.BytesIO])
@pytest.mark.parametrize("name", ["a.wav", "a.flac", "a.mp3"])
def test_the_content_of_a_file(write, tone, kind, name):
    path = write(name, tone(0.5))
    np.testing.assert_array_equal(load_audio(kind(path.read_bytes())).samples, load_audio(path).samples)


def test_a_file_object_can_be_read_again_once_stored(write, tone):
    path = write("a.wav", np.stack([tone(0.5), 0 * tone(0.5)], axis=1))
    with path.open("rb") as file:
        kept = stored(file)
        assert count_channels(kept) == 2
    for _ in range(2):
        np.testing.assert_allclose(load_audio(channel_of(kept, 0)).samples, tone(0.5), atol=1e-4)
    kept_path = kept.file()
    assert kept_path.exists()
    del kept
    assert not kept_path.exists()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe(write, tone, tmp_path):
    path, pipe = write("a.wav", tone(0.5)), tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=lambda: pipe.write_bytes(path.read_bytes()))
    writer.start()
    np.testing.assert_array_equal(load_audio(pipe).samples, load_audio(path).samples)
    writer.join()


@pytest.mark.parametrize(
    ("audio", "message"),
    [
        (b"", "the audio has no bytes to read"),
        (io.StringIO("RIFF"), "the file object gives text, expected bytes: open it with 'rb'"),
        (b"RIFF or not", "the audio cannot be read as audio (Format not recognised; FFmpeg cannot"),
    ],
)
def test_bad_content_says_what_is_wrong(audio, message):
    with pytest.raises(AudioError) as error:
        load_audio(audio)
    assert str(error.value).startswith(message)


def test_an_object_at_its_end_is_to_go_back():
    written = io.BytesIO()
    written.write(b"RIFF")
    with pytest.raises(
        AudioError, match=r"has no bytes to read; of a file object that was written, call seek\(0\)"
    ):
        load_audio(written)
