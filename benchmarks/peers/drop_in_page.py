"""Make the page about the drop-in for pyctcdecode."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from benchmarks.common.page import BRACKETS, hourly, page, percent, section, table

HEAD = ("package", "set", "hotwords", "utterances", "P", "R", "F1", "WER", "FA/h", "RTF")


def as_markdown(report: Mapping[str, Any]) -> str:
    """The table, and how it was measured."""
    equal = "\n".join(
        f"- {row['set']}: {row['equal']} of {row['clips']} clips have pyctcdecode's text to the letter"
        for row in report["equal"]
    )
    return page(
        "The drop-in for pyctcdecode",
        "peers.drop_in",
        f"The same emissions, the same 3-gram, the defaults of all. {BRACKETS}",
        TOP.format(seed=report["seed"]),
        section("With the 3-gram", table(HEAD, [cells(row) for row in report["rows"]])),
        section("With neither language model nor list", equal),
    )


def cells(row: Mapping[str, Any]) -> list[str]:
    """A row of the table."""
    entities, spans = row["entities"], row["intervals"]
    listed = "none" if row["distractors"] is None else f"all names + {row['distractors']:,}"
    return [
        row["package"], row["set"], listed, str(row["utterances"]), percent(entities["precision"]),
        percent(entities["recall"]), percent(entities["f1"], spans["entities"]["f1"]),
        percent(row["wer"], spans["wer"]), hourly(row["false_alarms_per_hour"]),
        f"{row['real_time_factor']:.5f}",
    ]  # fmt: skip


TOP = """Emissions of the bundled model, of sub-words; the language model is a 3-gram of texts of the data
in ARPA format and scores words for all: alpha 0.5, beta 1.5, beam 100, hotword weight 10. Adapter, phones and
verification take no part.

- Utterances with hotwords are drawn with seed {seed}.
- *RTF* is processor time over audio time on one thread, of the search alone; a list is compiled before."""
