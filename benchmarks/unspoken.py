"""Words that are written where nobody speaks: a section of docs/figures/robustness.md.

    python benchmarks/unspoken.py --data ../shared/data --work runs/accuracy

Prints what tells noise from speech: of every piece how likely its likeliest token is, and how much of the
probability its tokens have together where they have most (earmark/decoding/non_speech.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
from accuracy import DISTRACTORS, SETS, common_parser
from development import DevelopmentSet
from numpy.typing import NDArray

from earmark import Recognizer, WordList
from earmark.audio import RATE
from earmark.audio.augment import coloured_noise
from earmark.audio.waveform import Samples
from earmark.evaluation.degradation import COLOURS, seed_of
from earmark.evaluation.lists import draw_distractors
from earmark.offline import Heard

CLIPS, SECONDS, PEAK = 12, 5, 0.2  # of each kind of noise: one minute, in pieces as long as a sentence
SWELLING = "swelling"
NAMES = 1000
SHARES = (0.0, 0.01, 0.05, 0.5, 0.95, 0.99, 1.0)  # of the pieces


def noise(kind: str, number: int, seed: int) -> Samples:
    """(N,) noise of a colour, or pink noise that rises and falls by 20 dB every 1.7 seconds."""
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
        for decoder, kind, written in words_a_minute(decoders, (None, WordList.of(names)), seed)
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


def likeliest(heard: Iterable[Heard]) -> NDArray[np.float64]:
    """(pieces, 2): the likeliest token's probability, and that of all tokens in the frame with most of it."""
    pieces = [piece.log_probs for one in heard for piece in one.segments]
    return np.exp([(p[:, 1:].max(), np.log1p(-np.exp(p[:, 0].min()))) for p in pieces])


def main() -> None:
    """Print quantiles over the pieces of noise and of every development set."""
    arguments = common_parser(__doc__).parse_args()
    recognizer = Recognizer(arguments.model, lm=None)
    noises = (noise(kind, n, 1) for kind in (*COLOURS, SWELLING) for n in range(CLIPS))
    found = {"noise": likeliest(map(recognizer.hear, noises))}
    for name in SETS:
        found[name] = likeliest(DevelopmentSet(name, arguments.data, arguments.work, recognizer).heard)
    for name, values in found.items():
        for what, column in zip(("likeliest token", "all tokens"), values.T, strict=True):
            quantiles = ", ".join(
                f"{q:g}: {v:.2f}" for q, v in zip(SHARES, np.quantile(column, SHARES), strict=True)
            )
            print(f"{name} ({len(column)} pieces), {what}: {quantiles}")


if __name__ == "__main__":
    main()
