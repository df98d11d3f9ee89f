"""Words that are written where nobody speaks: a section of docs/robustness.md."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from accuracy import DISTRACTORS

from earmark import Recognizer, WordList
from earmark.evaluate.disturb import COLOURS, Samples, coloured, seed_of
from earmark.evaluate.lists import draw_distractors

CLIPS, SECONDS, PEAK = 12, 5, 0.2  # of each kind of noise: one minute, in pieces as long as a sentence
SWELLING = "swelling"
NAMES = 1000


def noise(kind: str, number: int, seed: int) -> Samples:
    """(N,) noise of a colour, or pink noise that rises and falls by 20 dB every 1.7 seconds."""
    rng = np.random.default_rng(seed_of(f"{kind} {number}", seed))
    length = SECONDS * 16_000
    sound = coloured(length, COLOURS.get(kind, COLOURS["pink"]), rng)
    if kind == SWELLING:
        phase = 2 * np.pi * (np.arange(length) / 16_000 / 1.7 + rng.random())
        sound = sound * (10 ** (10 * np.sin(phase) / 20)).astype(np.float32)
    return np.asarray(sound * (PEAK / np.abs(sound).max()), dtype=np.float32)


def words_a_minute(
    decoders: Mapping[str, Recognizer], lists: Sequence[WordList | None], seed: int
) -> list[tuple[str, str, list[float]]]:
    """Decoder, kind of noise, and words written in a minute of it with each list."""
    found = []
    for kind in (*COLOURS, SWELLING):
        heard = [next(iter(decoders.values())).hear(noise(kind, n, seed)) for n in range(CLIPS)]
        for name, recognizer in decoders.items():
            minutes = CLIPS * SECONDS / 60
            written = [
                sum(len(t.text.split()) for t in recognizer.write(heard, words)) / minutes for words in lists
            ]
            found.append((name, kind, written))
    return sorted(found, key=lambda row: list(decoders).index(row[0]))


def section(decoders: Mapping[str, Recognizer], data: Path, seed: int) -> str:
    """The section, measured."""
    names = draw_distractors([data / "words" / f"{name}.txt.xz" for name in DISTRACTORS], NAMES, ())
    rows = [
        f"| {decoder} | {kind} | {' | '.join(f'{n:.1f}' for n in written)} |"
        for decoder, kind, written in words_a_minute(decoders, (None, WordList(tuple(names))), seed)
    ]
    return f"""
## Where nobody speaks

Words written in a minute of noise alone ({CLIPS} pieces of {SECONDS} s of each kind, which peak at {PEAK:g}
of full scale; *swelling* is pink noise that rises and falls by 20 dB), without a list and with one of
{NAMES:,} names.

| decoder | noise | no list | {NAMES:,} names |
|---|---|---|---|
{chr(10).join(rows)}
"""
