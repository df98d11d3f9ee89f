"""Measure the bundled writer and the search together, beside each of them alone.

    python -m benchmarks.studies.pair --data ../shared/data [--every N]

Writes docs/figures/pair.md.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from benchmarks.common.arguments import common_parser
from benchmarks.common.cases import Bench
from benchmarks.common.page import BRACKETS, page, percent, table, write_page
from benchmarks.common.sets import ACCENTS, BOOKS, NAMES, WAKE_WORDS, distractor_files
from benchmarks.studies.surroundings import narrow
from benchmarks.studies.writer import Row, word_errors
from earmark import Recognizer
from earmark.audio import RATE, load_audio
from earmark.audio.waveform import Samples
from earmark.biasing import BiasList, WordList
from earmark.correction.transcribers.moonshine import Moonshine
from earmark.evaluation.bootstrap import interval, ratio
from earmark.evaluation.degradation import degrade, seed_of
from earmark.evaluation.lists import draw_distractors, read_phrases
from earmark.evaluation.manifest import Utterance

STUDY = "studies.pair"
HEAD = ("set", "list", "clips", "writer alone", "search alone", "pair", "pair, times real time")
OTHERS = 1000  # names that nobody says
SEED = 1


def noisy(samples: Samples) -> Samples:
    """Pink noise, 10 dB below the speech."""
    return degrade("pink", samples, [], 10.0, seed_of(str(len(samples)), SEED))


ROWS = (
    Row("read books", BOOKS),
    Row("read books, telephone", BOOKS, change=narrow),
    Row("read books, pink noise of 10 dB", BOOKS, change=noisy),
    Row("names, synthetic", NAMES),
    Row("names, synthetic", NAMES, listed=True),
    Row("accents, adults", ACCENTS, "age>=16"),
    Row("accents, children", ACCENTS, "age<16"),
    Row("wake words", WAKE_WORDS),
)


@dataclass(frozen=True)
class Measured:
    """One clip: errors of each way to write it."""

    words: int
    writer: int
    search: int
    pair: int
    seconds: float
    taken: float  # seconds, of the pair


def main() -> None:
    """Measure every row and write the page."""
    parser = common_parser(__doc__)
    parser.add_argument("--every", type=int, default=1, metavar="N", help="every Nth clip only (1)")
    arguments = parser.parse_args()
    bench, writer = Bench.of(arguments), Moonshine()
    pair = Recognizer(arguments.model, transcriber=writer)
    rows = []
    for row in ROWS:
        utterances = bench.utterances(row.set, row.condition)
        listed = pair.compile(list_of(bench, utterances)) if row.listed else None
        some = utterances[:: arguments.every]
        found = list(measure(writer, bench.own.as_spoken(), pair, some, row.change, listed))
        rows.append(cells(row, found))
        print(*rows[-1], sep="\t", file=sys.stderr, flush=True)
    clips = "all clips" if arguments.every == 1 else f"every {arguments.every}th clip (--every)"
    text = page(
        "Writer and search", STUDY,
        f"WER in percent on development sets, {clips}. {BRACKETS} The list is all names of the set with "
        f"{OTHERS:,} others. Speed is of the whole: writer, acoustic model, search.",
        table(HEAD, rows),
    )  # fmt: skip
    print(text)
    if arguments.limit is None:
        write_page("pair", text)


def list_of(bench: Bench, utterances: Sequence[Utterance]) -> WordList:
    """All names of a set with others that nobody says."""
    own = list(dict.fromkeys(name for row in utterances for name in row.entities))
    phrases = [phrase for path in distractor_files(bench.data, OTHERS) for phrase in read_phrases(path)]
    return WordList.of([*own, *draw_distractors(phrases, OTHERS, SEED, own)])


def measure(
    writer: Moonshine,
    search: Recognizer,
    pair: Recognizer,
    utterances: Sequence[Utterance],
    change: Callable[[Samples], Samples],
    listed: BiasList | None,
) -> Iterator[Measured]:
    """Transcribe each clip in the three ways."""
    for utterance in utterances:
        samples = change(load_audio(utterance.audio).samples)
        began = time.perf_counter()
        both = pair.transcribe(samples, listed).text
        taken = time.perf_counter() - began
        alone = writer.transcribe(samples)["text"], search.transcribe(samples, listed).text
        errors = [word_errors(utterance, text) for text in (*alone, both)]
        words = len(utterance.language.normalize(utterance.text).split())
        yield Measured(words, *errors, len(samples) / RATE, taken)


def cells(row: Row, found: Sequence[Measured]) -> tuple[object, ...]:
    """A row of the table."""
    rates = []
    for name in ("writer", "search", "pair"):
        counts = [(getattr(clip, name), clip.words) for clip in found]
        rate = sum(errors for errors, _ in counts) / sum(words for _, words in counts)
        rates.append(percent(rate, interval(counts, ratio)))
    speed = sum(clip.seconds for clip in found) / sum(clip.taken for clip in found)
    listed = f"names + {OTHERS:,}" if row.listed else "none"
    return row.name, listed, len(found), *rates, f"{speed:.0f}"


if __name__ == "__main__":
    main()
