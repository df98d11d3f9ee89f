"""Long streams: sounds without speech and a list of 1,000 entries, and memory over hours.

    python -m benchmarks.studies.streams_alone --data ../shared/data

Writes docs/figures/streams_alone.md. Partials and finals are asked for every 0.1 s of audio.
"""

from __future__ import annotations

import gc
import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.common.arguments import common_parser
from benchmarks.common.page import page, section, table, write_page
from benchmarks.studies.noise_alone import noise
from benchmarks.studies.service_lists import clips_of, names
from benchmarks.studies.service_streams import spoken
from earmark import LiveStream, Recognizer
from earmark.audio import RATE
from earmark.audio.waveform import Samples

STUDY = "studies.streams_alone"
ENTRIES = 1000
MINUTES = 10.0  # of each sound
BLOCK = RATE // 10  # samples
PIECE = 5.0  # seconds that one draw of a sound lasts
NOISES = ("white", "pink", "brown", "swelling")
TONES = (261.6, 293.7, 329.6, 349.2, 392.0, 440.0, 493.9)  # Hz: C major from middle C on
CHORDS = ((0, 2, 4), (5, 0, 2), (3, 5, 0), (4, 6, 1))  # C, a minor, F, G: degrees of the scale
BEATS = 2.0  # a second
PARTIALS = 8  # harmonics of a tone
HOURS = 1.0  # of a long stream: a sentence a minute


def main() -> None:
    """Measure and write the page."""
    parser = common_parser(__doc__)
    parser.add_argument("--minutes", type=float, default=MINUTES, help="of each sound (10)")
    parser.add_argument("--hours", type=float, default=HOURS, help="of the long stream (1)")
    arguments = parser.parse_args()
    entries = random.Random(1).sample(names(arguments.data), ENTRIES)
    recognizer = Recognizer(arguments.model, {"search.threads": 1}, words=entries, verbatim=True)
    rows = []
    for kind, draw in SOUNDS.items():
        rows.append(row(kind, recognizer.stream(), sound(draw, arguments.minutes)))
        print(*rows[-1], sep=" | ", flush=True)
    head = ("sound", "minutes", "words in finals", "words in partials", "processor, s a minute")
    clips = clips_of(arguments.data, arguments.work, 10)
    hours = memory_rows(recognizer.stream(), spoken(clips) / np.float32(32768), arguments.hours)
    about = f"A list of {ENTRIES:,} names. Finals and partials are asked for every 0.1 s of audio."
    text = page(
        "Long streams", STUDY, about,
        section("Sounds without speech", SOUND_TEXT, table(head, rows)),
        section("Memory", MEMORY_TEXT, table(("hours", "finals", "resident, MB"), hours)),
    )  # fmt: skip
    if arguments.limit is None:
        write_page("streams_alone", text)
    else:
        print(text)


def row(kind: str, stream: LiveStream, blocks: Iterator[Samples]) -> tuple[object, ...]:
    """Words that a stream writes of a sound."""
    began, finals, shown = time.process_time(), 0, set()
    for block in blocks:
        stream.accept(block)
        finals += sum(len(final.words) for final in stream.take_final())
        shown |= {(word.text, word.start) for word in stream.partial().words}
    finals += sum(len(final.words) for final in stream.finish())
    minutes = stream.seconds / 60
    return kind, f"{minutes:.1f}", finals, len(shown), f"{(time.process_time() - began) / minutes:.1f}"


def sound(draw: Callable[[int], Samples], minutes: float) -> Iterator[Samples]:
    """Blocks of a sound, of draws with other numbers one after another."""
    for number in range(round(minutes * 60 / PIECE)):
        samples = draw(number)
        yield from (samples[at : at + BLOCK] for at in range(0, len(samples), BLOCK))


def chords(number: int) -> Samples:
    """(N,) chords, one every two seconds, each dying away."""
    seconds = np.arange(round(PIECE * RATE)) / RATE
    found = np.zeros(len(seconds))
    for turn in range(int(PIECE / 2) + 1):
        since = seconds - 2.0 * turn
        envelope = np.where((since >= 0) & (since < 2.2), np.exp(-np.maximum(since, 0) / 0.8), 0.0)
        for degree in CHORDS[(number + turn) % len(CHORDS)]:
            found += envelope * tone(TONES[degree] / 2, seconds)
    return scaled(found)


def melody(number: int) -> Samples:
    """(N,) a voice-like melody with vibrato, over a beat of noise."""
    rng = np.random.default_rng(number)
    seconds = np.arange(round(PIECE * RATE)) / RATE
    beat = (seconds * BEATS * 2).astype(int)
    pitch = np.array(TONES)[rng.integers(0, len(TONES), beat[-1] + 1)][beat]
    pitch = pitch * (1 + 0.01 * np.sin(2 * np.pi * 5.5 * seconds))
    since = seconds * BEATS * 2 - beat
    drum = rng.normal(0, 1, len(seconds)) * np.exp(-since * 20) * (beat % 2)
    phase = np.cumsum(pitch) / RATE
    number = np.arange(1, PARTIALS)[:, None]
    sung = (np.sin(2 * np.pi * number * phase) / number).sum(axis=0) * np.sin(np.pi * since) ** 0.5
    return scaled(sung + 0.5 * drum)


def tone(pitch: float, seconds: NDArray[np.float64]) -> NDArray[np.float64]:
    """A tone with harmonics."""
    number = np.arange(1, PARTIALS)[:, None]
    found: NDArray[np.float64] = (np.sin(2 * np.pi * number * pitch * seconds) / number**1.5).sum(axis=0)
    return found


def scaled(samples: NDArray[np.float64]) -> Samples:
    """Bring the peak to 0.2 of full scale."""
    return np.asarray(samples * (0.2 / np.abs(samples).max()), dtype=np.float32)


def memory_rows(stream: LiveStream, speech: Samples, hours: float) -> Iterator[tuple[str, int, str]]:
    """Resident memory ten times over a long stream of silence with a sentence a minute."""
    silence, finals = np.zeros(60 * RATE - 6 * RATE, np.float32), 0
    for tenth in range(10):
        for minute in range(round(hours * 6)):
            first = (tenth + minute) % (len(speech) // RATE // 6) * 6 * RATE
            for samples in (speech[first : first + 6 * RATE], silence):
                for at in range(0, len(samples), BLOCK):
                    stream.accept(samples[at : at + BLOCK])
                    finals += len(stream.take_final())
                    stream.partial()
        gc.collect()
        yield f"{stream.seconds / 3600:.1f}", finals, f"{resident():.1f}"


def resident() -> float:
    """MB of this process in memory, on Linux."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1e6


SOUNDS: dict[str, Callable[[int], Samples]] = {
    "silence": lambda number: np.zeros(round(PIECE * RATE), np.float32),
    **{f"{kind} noise": lambda number, kind=kind: noise(kind, number, 1) for kind in NOISES},  # type: ignore[misc]
    "chords": chords,
    "melody and drum": melody,
}
SOUND_TEXT = """Noise as in [robustness](robustness.md), peaks at 0.2 of full scale; *chords* of three tones
with harmonics die away, *melody and drum* has tones in the range of voices with vibrato."""
MEMORY_TEXT = """One stream of silence with a sentence a minute, which is never finished."""


if __name__ == "__main__":
    main()
