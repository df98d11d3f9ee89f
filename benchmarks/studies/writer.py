"""Measure the bundled writer alone: WER, speed, confidences, and what it writes where nobody speaks.

    python -m benchmarks.studies.writer --data ../shared/data [--every N] [--keep FOLDER]

Writes docs/figures/writer.md. ``--keep`` puts each transcript into FOLDER/SET/ID.json, for
``earmark evaluate --transcripts``.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.common.arguments import common_parser
from benchmarks.common.cases import Bench
from benchmarks.common.page import INTERVALS, page, percent, section, table, write_page
from benchmarks.common.sets import ACCENTS, BOOKS, NAMES
from benchmarks.studies.surroundings import narrow, sound
from earmark.audio import RATE, load_audio
from earmark.audio.waveform import Samples
from earmark.correction.transcribers.moonshine import Moonshine
from earmark.evaluation.alignment import align
from earmark.evaluation.bootstrap import interval, ratio
from earmark.evaluation.manifest import Utterance

STUDY = "studies.writer"
HEAD = ("set", "clips", "WER", "times real time", "ended by a guard")
BINS = (0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99, 1.0)  # edges of confidences
SILENT = ("zeros", "faint noise", "room noise", "loud noise", "tones")
MINUTES = 2  # of each


@dataclass(frozen=True)
class Row:
    """A set, and what is changed of its clips."""

    name: str
    set: str
    condition: str | None = None
    change: Callable[[Samples], Samples] = np.asarray
    listed: bool = False  # with a list of all names of the set


ROWS = (
    Row("read books", BOOKS),
    Row("read books, telephone", BOOKS, change=narrow),
    Row("synthetic, names", NAMES),
    Row("accents, adults", ACCENTS, "age>=16"),
    Row("accents, children", ACCENTS, "age<16"),
)


@dataclass(frozen=True)
class Measured:
    """One clip."""

    errors: int
    words: int
    seconds: float
    taken: float  # seconds
    guarded: bool
    confidences: tuple[tuple[float, bool], ...]  # of words of one token: probability, right or not


def main() -> None:
    """Measure every row and write the page."""
    parser = common_parser(__doc__)
    parser.add_argument("--every", type=int, default=1, metavar="N", help="every Nth clip only (1)")
    parser.add_argument("--threads", type=int, default=0, help="cores (0 = all)")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep the transcripts as JSON")
    arguments = parser.parse_args()
    writer, bench = Moonshine(threads=arguments.threads), Bench.of(arguments)
    rows, sure = [], []
    for row in ROWS:
        utterances = bench.utterances(row.set, row.condition)[:: arguments.every]
        keep = arguments.keep and not row.name.endswith("telephone")
        found = list(measure(writer, utterances, row.change, arguments.keep / row.set if keep else None))
        rows.append(cells(row.name, found))
        print(*rows[-1], sep="\t", file=sys.stderr, flush=True)
        sure += [pair for clip in found for pair in clip.confidences]
    every = (
        f"every {arguments.every}th clip (--every {arguments.every})" if arguments.every > 1 else "all clips"
    )
    text = page(
        "The writer alone", STUDY, f"Development sets, {every}, no list. {INTERVALS}", table(HEAD, rows),
        section("Confidence of words", TOLD, table(("confidence", "words", "right"), reliability(sure))),
        section("Where nobody speaks", NOBODY, table(("sound", "words"), without_speech(writer))),
    )  # fmt: skip
    print(text)
    if arguments.limit is None:
        write_page("writer", text)


def measure(
    writer: Moonshine,
    utterances: Sequence[Utterance],
    change: Callable[[Samples], Samples],
    keep: Path | None,
) -> Iterator[Measured]:
    """Transcribe each clip and compare it with its reference."""
    for utterance in utterances:
        samples = change(load_audio(utterance.audio).samples)
        began = time.perf_counter()
        written = writer.transcribe(samples)
        taken = time.perf_counter() - began
        if keep is not None:
            keep.mkdir(parents=True, exist_ok=True)
            (keep / f"{utterance.id}.json").write_text(json.dumps(written), encoding="utf-8")
        yield compare(utterance, written, len(samples) / RATE, taken)


def compare(utterance: Utterance, written: dict[str, Any], seconds: float, taken: float) -> Measured:
    """Count the errors of a transcript in normal form, and which of its words are right."""
    normalize = utterance.language.normalize
    words = [word for segment in written["segments"] for word in segment["words"]]
    spoken = [normalize(word["word"]).split() for word in words]
    reference = normalize(utterance.text).split()
    right = set(align(reference, [token for parts in spoken for token in parts]).matches.values())
    pairs, at = [], 0
    for word, parts in zip(words, spoken, strict=True):
        if len(parts) == 1:
            pairs.append((word["probability"], at in right))
        at += len(parts)
    errors = word_errors(utterance, written["text"])
    guarded = any("stop" in segment for segment in written["segments"])
    return Measured(errors, len(reference), seconds, taken, guarded, tuple(pairs))


def word_errors(utterance: Utterance, text: str) -> int:
    """Word errors of a text in normal form."""
    normalize = utterance.language.normalize
    found = align(normalize(utterance.text).split(), normalize(text).split())
    return len(found.substitutions) + len(found.deletions) + len(found.insertions)


def cells(name: str, found: Sequence[Measured]) -> tuple[object, ...]:
    """A row of the first table."""
    counts = [(clip.errors, clip.words) for clip in found]
    rate = sum(e for e, _ in counts) / sum(w for _, w in counts)
    speed = sum(clip.seconds for clip in found) / sum(clip.taken for clip in found)
    guarded = sum(clip.guarded for clip in found)
    return name, len(found), percent(rate, interval(counts, ratio)), f"{speed:.0f}", guarded


def reliability(pairs: Sequence[tuple[float, bool]]) -> Iterator[tuple[object, ...]]:
    """The share of right words by their confidence."""
    for low, high in zip(BINS, BINS[1:], strict=False):
        inside = [right for sure, right in pairs if low < sure <= high]
        yield f"{low:g}-{high:g}", len(inside), percent(sum(inside) / len(inside)) if inside else "-"


def without_speech(writer: Moonshine) -> Iterator[tuple[object, ...]]:
    """Words written in minutes of each kind of sound."""
    for kind in SILENT:
        written = writer.transcribe(sound(kind, 60.0 * MINUTES))
        yield f"{MINUTES} minutes of {kind}", len(written["text"].split())


TOLD = "Words by the probability that the decoder gives their tokens, and how many are right."
NOBODY = "Words written where there is sound without speech."

if __name__ == "__main__":
    main()
