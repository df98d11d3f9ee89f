import io
import json
import sys
import types
import wave

import numpy as np
import pytest

from earmark.audio import load_audio
from earmark.audio.microphone import microphone_blocks
from earmark.audio.pipe import pipe_blocks
from earmark.cli.listen import GREY, NEW_LINE, Lines
from earmark.cli.main import main
from earmark.errors import AudioError

CLIP = "demo/audio/albuquerque.opus"
RATE = 16_000


@pytest.fixture(scope="module")
def pcm(request):
    samples = load_audio(request.config.rootpath / CLIP).samples
    return np.round(np.concatenate([samples, np.zeros(RATE, np.float32)]) * 32767).astype("<i2")


def wav(samples, rate=RATE, width=2, channels=1):
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(channels)
        out.setsampwidth(width)
        out.setframerate(rate)
        out.writeframes(samples.tobytes())
    return file.getvalue()


class Pipe(io.BytesIO):
    """Gives odd numbers of bytes, as a pipe may."""

    def read1(self, size=-1):
        return super().read(min(size, 1001))


@pytest.fixture
def listen(monkeypatch, capsys, tmp_path):
    def run(content, *arguments):
        words = tmp_path / "words.txt"
        words.write_text("Albuquerque\n", encoding="utf-8")
        monkeypatch.setattr(sys, "stdin", types.SimpleNamespace(buffer=Pipe(content)))
        code = main(["listen", "-", "--words", str(words), "--threads", "1", *arguments])
        out, err = capsys.readouterr()
        return code, out, err

    return run


def test_pcm_from_a_pipe(listen, pcm):
    code, out, err = listen(pcm.tobytes())
    assert (code, err) == (0, "")
    start, end, text = out.rstrip("\n").split(maxsplit=2)
    assert text.startswith("Our cousins drove all night to reach Albuquerque")
    assert 0 < float(start) < float(end) < len(pcm) / RATE - 1


def test_json_lines_of_a_wav(listen, pcm):
    code, out, _ = listen(wav(pcm), "--json")
    rows = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert [row["type"] for row in rows[:-1]] == ["partial"] * (len(rows) - 1) and len(rows) > 5
    final = rows[-1]
    assert final["type"] == "final" and final["entries"][0]["entry"] == "Albuquerque"
    assert list(rows[0]) == ["type", "stable", "tentative", "seconds", "words"]
    assert [row["seconds"] for row in rows[:-1]] == sorted(row["seconds"] for row in rows[:-1])


def test_a_terminal_shows_partials_in_grey(listen, pcm, monkeypatch):
    monkeypatch.setattr("earmark.cli.listen.Lines", lambda _: Lines(True))
    _, out, _ = listen(pcm.tobytes())
    assert out.count(GREY) > 5
    assert out.rstrip("\n").rpartition(NEW_LINE)[2].endswith("before the storm.")


@pytest.mark.parametrize("channels", [1, 2])
def test_blocks_of_a_pipe_are_its_samples(pcm, channels):
    given = np.repeat(pcm[:5000, None], channels, axis=1)
    blocks = list(pipe_blocks(Pipe(wav(given, 8000, channels=channels)), RATE))
    assert {rate for _, rate in blocks} == {8000}
    np.testing.assert_array_equal(np.concatenate([block for block, _ in blocks]), given)


def test_headerless_blocks_of_a_pipe_are_its_samples(pcm):
    blocks = list(pipe_blocks(Pipe(pcm[:5000].tobytes()), 44_100))
    assert {rate for _, rate in blocks} == {44_100}
    np.testing.assert_array_equal(np.concatenate([block for block, _ in blocks])[:, 0], pcm[:5000])


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (wav(np.zeros(99, np.int32), width=4), "is not 16-bit PCM; convert it: ffmpeg"),
        (wav(np.zeros(99, np.int16))[:30], "ends before its samples"),
    ],
)
def test_a_wav_that_cannot_be_read(listen, content, message):
    code, out, err = listen(content)
    assert (code, out) == (2, "") and message in err and err.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [(["--rate", "5"], "--rate is 5"), (["--pause", "0"], "pause of the end points")],
)
def test_arguments_out_of_range(listen, arguments, message):
    code, out, err = listen(b"", *arguments)
    assert (code, out) == (2, "") and message in err


def test_nothing_on_standard_input_is_no_words(listen):
    assert listen(b"") == (0, "", "")


class PortAudioError(Exception):
    pass


@pytest.fixture
def microphone(monkeypatch):
    """A microphone that gives blocks of ones, and says how it was opened."""
    opened = {}

    class InputStream:
        def __init__(self, callback, **how):
            opened.update(how)
            self.callback = callback

        def __enter__(self):
            for _ in range(3):
                self.callback(np.ones((1600, 1), np.float32), 1600, None, None)

        def __exit__(self, *_):
            opened["closed"] = True

    module = types.SimpleNamespace(InputStream=InputStream, PortAudioError=PortAudioError)
    monkeypatch.setitem(sys.modules, "sounddevice", module)
    return opened, module


def test_blocks_of_a_microphone(microphone):
    opened, _ = microphone
    blocks = microphone_blocks("USB")
    found = [next(blocks) for _ in range(3)]
    assert [(samples.shape, samples.max(), rate) for samples, rate in found] == [((1600,), 1.0, RATE)] * 3
    assert (opened["device"], opened["samplerate"], opened["channels"]) == ("USB", RATE, 1)
    blocks.close()
    assert opened["closed"]


def test_a_microphone_that_is_not_there(microphone):
    _, module = microphone

    def refuse(**_):
        raise PortAudioError("Error querying device -1")

    module.InputStream = refuse
    with pytest.raises(AudioError, match=r"the microphone cannot be read \(Error querying device -1\)"):
        next(microphone_blocks())


def test_ctrl_c_ends_the_microphone_with_its_last_words(monkeypatch, capsys, pcm):
    def blocks(device):
        assert device == 3
        yield pcm[: 3 * RATE], RATE
        raise KeyboardInterrupt

    monkeypatch.setattr("earmark.cli.listen.microphone_blocks", blocks)
    assert main(["listen", "--device", "3", "--threads", "1"]) == 0
    assert "Our cousins drove" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("head", "kind"),
    [(b"OggS\0\2", "Ogg"), (b"fLaC", "FLAC"), (b"\0\0\0\x20ftypisom", "MP4"), (b"ID3\4", "MP3")],
)
def test_files_that_would_be_noise_are_refused(head, kind):
    with pytest.raises(AudioError, match=f"^standard input is {kind}, expected WAV or 16-bit samples"):
        list(pipe_blocks(Pipe(head + bytes(4000)), RATE))
