"""The page on correcting another recognizer's transcripts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from benchmarks.common.page import BRACKETS, page, percent, section, table, write_page, write_report

STUDY = "studies.correction"
Row = Mapping[str, Any]
HEAD = (
    "list", "way", "WER before", "WER after", "F1 before", "F1 after", "better", "worse", "wrong/h",
    "x real time",
)  # fmt: skip
RARE_HEAD = (
    "list", "way", "WER before", "WER after", "U-WER before", "U-WER after", "B-WER before", "B-WER after",
    "better", "worse",
)  # fmt: skip
UNSAID_HEAD = ("set", "list", "way", "clips", "wrong/h", "worse", "changed")


def write(rows: Sequence[Row]) -> None:
    """Write page and figures."""
    write_report("correction", STUDY, [dict(row) for row in rows])
    write_page("correction", text_of(rows))


def text_of(rows: Sequence[Row]) -> str:
    """Make the page."""
    said = [row for row in rows if row["words"] not in ("never", "ordinary")]
    unsaid = [row for row in rows if row["words"] in ("never", "ordinary")]
    names = [row for row in said if not row["words"].startswith("words_")]
    rare = [row for row in said if row["words"].startswith("words_")]
    clips = {row["set"]: row["clips"] for row in rows}
    thresholds = sorted({(row["way"], row["threshold"]) for row in rows if "threshold" in row})
    about = (
        "Transcripts of Whisper base (faster-whisper, int8, beam 5) before and after correction with a list: "
        "clips of "
        + ", ".join(f"{name} ({count})" for name, count in clips.items())
        + f". {BRACKETS} *Better* and *worse* are clips with fewer or more word errors than before; *wrong* "
        "are entries that the correction has written where they were not said. Time is that of the "
        "correction alone, one utterance at a time."
    )
    ways = (
        "*earmark* is `Recognizer.correct`. *Fuzzy* replaces stretches of words by the entry that is most "
        "like them, by the mean of rapidfuzz's ratio over the letters and over double metaphone's sounds, "
        "from a threshold at which 1,000 names that are not said cost as many false alarms: "
        + "; ".join(f"{way}: {threshold:.2f}" for way, threshold in thresholds)
        + ". What hints do to Whisper itself is measured in [hints.md](hints.md)."
    )
    return page(
        "Names in other recognizers' transcripts",
        STUDY,
        about,
        ways,
        *(
            section(f"Names that are said: {name}", table(HEAD, _cells(names, name)))
            for name in dict.fromkeys(row["set"] for row in names)
        ),
        *(
            section(f"Rare words: {name}", table(RARE_HEAD, _rare_cells(rare, name)))
            for name in dict.fromkeys(row["set"] for row in rare)
        ),
        section(
            "Names that are not said",
            "*Changed* are clips with a changed byte, of those whose reference has no entry of the list.",
            table(UNSAID_HEAD, _unsaid_cells(unsaid)),
        ),
    )


def _cells(rows: Iterable[Row], name: str) -> list[list[str]]:
    return [
        [
            row["listed"], row["way"], _percent(row, "before", "wer"), _percent(row, "after", "wer", True),
            _percent(row, "before", "f1"), _percent(row, "after", "f1", True), str(row["better"]),
            str(row["worse"]), f"{_hourly(row):.1f}", f"{row['seconds'] / row['spent']:.0f}",
        ]
        for row in _in_order(rows) if row["set"] == name
    ]  # fmt: skip


def _rare_cells(rows: Iterable[Row], name: str) -> list[list[str]]:
    figures = [(figure, part) for figure in ("wer", "u_wer", "b_wer") for part in ("before", "after")]
    return [
        [
            row["listed"], row["way"],
            *(_percent(row, part, figure, part == "after") for figure, part in figures),
            str(row["better"]), str(row["worse"]),
        ]
        for row in _in_order(rows) if row["set"] == name
    ]  # fmt: skip


def _unsaid_cells(rows: Iterable[Row]) -> list[list[str]]:
    return [
        [
            row["set"], row["listed"], row["way"], str(row["clips"]), f"{_hourly(row):.1f} ({row['wrong']})",
            str(row["worse"]), f"{row['unsaid_changed']} of {row['unsaid']}",
        ]
        for row in rows
    ]  # fmt: skip


def _in_order(rows: Iterable[Row]) -> list[Row]:
    """Rows of one list together."""
    kept = list(rows)
    lists = list(dict.fromkeys((row["set"], row["listed"]) for row in kept))
    return sorted(kept, key=lambda row: lists.index((row["set"], row["listed"])))


def _percent(row: Row, part: str, figure: str, around: bool = False) -> str:
    measure = row[part][figure]
    return percent(measure["value"], measure["interval"] if around else None)


def _hourly(row: Row) -> float:
    return float(row["wrong"] / (row["seconds"] / 3600))
