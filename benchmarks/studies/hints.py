"""Measure what hints do to Whisper: an utterance's own names among others, and others alone.

    python -m benchmarks.studies.hints --data ../shared/data --whisper FOLDER [--every N]

Writes docs/figures/hints.md.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.common.arguments import common_parser
from benchmarks.common.cases import Bench
from benchmarks.common.page import INTERVALS, page, percent, table, write_page
from benchmarks.common.sets import NAMES, distractor_files
from earmark.audio import load_audio
from earmark.correction.transcribers.whisper import FasterWhisper
from earmark.evaluation.bootstrap import interval, ratio
from earmark.evaluation.entities import Inventory
from earmark.evaluation.lists import draw_distractors
from earmark.evaluation.manifest import Utterance
from earmark.evaluation.score import UtteranceScore, score_text

STUDY = "studies.hints"
HEAD = (
    "hints",
    "WER",
    "names found",
    "hints written that were not said",
    "clips worse",
    "clips better",
    "s/clip",
)


@dataclass(frozen=True)
class Way:
    """The hints of a clip."""

    own: bool  # its own names
    others: int  # names that are not spoken

    @property
    def name(self) -> str:
        """Name in the table."""
        others = f"{self.others} others" if self.others else ""
        return " and ".join(filter(None, ["its own names" if self.own else "", others])) or "none"

    def hints(self, utterance: Utterance, others: Sequence[str]) -> list[str]:
        """Names in an order that does not say which are spoken."""
        drawn = random.Random(utterance.id)
        found = [*(utterance.entities or ()), *drawn.sample(others, self.others)] if self.own else []
        found = found or drawn.sample(others, self.others)
        drawn.shuffle(found)
        return found


WAYS = (Way(False, 0), Way(True, 20), Way(False, 20), Way(True, 0))


def main() -> None:
    """Transcribe every clip in every way and write the page."""
    parser = common_parser(__doc__)
    parser.add_argument("--whisper", required=True, help="name or folder of a model of faster-whisper")
    parser.add_argument("--every", type=int, default=6, metavar="N", help="every Nth clip only (6)")
    parser.add_argument("--threads", type=int, default=0, help="cores (0 = all)")
    arguments = parser.parse_args()
    bench, whisper = Bench.of(arguments), FasterWhisper.open(arguments.whisper, threads=arguments.threads)
    whole = bench.utterances(NAMES)
    others = [word.text for word in draw_distractors(distractor_files(bench.data, 1000), 1000, whole)]
    utterances = whole[:: arguments.every]
    rows, before = [], None
    for way in WAYS:
        began = time.perf_counter()
        scores = [measure(whisper, one, way.hints(one, others)) for one in utterances]
        before = before or scores
        rows.append(cells(way, scores, before, (time.perf_counter() - began) / len(scores)))
        print(*rows[-1], sep="\t", file=sys.stderr, flush=True)
    model, n = Path(arguments.whisper).name, arguments.every
    about = f"{NAMES}, every {n}th clip: {len(utterances)}. Model {model}. {INTERVALS}"
    text = page("Hints for Whisper", STUDY, about, TOP, table(HEAD, rows))
    print(text)
    if arguments.limit is None:
        write_page("hints", text)


def measure(whisper: FasterWhisper, utterance: Utterance, hints: Sequence[str]) -> UtteranceScore:
    """Transcribe a clip and compare it with its reference; hints that were not said are false alarms."""
    waveform = load_audio(utterance.audio)
    written = utterance.language.normalize(whisper.transcribe(waveform.samples, hints)["text"])
    return score_text(utterance, written, waveform.seconds, Inventory([*hints, *(utterance.entities or ())]))


def cells(
    way: Way, scores: Sequence[UtteranceScore], before: Sequence[UtteranceScore], taken: float
) -> tuple[object, ...]:
    """A row of the table."""
    counts = [(one.errors.errors, one.errors.words) for one in scores]
    found = sum(one.entities.found for one in scores)
    mentions = found + sum(one.entities.missed for one in scores)
    invented = sum(one.entities.invented for one in scores)
    changes = [one.errors.errors - other.errors.errors for one, other in zip(scores, before, strict=True)]
    rate = percent(sum(e for e, _ in counts) / sum(w for _, w in counts), interval(counts, ratio))
    worse, better = sum(c > 0 for c in changes), sum(c < 0 for c in changes)
    return way.name, rate, percent(found / mentions), invented, worse, better, f"{taken:.1f}"


TOP = "Hints are faster-whisper's `hotwords`, joined by commas; worse and better are beside no hints."

if __name__ == "__main__":
    main()
