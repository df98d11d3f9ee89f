"""Measure what verification saves and costs, by length of the list.

    python -m benchmarks.studies.verification --data ../shared/data

Writes docs/figures/verification.md. The weights come from benchmarks.studies.verification_fit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from benchmarks.common.arguments import common_parser
from benchmarks.common.cases import WAKE, Bench, Case
from benchmarks.common.page import BRACKETS, page, percent, section, table, write_page
from benchmarks.common.sets import NAMES, SETS, WAKE_WORDS
from earmark import Recognizer

STUDY = "studies.verification"
SIZES = (10, 100, 1000, 10_000)
NEVER = (1000, 10_000)
SWITCH: Mapping[str, Mapping[str, Any]] = {
    "off": {"verification.enabled": False},
    "on": {"verification.enabled": True},
}
Table = Sequence[Sequence[str]]
NEAR_MISSES = ("a cheddar block", "you better talk")


def main() -> None:
    """Measure with and without verification."""
    arguments = common_parser(__doc__).parse_args()
    bench = Bench.of(arguments)
    text = as_markdown(list(alarms(bench)), list(names(bench)), list(wake_words(bench)))
    if arguments.limit is None:
        write_page("verification", text)
    else:
        print(text)


def alarms(bench: Bench) -> Iterator[list[str]]:
    """False alarms of lists that are never spoken, in every set and per hour of all of them."""
    for size in NEVER:
        for name, options, bias in (("no list", {}, False), *((n, o, True) for n, o in SWITCH.items())):
            rows = [
                bench.row(Case(one, "never", size, name=name, options=options, bias=bias)) for one in SETS
            ]
            counts = [row["counts"]["false_alarms"] for row in rows]
            hours = sum(row["counts"]["seconds"] for row in rows) / 3600
            yield [f"{size:,}", name, *map(str, counts), f"{sum(counts) / hours:.1f}"]


def names(bench: Bench) -> Iterator[list[str]]:
    """Entities that are found among so many distractors."""
    for size in SIZES:
        for name, options in SWITCH.items():
            row = bench.row(Case(NAMES, "entities", size, name=name, options=options))
            entities, spans = row["entities"], row["intervals"]
            yield [
                f"{size:,}", name, percent(entities["precision"]), percent(entities["recall"]),
                percent(entities["f1"], spans["entities"]["f1"]), percent(row["wer"], spans["wer"]),
            ]  # fmt: skip


def wake_words(bench: Bench) -> Iterator[list[str]]:
    """Recall on real takes, and false alarms on everything else."""
    yield _wake(bench, "no list", bench.own, listed=False)
    for name, options in SWITCH.items():
        yield _wake(bench, f"verification {name}", bench.own.with_options(options), listed=True)


def _wake(bench: Bench, name: str, recognizer: Recognizer, *, listed: bool) -> list[str]:
    rows = bench.utterances(WAKE_WORDS)
    transcripts = recognizer.decode(bench.encoded(WAKE_WORDS), WAKE if listed else None)
    takes = right = wrong = near = 0
    for row, transcript in zip(rows, transcripts, strict=True):
        for word in (entry.text for entry in WAKE):
            spoken, written = row.text.split().count(word), transcript.text.split().count(word)
            takes, right = takes + spoken, right + min(spoken, written)
            wrong += max(0, written - spoken)
            near += max(0, written - spoken) if row.text in NEAR_MISSES else 0
    misses = sum(row.text in NEAR_MISSES for row in rows)
    return [name, f"{right} of {takes}", f"{near} in {misses}", str(wrong)]


def as_markdown(alarm_rows: Table, name_rows: Table, wake_rows: Table) -> str:
    """Make the page."""
    misses = '", "'.join(NEAR_MISSES)
    return page(
        "Verification", STUDY, f"Development sets, bundled model. {BRACKETS}", TOP,
        section(
            "Lists that are never spoken: false alarms", ALARMS,
            table(("entries", "verification", *SETS, "an hour"), alarm_rows),
        ),
        section(
            f"What it costs: {NAMES}, list of all its entities and distractors",
            table(("distractors", "verification", "precision", "recall", "entity F1", "WER"), name_rows),
        ),
        section(
            f"Wake words: {WAKE_WORDS}, list `{', '.join(word.text for word in WAKE)}`",
            f'Real takes written right, alarms on the near-misses "{misses}", and on the whole set.',
            table(("list", "takes", "near-misses", "alarms in all"), wake_rows),
        ),
    )  # fmt: skip


TOP = """Every entry that the search writes is compared with the best alternative without the list, and
judged by itself: how well its phones match, how sure its tokens are, how long it is, whether a
common word sounds like it. The log-odds are a logistic regression on these; below 0 the entry is
rejected and the alternative stands there. `python -m benchmarks.studies.verification_fit --data
DATA` fits the weights on the same sets.
"""
ALARMS = f"""Entries that are written where they are not spoken. Long lists hold ordinary words: *no list*
counts those that are written in their place anyway. {NAMES} is full of names, some like listed
ones.
"""


if __name__ == "__main__":
    main()
