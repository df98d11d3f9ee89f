"""Measure WER with silence and noise around the words, offsets, levels, clipping and 8 kHz.

    python -m benchmarks.studies.surroundings --data ../shared/data

Writes docs/figures/surroundings.md. The copies are the same every time.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import soxr

from benchmarks.common.arguments import common_parser
from benchmarks.common.cases import Bench
from benchmarks.common.page import BRACKETS, page, percent, section, table, write_page
from benchmarks.common.sets import BOOKS
from earmark import Recognizer
from earmark.audio import RATE, load_audio
from earmark.audio.augment import LINE_RATE, coloured_noise
from earmark.audio.waveform import Samples
from earmark.evaluation.bootstrap import interval, ratio
from earmark.evaluation.entities import Inventory
from earmark.evaluation.manifest import Utterance
from earmark.evaluation.score import score
from earmark.transcript import Transcript

STUDY = "studies.surroundings"
SECONDS = (0.5, 5.0, 20.0)  # of silence
FAINT, ROOM = -70.0, -50.0  # dB re full scale, RMS, of white and of pink noise
PEAKS = (-60, -40, -20, 0)  # dB re full scale
OVER = 4.0  # times full scale, 12 dB
WINDOW = 0.2  # seconds: of stretches so long the quietest one is the pause that is lengthened
LAST_WORD = 0.3  # seconds into the silence in which a word may still end
ALONE, TAKE = 12, 5.0  # pieces of sound without speech, and seconds of each


@dataclass(frozen=True)
class Copy:
    """A changed clip, and the stretches in which nobody speaks that were put in."""

    samples: Samples
    silent: tuple[tuple[float, float], ...] = ()  # seconds


Change = Callable[[Samples], Copy]


def main() -> None:
    """Measure every condition with both decoders and write the page."""
    parser = common_parser(__doc__)
    parser.add_argument("--every", type=int, default=1, metavar="N", help="every Nth clip only (1)")
    arguments = parser.parse_args()
    utterances = Bench.of(arguments).utterances(BOOKS)[:: arguments.every]
    decoders = make_decoders(arguments)
    rows = measure(decoders, utterances)
    digest = decoders["greedy"].model.digest
    n = arguments.every
    every = f"every {n}th clip (--every {n})" if n > 1 else "all clips"
    about = f"{BOOKS}, {every}: {len(utterances)}, no list. Model {digest}. {BRACKETS}"
    alone = section("Where nobody speaks", NOBODY, table(("sound", *decoders), without_speech(decoders)))
    text = page("Silence, level, offset, 8 kHz", STUDY, about, TOP, table(HEAD, rows), alone)
    print(text)
    if arguments.limit is None:
        write_page("surroundings", text)


def make_decoders(arguments: argparse.Namespace) -> dict[str, Recognizer]:
    """Greedy decoding, and the search as the model comes."""
    own = Recognizer(arguments.model)
    return {"greedy": Recognizer(own.model, decoder="greedy"), "beam, language model": own}


def conditions() -> dict[str, Change]:
    """Every change of a clip by its name."""
    found: dict[str, Change] = {"clean": Copy}
    for kind in ("zeros", "faint noise", "room noise"):
        for seconds in SECONDS:
            found[f"{seconds:g} s of {kind} before and after"] = partial(surround, kind=kind, seconds=seconds)
        found[f"5 s of {kind} inside"] = partial(interrupt, kind=kind, seconds=5.0)
    for decibels in PEAKS:
        found[f"peak at {decibels} dB"] = partial(scale, peak=10 ** (decibels / 20))
    found["peak at four times full scale"] = partial(scale, peak=OVER)
    found["the same, clipped"] = lambda clip: Copy(np.clip(scale(clip, OVER).samples, -1, 1))
    found["offset of 0.05"] = lambda clip: Copy(clip + np.float32(0.05))
    found["8 kHz"] = lambda clip: Copy(narrow(clip))
    return found


def measure(decoders: Mapping[str, Recognizer], utterances: Sequence[Utterance]) -> list[tuple[object, ...]]:
    """Rows of the table."""
    clips = [load_audio(utterance.audio).samples for utterance in utterances]
    clean: dict[str, list[tuple[int, int]]] = {}
    rows: list[tuple[object, ...]] = []
    for condition, change in conditions().items():
        print(condition, file=sys.stderr, flush=True)
        copies = [change(clip) for clip in clips]
        encoded = [next(iter(decoders.values())).encode(copy.samples) for copy in copies]
        for name, recognizer in decoders.items():
            transcripts = recognizer.decode(encoded)
            errors = errors_of(utterances, transcripts)
            pairs = [(e, c) for (e, _), (c, _) in zip(errors, clean.setdefault(name, errors), strict=True)]
            times = ratio(np.array(pairs).sum(axis=0)) if condition != "clean" else 1.0
            around = interval(pairs, ratio) if condition != "clean" else None
            inside = sum(words_inside(t, c) for t, c in zip(transcripts, copies, strict=True))
            rate = percent(sum(e for e, _ in errors) / sum(w for _, w in errors), interval(errors, ratio))
            rows.append((condition, name, rate, with_interval(times, around), inside))
    return rows


def errors_of(utterances: Sequence[Utterance], transcripts: Sequence[Transcript]) -> list[tuple[int, int]]:
    """(errors, words) of each clip."""
    counts = [score(u, t, Inventory(())).errors for u, t in zip(utterances, transcripts, strict=True)]
    return [(c.errors, c.words) for c in counts]


def words_inside(transcript: Transcript, copy: Copy) -> int:
    """Words written into silence that was put in."""
    return sum(
        begin + LAST_WORD < word.start < end - LAST_WORD
        for word in transcript.words
        for begin, end in copy.silent
    )


def without_speech(decoders: Mapping[str, Recognizer]) -> list[tuple[object, ...]]:
    """Words in a minute of each kind of sound without speech."""
    rows = []
    for kind in ("zeros", "faint noise", "room noise", "loud noise", "tones"):
        encoded = [next(iter(decoders.values())).encode(sound(kind, TAKE, number)) for number in range(ALONE)]
        written = [sum(len(t.words) for t in r.decode(encoded)) for r in decoders.values()]
        rows.append((kind, *(f"{60 * count / (ALONE * TAKE):.1f}" for count in written)))
    return rows


def sound(kind: str, seconds: float, seed: int = 0) -> Samples:
    """Draw (N,) samples without speech."""
    rng, length = np.random.default_rng(seed), round(seconds * RATE)
    if kind == "zeros":
        return np.zeros(length, np.float32)
    if kind == "tones":
        return tones(length, rng)
    exponent, decibels = {"faint noise": (0, FAINT), "room noise": (1, ROOM), "loud noise": (1, -20)}[kind]
    noise = coloured_noise(length, exponent, rng)
    return np.asarray(noise * (10 ** (decibels / 20) / noise.std()), dtype=np.float32)


def tones(length: int, rng: np.random.Generator) -> Samples:
    """Chords of plucked strings, two a second."""
    times = np.arange(length) / RATE
    mixed = np.zeros(length)
    for onset in np.arange(0, length / RATE, 0.5):
        for semitones in rng.choice(25, 3, replace=False):
            after = np.maximum(times - onset, 0)
            pluck = (times >= onset) * np.exp(-4 * after)
            for harmonic in range(1, 5):
                mixed += pluck * np.sin(2 * np.pi * 220 * 2 ** (semitones / 12) * harmonic * after) / harmonic
    return np.asarray(0.2 * mixed / np.abs(mixed).max(), dtype=np.float32)


def surround(clip: Samples, kind: str, seconds: float) -> Copy:
    """Put silence before and after."""
    samples = np.concatenate([sound(kind, seconds, 1), clip, sound(kind, seconds, 2)])
    whole = len(samples) / RATE
    return Copy(samples, ((-1.0, seconds), (whole - seconds, whole + 1.0)))


def interrupt(clip: Samples, kind: str, seconds: float) -> Copy:
    """Put silence into the quietest stretch, the first and the last second aside."""
    power = np.convolve(np.square(clip), np.ones(round(WINDOW * RATE)), "valid")
    inner = slice(RATE, max(RATE + 1, len(power) - RATE)) if len(power) > 2 * RATE else slice(None)
    at = inner.indices(len(power))[0] + int(power[inner].argmin()) + round(WINDOW * RATE / 2)
    samples = np.concatenate([clip[:at], sound(kind, seconds, 1), clip[at:]])
    return Copy(samples, ((at / RATE, at / RATE + seconds),))


def scale(clip: Samples, peak: float) -> Copy:
    """Give the clip a peak."""
    return Copy(np.asarray(clip * (peak / np.abs(clip).max()), dtype=np.float32))


def narrow(clip: Samples) -> Samples:
    """The clip as a recording of 8 kHz, as it is read."""
    return load_audio((soxr.resample(clip, RATE, LINE_RATE), LINE_RATE)).samples


def with_interval(value: float, around: tuple[float, float] | None) -> str:
    """``1.02 (0.98-1.06)``"""
    return f"{value:.2f}" + (f" ({around[0]:.2f}-{around[1]:.2f})" if around else "")


HEAD = ("condition", "decoder", "WER", "times clean", "words in it")
TOP = f"""How many times the WER of the clean clips with the same decoder; clips and their clean copies are
resampled in pairs. Faint noise is white, room noise pink, with an RMS of {FAINT:g} and {ROOM:g} dB.
*Inside* is the quietest {WINDOW:g} s of the clip, where it is lengthened: LM and search then see two pieces.
*Words in it* begin more than {LAST_WORD:g} s from both ends of what was put in.
"""
NOBODY = f"""Words in a minute ({ALONE} pieces of {TAKE:g} s). Loud noise is pink, RMS -20 dB; tones are
chords of plucked strings.
"""


if __name__ == "__main__":
    main()
