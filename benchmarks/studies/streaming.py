"""Measure streams: accuracy beside whole audios, latency, stability and cost.

    python -m benchmarks.studies.streaming --data ../shared/data

Writes docs/figures/streaming.md. Clips are taken evenly from the development sets; each is one stream.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from unittest.mock import patch

import numpy as np

from benchmarks.common.arguments import common_parser
from benchmarks.common.page import page, percent, section, table, write_page
from benchmarks.common.sets import BOOKS, NAMES, distractor_files, unpacked
from benchmarks.studies.stream_runs import (
    Run,
    first_shown,
    first_stable,
    shown_entries,
    streamed,
    taken_back,
)
from earmark import Recognizer, WordList
from earmark.evaluation.lists import build_lists
from earmark.evaluation.manifest import Utterance, load_manifest
from earmark.evaluation.score import UtteranceScore, inventories, score_text
from earmark.live import windows

STUDY = "studies.streaming"
CLIPS = 40  # of each set
FEW = 8  # of each set, for the tables that stream them again and again
LISTED = 1000  # distractors in a list
BLOCKS = (20, 100, 500)  # milliseconds
WINDOWS = ((0.384, 1.44, 0.096), (0.288, 1.44, 0.096), (0.384, 1.44, 0.192), (0.384, 1.92, 0.192))


def main() -> None:
    """Measure all and write the page."""
    arguments = common_parser(__doc__).parse_args()
    clips = arguments.limit or CLIPS
    recognizer = Recognizer(arguments.model, {"search.threads": 1}, verbatim=True)
    parts, lists = [], {}
    for name in (NAMES, BOOKS):
        rows = load_manifest(unpacked(name, arguments.data, arguments.work))
        files = distractor_files(arguments.data, LISTED)
        listed = build_lists(rows, from_entities=name == NAMES, distractors=files, list_size=LISTED)
        step = max(1, len(rows) // clips)
        lists[name] = [(row, words) for row, words in zip(rows, listed, strict=True)][::step][:clips]
    measured = {
        name: [streamed(recognizer, row, words) for row, words in rows] for name, rows in lists.items()
    }
    parts.append(accuracy_section(recognizer, lists, measured))
    runs = [run for found in measured.values() for run in found]
    parts.append(section("Latency and stability", LATENCY, table(*latency_table(runs))))
    few = [pair for rows in lists.values() for pair in rows[:FEW]]
    parts.append(section("Cost", COST, table(("block", *COSTS), cost_rows(recognizer, few))))
    parts.append(section("Windows", WINDOW_TEXT, table(WINDOW_HEAD, window_rows(recognizer, few))))
    about = f"{clips} clips each of {NAMES} and {BOOKS}, with lists of {LISTED} distractors and all names."
    text = page("Streams", STUDY, about, *parts)
    if arguments.limit is None:
        write_page("streaming", text)
    else:
        print(text)


def accuracy_section(
    recognizer: Recognizer,
    lists: dict[str, list[tuple[Utterance, WordList | None]]],
    measured: dict[str, list[Run]],
) -> str:
    """WER and F1 of whole audios and of streams."""
    cells = []
    for name, rows in lists.items():
        utterances, words = [row for row, _ in rows], [listed for _, listed in rows]
        whole = recognizer.transcribe_batch([row.audio for row in utterances], words_each=words)
        texts = {"whole": [t.text for t in whole], "stream": [run.text for run in measured[name]]}
        same = sum(a == b for a, b in zip(*texts.values(), strict=True))
        known = inventories(utterances, words)
        for kind, found in texts.items():
            scores = [
                score_text(row, row.language.normalize(text), 0.0, inventory)
                for row, text, inventory in zip(utterances, found, known, strict=True)
            ]
            cells.append((name, kind, *rates(scores), f"{same} of {len(rows)}" if kind == "stream" else ""))
    head = ("set", "transcribed", "WER", "entity F1", "false alarms", "clips with the same text")
    return section("Accuracy", ACCURACY, table(head, cells))


def rates(scores: Sequence[UtteranceScore]) -> tuple[str, str, int]:
    """WER, F1 and false alarms."""
    errors = sum(s.errors.errors for s in scores) / max(1, sum(s.errors.words for s in scores))
    found, missed, wrong = (
        sum(getattr(s.entities, key) for s in scores) for key in ("found", "missed", "invented")
    )
    said = found + missed
    return percent(errors), percent(2 * found / (2 * found + missed + wrong)) if said else "-", wrong


def latency_table(runs: Sequence[Run]) -> tuple[tuple[str, ...], list[tuple[object, ...]]]:
    """Head and rows."""
    shown = [at for run in runs for at in first_shown(run)]
    seen = [at for at in shown if at is not None]
    ends = [final.seconds - final.words[-1].end for run in runs for final in run.finals if final.words]
    reading = [spent for run in runs for spent in run.reading if spent > 0.002]  # others had nothing new
    finishing = [spent for run in runs for spent in run.finishing]
    ahead = [spent for run in runs for spent in run.ahead if spent > 0.01]  # others read nothing
    settled = [at for run in runs for at in first_stable(run)]
    (gone, stable), (entries, vanished, lost) = taken_back(runs), shown_entries(runs)
    rows = [
        ("from a word's end to the first partial with it, s of audio", *quantiles(seen)),
        ("from an utterance's last word to its end point, s of audio", *quantiles(ends)),
        ("a partial with something new, s of processor", *quantiles(reading)),
        ("an utterance read ahead in a pause, s of processor", *quantiles(ahead)),
        ("a transcript at its end point, s of processor", *quantiles(finishing)),
        ("utterances read ahead in vain, by utterance", f"{(len(ahead) - len(ends)) / len(ends):.2f}", ""),
        ("from a word's end to the first partial that has it as stable, s of audio", *quantiles(settled)),
        ("words that no partial had before the final", percent(1 - len(seen) / len(shown)), ""),
        ("stable words that the final does not have", f"{percent(gone / stable)} ({gone} of {stable})", ""),
        ("entries in partials that the final does not have", f"{vanished} of {entries}", ""),
        ("those that it does not have among the rejected", lost, ""),
    ]
    return ("what", "median", "90 %"), rows


def quantiles(values: Sequence[float]) -> tuple[str, str]:
    """Median and 90th percentile."""
    return tuple(f"{np.quantile(values, share):.2f}" for share in (0.5, 0.9))  # type: ignore[return-value]


def cost_rows(
    recognizer: Recognizer, rows: Sequence[tuple[Utterance, WordList | None]]
) -> Iterator[tuple[str, ...]]:
    """Processor seconds by second of audio, at each block size."""
    for size in BLOCKS:
        runs = [streamed(recognizer, row, words, size) for row, words in rows]
        seconds = sum(run.seconds for run in runs)
        kinds = (("accepting",), ("reading",), ("finishing", "ahead"))
        shares = [sum(sum(getattr(run, k)) for run in runs for k in kind) / seconds for kind in kinds]
        yield (f"{size} ms", *(f"{share:.3f}" for share in (*shares, sum(shares))))


def window_rows(
    recognizer: Recognizer, rows: Sequence[tuple[Utterance, WordList | None]]
) -> Iterator[tuple[str, ...]]:
    """Latency, stability and cost of partials by the windows that are encoded."""
    for every, left, right in WINDOWS:
        with patch.multiple(windows, EVERY=every, LEFT=left, RIGHT=right):
            runs = [streamed(recognizer, row, words) for row, words in rows]
        shown = [at for run in runs for at in first_shown(run)]
        seen = [at for at in shown if at is not None]
        gone, stable = taken_back(runs)
        cost = sum(sum(run.reading) for run in runs) / sum(run.seconds for run in runs)
        yield (
            f"{every:g}", f"{left:g}", f"{right:g}", quantiles(seen)[0], percent(1 - len(seen) / len(shown)),
            percent(gone / max(1, stable)), f"{cost:.3f}",
        )  # fmt: skip


ACCURACY = """Each clip with 1.2 s of silence behind it, in blocks of 0.1 s. *Whole*: `Recognizer.transcribe`,
whose detector looks ahead; *stream*: the finals. Their words are those of `transcribe` with
`segmentation.detector="running"`, which tests check."""
LATENCY = """The same streams. Audio time is the audio that must have come in; processor time, of one thread,
is the work that follows."""
COST = """Processor seconds by second of audio, of one thread; the reciprocal is the number of streams that a
core carries. `take_final` and `partial` follow every block."""
COSTS = ("`accept`", "`partial`", "`take_final`", "all")
WINDOW_TEXT = """Partials by the windows that are encoded for them, in seconds: what is new, and what the
encoder sees before and behind it."""
WINDOW_HEAD = (
    "new", "before", "behind", "shown after, s (median)", "not before the final", "stable taken back", "cost",
)  # fmt: skip


if __name__ == "__main__":
    main()
