"""Count words that are written where there is no speech: a section of the page on robustness."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from benchmarks.common.page import section, table
from earmark import Recognizer, WordList
from earmark.audio import RATE
from earmark.audio.augment import coloured_noise
from earmark.audio.waveform import Samples
from earmark.evaluation.degradation import COLOURS, seed_of

CLIPS, SECONDS, PEAK = 12, 5, 0.2  # of each kind of noise: one minute, in pieces as long as a sentence
SWELLING = "swelling"
NAMES = 1000  # entries of the list


def noise(kind: str, number: int, seed: int) -> Samples:
    """Draw (N,) noise of a colour, or pink noise that rises and falls by 20 dB every 1.7 seconds."""
    rng = np.random.default_rng(seed_of(f"{kind} {number}", seed))
    length = SECONDS * RATE
    sound = coloured_noise(length, COLOURS.get(kind, COLOURS["pink"]), rng)
    if kind == SWELLING:
        phase = 2 * np.pi * (np.arange(length) / RATE / 1.7 + rng.random())
        sound = sound * (10 ** (10 * np.sin(phase) / 20)).astype(np.float32)
    return np.asarray(sound * (PEAK / np.abs(sound).max()), dtype=np.float32)


def words_a_minute(
    decoders: Mapping[str, Recognizer], lists: Sequence[WordList | None], seed: int
) -> list[tuple[str, str, list[float]]]:
    """(decoder, kind of noise, words written in a minute of it with each list)."""
    found = []
    for kind in (*COLOURS, SWELLING):
        encoded = [next(iter(decoders.values())).encode(noise(kind, n, seed)) for n in range(CLIPS)]
        for name, recognizer in decoders.items():
            minutes = CLIPS * SECONDS / 60
            written = [
                sum(len(t.text.split()) for t in recognizer.decode(encoded, words)) / minutes
                for words in lists
            ]
            found.append((name, kind, written))
    return sorted(found, key=lambda row: list(decoders).index(row[0]))


def noise_section(decoders: Mapping[str, Recognizer], names: WordList, seed: int) -> str:
    """Measure and make the section."""
    rows = words_a_minute(decoders, (None, names), seed)
    listed = f"{len(names):,} names"
    cells = [(decoder, kind, *(f"{n:.1f}" for n in written)) for decoder, kind, written in rows]
    about = (
        f"Words written in a minute of noise alone ({CLIPS} pieces of {SECONDS} s of each kind, which peak "
        f"at {PEAK:g} of full scale; *swelling* is pink noise that rises and falls by 20 dB), without a list "
        f"and with one of {listed}."
    )
    return section("Noise alone", about, table(("decoder", "noise", "no list", listed), cells))
