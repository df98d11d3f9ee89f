"""ffmpeg, Chromium's track element and strict parsers of each format find the cues that we wrote."""

import random
import shutil
import subprocess
from dataclasses import replace
from datetime import timedelta

import pytest
import srt
import webvtt
from output.words import spoken
from playwright.sync_api import sync_playwright
from praatio import textgrid

from earmark.output import cues_of, write
from earmark.transcript import TranscribedWord, Transcript

WORDS = [
    "Zelenskyy",
    "said:",
    "AT&T's",
    "café,",
    "100%",
    "<sure>",
    "O'Brien's;",
    "4",
    "->",
    "5?",
    '"so"',
    "&",
    "Łódź.",
]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture(scope="module")
def transcript():
    """Two minutes of words with signs that formats escape, fast and slow, with pauses."""
    draw, words, time = random.Random(5), [], 0.4
    for _ in range(300):
        time += draw.choice([0.0, 0.0, 0.0, 0.2, 2.5])
        end = time + draw.uniform(0.1, 0.6)
        words.append(TranscribedWord(draw.choice(WORDS), round(time, 3), round(end, 3), 0.9))
        time = end
    return Transcript(" ".join(word.text for word in words), tuple(words), time)


@pytest.fixture(scope="module")
def call():
    """A call of two people."""
    first, second = (spoken("Good morning, this is Siobhan & Co.", start, channel=channel).words
                     for start, channel in ((0.0, 1), (1.5, 2)))  # fmt: skip
    words = tuple(sorted(first + second, key=lambda word: word.start))
    return Transcript(" ".join(word.text for word in words), words, 8.0)


def ours(transcript):
    return [(cue.start, cue.end, "\n".join(cue.lines)) for cue in cues_of(transcript)]


def test_strict_parsers_read_srt(transcript):
    cues = list(srt.parse(write(transcript, "srt"), ignore_errors=False))
    assert [cue.index for cue in cues] == list(range(1, len(cues) + 1))
    found = [(cue.start / timedelta(seconds=1), cue.end / timedelta(seconds=1), cue.content) for cue in cues]
    assert found == ours(transcript)


def test_strict_parsers_read_webvtt(transcript):
    cues = webvtt.from_string(write(transcript, "vtt"))
    assert [(cue.start_in_seconds, cue.end_in_seconds) for cue in cues] == [
        (int(start), int(end)) for start, end, _ in ours(transcript)
    ]
    unescaped = [cue.text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") for cue in cues]
    assert unescaped == [text for _, _, text in ours(transcript)]


def test_voices_of_channels_are_read(call):
    assert [cue.voice for cue in webvtt.from_string(write(call, "vtt"))] == ["1", "2"]


def test_praat_reads_textgrids(transcript, tmp_path):
    path = tmp_path / "words.TextGrid"
    path.write_text(write(transcript, "textgrid"), encoding="utf-8")
    tier = textgrid.openTextgrid(path, includeEmptyIntervals=False, reportingMode="error").tiers[0]
    assert [entry.label for entry in tier.entries] == [word.text for word in transcript.words]


@pytest.mark.parametrize("through", ["mkv", "ass", "vtt", "srt"])
def test_ffmpeg_keeps_cues(through, transcript, tmp_path):
    """Any words but those in <>, which ffmpeg itself writes into WebVTT as if they were tags."""
    if shutil.which("ffmpeg") is None:
        pytest.fail("ffmpeg is missing: apt-get install ffmpeg, or .ci/prepare tests")
    words = tuple(replace(word, text=word.text.strip("<>")) for word in transcript.words)
    transcript = replace(transcript, words=words)
    for name, format in (("a.vtt", "vtt"), ("a.srt", "srt")):
        (tmp_path / name).write_text(write(transcript, format), encoding="utf-8")
        for source, target in ((name, f"between.{through}"), (f"between.{through}", "back.srt")):
            command = ["ffmpeg", "-v", "error", "-y", "-i", source, target]
            ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60)
            assert (ran.returncode, ran.stderr) == (0, "")
        back = list(srt.parse((tmp_path / "back.srt").read_text(encoding="utf-8"), ignore_errors=False))
        assert len(back) == len(ours(transcript))
        for cue, (start, end, text) in zip(back, ours(transcript), strict=True):
            assert abs(cue.start / timedelta(seconds=1) - start) < 0.011  # .ass counts in hundredths
            assert abs(cue.end / timedelta(seconds=1) - end) < 0.011
            assert cue.content == text


def test_a_browser_shows_the_cues(transcript, call):
    if CHROMIUM is None:
        pytest.fail("chromium is missing: apt-get install chromium, or .ci/prepare tests")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        for said in (transcript, call):
            shown = page.evaluate(SHOW, write(said, "vtt"))
            assert [tuple(cue) for cue in shown] == ours(said)
        browser.close()


SHOW = """vtt => new Promise((resolve, reject) => {
  const video = document.body.appendChild(document.createElement("video"));
  const track = video.appendChild(document.createElement("track"));
  track.onerror = () => reject("the track was not loaded");
  track.onload = () => resolve([...track.track.cues].map(
    cue => [cue.startTime, cue.endTime, cue.getCueAsHTML().textContent]));
  track.src = URL.createObjectURL(new Blob([vtt], {type: "text/vtt"}));
  track.track.mode = "hidden";
})"""
