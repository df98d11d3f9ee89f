"""Video files and compressed audio, by PyAV and by the program ffmpeg."""

import shutil
from fractions import Fraction

import numpy as np
import pytest

from earmark.audio import audio_seconds, load_audio, media
from earmark.audio.channels import channel_of, count_channels
from earmark.errors import AudioError

av = pytest.importorskip("av")
FFMPEG = pytest.param("ffmpeg", marks=pytest.mark.skipif(not shutil.which("ffmpeg"), reason="needs ffmpeg"))


@pytest.fixture(params=["av", FFMPEG])
def by(request, monkeypatch):
    """Read by PyAV, then by ffmpeg."""
    monkeypatch.setattr(media, "has_av", lambda: request.param == "av")


def encode(path, codec, samples, rate, start=0.0, gap=(0, 0.0), video=False):
    """Write (channels, N) samples as a track that begins at ``start`` seconds, with a gap in its times."""
    layout = "mono" if len(samples) == 1 else "stereo"
    with av.open(str(path), "w") as container:
        picture = None
        if video:
            picture = container.add_stream("mpeg4", rate=25)
            picture.width = picture.height = 32
        track = container.add_stream(codec, rate=rate, layout=layout)
        track.bit_rate = 12_200 if codec == "libopencore_amrnb" else 64_000
        resampler = av.AudioResampler(track.codec_context.format.name, layout, rate, track.frame_size or 1024)
        for number in range(25 if video else 0):
            frame = av.VideoFrame.from_ndarray(np.zeros((32, 32, 3), np.uint8), format="rgb24")
            frame.pts = number
            container.mux(picture.encode(frame))
        if video:
            container.mux(picture.encode(None))
        time = start
        for first in range(0, samples.shape[1], 1600):
            if first == gap[0] and first:
                time += gap[1]
            block = np.ascontiguousarray(samples[:, first : first + 1600])
            frame = av.AudioFrame.from_ndarray(block, format="fltp", layout=layout)
            frame.sample_rate, frame.time_base = rate, Fraction(1, rate)
            frame.pts = round(time * rate) + first
            for ready in resampler.resample(frame):
                container.mux(track.encode(ready))
        for ready in resampler.resample(None):
            container.mux(track.encode(ready))
        container.mux(track.encode(None))
    return path


def loudness(samples, start, end):
    part = samples[int(start * 16000) : int(end * 16000)]
    return float(np.sqrt(np.mean(part**2)))


@pytest.mark.parametrize(
    ("name", "codec", "rate"),
    [
        ("a.m4a", "aac", 44100), ("a.mp4", "aac", 48000), ("a.mov", "aac", 48000), ("a.3gp", "aac", 16000),
        ("a.mkv", "libopus", 48000), ("a.webm", "libopus", 48000), ("a.wma", "wmav2", 44100),
        ("a.aac", "aac", 22050), ("a.amr", "libopencore_amrnb", 8000), ("a.avi", "mp3", 44100),
    ],
)  # fmt: skip
def test_every_container(by, tmp_path, tone, name, codec, rate):
    if codec not in av.codecs_available:
        pytest.skip(f"this PyAV does not write {codec}")
    path = encode(tmp_path / name, codec, tone(2.0, rate)[None], rate)
    samples = load_audio(path).samples
    assert len(samples) == pytest.approx(32000, abs=2500)  # encoders pad whole frames
    assert loudness(samples, 0.5, 1.5) == pytest.approx(0.3 / np.sqrt(2), rel=0.3)  # of a speech coder
    spectrum = np.abs(np.fft.rfft(samples[8000:24000]))
    assert np.argmax(spectrum) == pytest.approx(440, abs=2)
    assert audio_seconds(path) == pytest.approx(len(samples) / 16000, abs=0.01)
    assert count_channels(path) == 1


def test_channels_of_a_video(by, tmp_path, tone):
    sides = np.stack([tone(2.0, 48000), np.zeros(96000, np.float32)])
    path = encode(tmp_path / "call.mp4", "aac", sides, 48000, video=True)
    assert count_channels(path) == 2
    left, right = (load_audio(channel_of(path, number)).samples for number in (0, 1))
    assert loudness(left, 0.5, 1.5) == pytest.approx(0.21, rel=0.1) and loudness(right, 0.5, 1.5) < 0.01


def test_a_track_that_begins_late_keeps_the_times_of_the_video(by, tmp_path, tone):
    path = encode(tmp_path / "late.mkv", "libopus", tone(1.0, 48000)[None], 48000, start=1.5, video=True)
    samples = load_audio(path).samples
    assert len(samples) == pytest.approx(40000, abs=1500)
    assert loudness(samples, 0.0, 1.4) < 0.01 < loudness(samples, 1.6, 2.4)


def test_a_gap_is_silent(by, tmp_path, tone):
    path = encode(tmp_path / "gap.mkv", "pcm_s16le", tone(2.0, 16000)[None], 16000, gap=(16000, 2.0))
    samples = load_audio(path).samples
    assert len(samples) == pytest.approx(64000, abs=1500)
    assert loudness(samples, 1.2, 2.8) < 0.01 < loudness(samples, 3.2, 3.8)


@pytest.mark.parametrize("name", ["a.mp4", "a.mkv"])
def test_a_file_that_was_cut_off(tmp_path, name):
    noise = np.random.default_rng(1).normal(0, 0.1, 48000 * 12).astype(np.float32)
    path = encode(tmp_path / "whole.mkv", "aac", noise[None], 48000)
    with av.open(str(path)) as whole, av.open(
        str(tmp_path / name), "w", options={"movflags": "faststart"} if name == "a.mp4" else {}
    ) as copy:
        track = copy.add_stream_from_template(whole.streams.audio[0])
        for packet in whole.demux(audio=0):
            if packet.dts is not None:
                packet.stream = track
                copy.mux(packet)
    content = (tmp_path / name).read_bytes()
    assert load_audio(content).seconds == pytest.approx(12, abs=0.1)
    with pytest.raises(AudioError, match=r"the audio is damaged after [\d.]+ s \(.*\); re-export or"):
        load_audio(content[: len(content) // 2])


def test_damaged_samples(by, tmp_path):
    noise = np.random.default_rng(1).normal(0, 0.1, 48000 * 3).astype(np.float32)
    content = bytearray(encode(tmp_path / "a.m4a", "aac", noise[None], 48000).read_bytes())
    content[9000:10000] = bytes(range(250)) * 4
    with pytest.raises(AudioError, match="the audio is damaged after "):
        load_audio(bytes(content))


def test_a_video_without_sound(by, tmp_path):
    with av.open(str(tmp_path / "a.mp4"), "w") as container:
        track = container.add_stream("mpeg4", rate=25)
        track.width = track.height = 32
        frame = av.VideoFrame.from_ndarray(np.zeros((32, 32, 3), np.uint8), format="rgb24")
        container.mux([*track.encode(frame), *track.encode(None)])
    with pytest.raises(AudioError, match=r"a.mp4 cannot be read as audio \(.*; it has no audio track\); "):
        load_audio(tmp_path / "a.mp4")


def test_playlists_open_nothing(by, tmp_path, write, tone):
    """FFmpeg opens what a playlist names; a recording that somebody uploads must not choose files."""
    encode(tmp_path / "secret.aac", "aac", tone(1.0)[None], 16000)
    path = tmp_path / "a.m4a"
    path.write_text("#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nsecret.aac\n#EXT-X-ENDLIST\n")
    with pytest.raises(AudioError, match="FFmpeg cannot read it either"):
        load_audio(path)
    path.write_text("ffconcat version 1.0\nfile secret.aac\n")
    with pytest.raises(AudioError, match="FFmpeg cannot read it either"):
        load_audio(path)


def test_without_either_the_sentence_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setattr(media, "has_av", lambda: False)
    monkeypatch.setattr(shutil, "which", lambda name: None)
    (tmp_path / "a.m4a").write_bytes(b"\0\0\0\x20ftypM4A " + bytes(500))
    with pytest.raises(AudioError) as error:
        load_audio(tmp_path / "a.m4a")
    assert str(error.value).replace(f"{tmp_path}/", "") == (
        "a.m4a cannot be read as audio (Format not recognised); wav, flac, ogg, opus and mp3 are read by "
        "themselves, m4a, mp4, mov, webm, mkv, amr, 3gp, wma, aac, avi and others with PyAV or ffmpeg: "
        "pip install av, or install ffmpeg"
    )
