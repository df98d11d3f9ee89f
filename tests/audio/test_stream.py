import numpy as np
import pytest
import soundfile

from earmark.audio import audio_seconds, load_audio, stream_audio
from earmark.errors import AudioError


@pytest.mark.parametrize("rate", [8000, 16000, 44100, 48000])
@pytest.mark.parametrize("block_seconds", [0.25, 1.0, 60.0])
def test_blocks_are_the_whole_audio(write, rate, block_seconds):
    noise = np.random.default_rng(1).normal(0, 0.1, int(2.345 * rate)).astype(np.float32)
    path = write("a.wav", noise, rate, subtype="FLOAT")
    blocks = list(stream_audio(path, block_seconds))
    whole = load_audio(path).samples
    assert sum(map(len, blocks)) == len(whole) == pytest.approx(2.345 * 16000, abs=1)
    np.testing.assert_allclose(np.concatenate(blocks), whole, atol=1e-6)
    np.testing.assert_allclose(whole, load_audio((noise, rate)).samples, atol=1e-6)


def test_length_from_the_header(write, tone):
    assert audio_seconds(write("a.flac", tone(1.5, 8000), 8000)) == 1.5


def test_a_block_that_ends_with_the_file_is_no_damage(write, tone):
    path = write("a.wav", tone(1.0))
    assert [len(b) for b in stream_audio(path, 0.5)] == [8000, 8000]


@pytest.fixture
def message(tmp_path):
    """The error of a bad file, its folder left off."""

    def message(path):
        with pytest.raises(AudioError) as error:
            list(stream_audio(path))
        with pytest.raises(AudioError) as loaded:
            load_audio(path)
        assert str(loaded.value) == str(error.value)
        return str(error.value).replace(f"{tmp_path}/", "").replace(str(tmp_path), "FOLDER")

    return message


def test_missing_file(message, tmp_path):
    assert message(tmp_path / "gone.wav") == "audio file gone.wav does not exist; check the path"


def test_folder(message, tmp_path):
    assert message(tmp_path) == "FOLDER is a folder; give an audio file"


def test_empty_file(message, tmp_path):
    (tmp_path / "a.wav").touch()
    assert message(tmp_path / "a.wav") == "a.wav is empty (0 bytes); record or download it again"


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.txt", b"hello, this is text\n" * 50, "Format not recognised"),
        ("a.m4a", b"\0\0\0\x20ftypM4A " + bytes(500), "Format not recognised"),
        ("a.wav", b"RIFF\x24\0\0\0WAVEjunk", "Error in WAV file. No 'data' chunk marker"),
        ("a.raw", bytes(4000), "samplerate must be specified"),
    ],
)
def test_unsupported_or_corrupt_file(message, tmp_path, name, content, reason):
    (tmp_path / name).write_bytes(content)
    assert message(tmp_path / name) == (
        f"{name} cannot be read as audio ({reason}; FFmpeg cannot read it either); "
        "give a sound or video file that plays"
    )


def test_no_samples(message, write):
    assert message(write("a.wav", np.zeros(0, np.float32))) == "a.wav holds no samples; record it again"


def test_too_short(message, write):
    path = write("a.wav", np.zeros(400, np.float32), 8000)
    assert message(path) == "a.wav is 0.050 s long, expected at least 0.1 s; give longer audio"


def test_not_finite(message, write):
    samples = np.zeros(16000 * 12, np.float32)
    samples[16000 * 11] = np.nan  # in the second block
    assert message(write("a.wav", samples, subtype="FLOAT")) == (
        "a.wav holds NaN or infinite samples, first at 11.000 s; repair or re-export the audio"
    )


def test_cut_off_flac(message, write):
    noise = np.random.default_rng(1).normal(0, 0.1, 16000 * 30).astype(np.float32)
    path = write("a.flac", noise)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    told = message(path)
    assert told.startswith("a.flac ")
    assert "download" in told and "it again" in told


def test_an_odd_rate(message, write, tone):
    path = write("a.wav", tone(0.5), 500)
    assert message(path) == "a.wav claims 500 samples a second, expected 1000 to 768000; re-export it"


def test_block_length_is_checked(write, tone):
    with pytest.raises(AudioError, match=r"block_seconds is 0, expected at least 0.1"):
        list(stream_audio(write("a.wav", tone(0.5)), 0))


def test_memory_stays_flat(tmp_path):
    """Ten minutes at 44.1 kHz stereo would be 210 MB in memory."""
    import tracemalloc

    path = tmp_path / "long.wav"
    with soundfile.SoundFile(path, "w", 44100, 2, "PCM_16") as file:
        block = np.zeros((441000, 2), np.int16)
        for _ in range(60):
            file.write(block)
    tracemalloc.start()
    seconds = sum(len(block) for block in stream_audio(path)) / 16000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert seconds == pytest.approx(600, abs=0.01)
    assert peak < 20e6
