"""Make docs/figures/results.md and its picture of measured rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.common.page import BRACKETS, hourly, page, percent, section, table
from benchmarks.common.sets import BOOKS, NAMES
from benchmarks.studies.claims import by_name, check
from earmark.evaluation.charts import Point, line_chart
from earmark.evaluation.compare import Rows, compare

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Row = Mapping[str, Any]
SURE = 0.05
PUBLISHED = Path(__file__).with_name("published.md")
AT = "1,000 distractors"


def as_markdown(rows: Sequence[Row], peers: Sequence[Row]) -> str:
    """Make the page; tables without rows are left out."""
    named = [row for row in rows if row["set"] == NAMES]
    read = [row for row in rows if row["set"] == BOOKS]
    flawed = [r for r in rows if r["kind"] in ("none", "flaws") or r["name"] in (AT, "words_100")]
    return page(
        "Results",
        "studies.results",
        f"Development sets, bundled model with its language model and pronunciations. {BRACKETS}",
        TOP,
        section("What reproduces and what does not", _claims(rows)),
        section(
            "By length of the list",
            PICTURE,
            _names_table(_of_kind(named, "none", "sizes")),
            _books_table(_of_kind(read, "none", "sizes", "never")),
        ),
        section(
            "Techniques",
            TECHNIQUES,
            _techniques(named, "f1", AT),
            _techniques(read, "b_wer", "words_1000"),
        ),
        section(
            "Lists as people write them",
            FLAWS,
            _names_table([row for row in flawed if row["set"] == NAMES]),
            _books_table([row for row in flawed if row["set"] == BOOKS]),
        ),
        section("Medical terms and names", _halves(named)),
        PUBLISHED.read_text(encoding="utf-8"),
        PEERS if peers else "",
    )


def _of_kind(rows: Sequence[Row], *kinds: str) -> list[Row]:
    return [row for row in rows if row["kind"] in kinds]


def picture(rows: Sequence[Row], peers: Sequence[Row]) -> Figure:
    """Draw F1 against the number of distractors, ours and the peers'."""
    series: dict[str, list[Point]] = {}
    for name, size, row in _systems(rows, peers):
        if row["entities"]["f1"] is not None:
            low, high = row["intervals"]["entities"]["f1"] or (None, None)
            ends = [None if end is None else 100 * end for end in (low, high)]
            series.setdefault(name, []).append(Point(size, 100 * row["entities"]["f1"], *ends))
    title = "Entity F1 (%) with all names of the set in the list"
    return line_chart(title, series, "distractors beside the names", "F1 (%)", 100.0)


def _systems(rows: Sequence[Row], peers: Sequence[Row]) -> Iterator[tuple[str, int, Row]]:
    """(system, distractors, row) of every point."""
    for row in rows:
        if row["set"] == NAMES and row["kind"] == "sizes":
            yield "earmark", row["size"], row
    for row in peers:
        if row["set"] == NAMES and row["mode"] == "all" and row["peer"] != "earmark":
            yield row["peer"].replace("faster-whisper", "Whisper base"), row["distractors"], row


def _claims(rows: Sequence[Row]) -> str:
    cells = [(c.text, c.published, c.measured, "yes" if c.holds else "no") for c in check(by_name(rows))]
    return table(("what", "published, or aimed at", "here", "holds"), cells)


def _names_table(rows: Sequence[Row]) -> str:
    head = ("list", "P", "R", "F1", "WER", "CER", "OOV recall", "FA/h")
    cells = [
        (
            row["name"],
            percent(row["entities"]["precision"]),
            percent(row["entities"]["recall"]),
            percent(row["entities"]["f1"], row["intervals"]["entities"]["f1"]),
            percent(row["wer"], row["intervals"]["wer"]),
            percent(row["cer"]),
            percent(row["oov_recall"]),
            hourly(row["false_alarms_per_hour"]),
        )
        for row in rows
    ]
    return f"{NAMES}\n\n{table(head, cells)}" if cells else ""


def _books_table(rows: Sequence[Row]) -> str:
    head = ("list", "B-WER", "U-WER", "WER", "OOV recall", "FA/h")
    cells = [
        (
            row["name"],
            *(percent(row[key], row["intervals"][key]) for key in ("b_wer", "u_wer", "wer")),
            percent(row["oov_recall"]),
            hourly(row["false_alarms_per_hour"]),
        )
        for row in rows
    ]
    return f"{BOOKS}, costs and biased words of Le et al. 2021\n\n{table(head, cells)}" if cells else ""


def _techniques(rows: Sequence[Row], figure: str, whole: str) -> str:
    """None, each alone, each left out, and all; with the paired difference to all."""
    together = next((row for row in rows if row["kind"] == "sizes" and row["name"] == whole), None)
    parts = _of_kind(rows, "ablation")
    if together is None or not parts:
        return ""
    named = {"f1": "entity F1", "b_wer": "B-WER"}[figure]
    head = ("technique", named, "all of them: difference (95 %), p", "WER", "FA/h")
    cells = [_technique(row, figure, row["name"], _difference(row, together, figure)) for row in parts]
    cells.append(_technique(together, figure, "all", "-"))
    return f"{rows[0]['set']}, {whole}\n\n{table(head, cells)}"


def _difference(row: Row, together: Row, figure: str) -> str:
    found = compare(Rows.read(row["rows"]), Rows.read(together["rows"]), (figure,)).get(figure)
    if found is None:  # undefined in a few utterances
        return "-"
    low, high = (100 * end for end in found.interval)
    sure = "" if found.p < SURE else ", not certain"
    return f"{100 * found.difference:+.1f} ({low:+.1f} to {high:+.1f}), p = {found.p:.2g}{sure}"


def _technique(row: Row, figure: str, name: str, difference: str) -> tuple[str, ...]:
    value, span = (
        (source["entities"] if figure == "f1" else source)[figure] for source in (row, row["intervals"])
    )
    alarms = hourly(row["false_alarms_per_hour"])
    return name, percent(value, span), difference, percent(row["wer"]), alarms


def _halves(rows: Sequence[Row]) -> str:
    """The medical and the names half, by type of entity as well."""
    whole = [row for row in rows if row["kind"] == "none" or (row["kind"] == "sizes" and row["name"] == AT)]
    if len(whole) < 2:
        return ""
    head = ("part", *(part for row in whole for part in (f"{row['name']}: P", "R", "F1")))
    cells = [
        (f"{group} half", *(cell for row in whole for cell in _three(row["groups"][group]["entities"])))
        for group in whole[0].get("groups", {})
    ]
    cells += [
        (kind, *(cell for row in whole for cell in _three(row["entities"]["by_type"].get(kind, {}))))
        for kind in whole[0]["entities"].get("by_type", {})
    ]
    return f"{NAMES}\n\n{table(head, cells)}"


def _three(entities: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(percent(entities.get(key)) for key in ("precision", "recall", "f1"))


TOP = """The README of the data says what the sets are. Options were chosen on them, so that other data will
show a little less. *No list* decodes without a list and is scored against it.
[The guide to evaluation](../guides/evaluation.md) explains every figure and how to measure your own.
"""
PICTURE = """Distractors are names and terms that are never spoken, beside all names of the set; for the peers
see [benchmarks/peers](../../benchmarks/peers/README.md).

![Entity F1 by length of the list](f1_by_size.svg)
"""
TECHNIQUES = f"""Nothing of the list used (*none*), each technique alone, each left out, and all together,
with {AT} or each clip's `words_1000`. The differences are paired: the same utterances, resampled together
(`earmark evaluate compare`).
"""
FLAWS = "A tenth of the entries has one letter wrong, or half of them are not in the list."
PEERS = """## Beside the peers

pyctcdecode, flashlight-text and faster-whisper on the same audio with the same lists, with their false alarms
and speed: [benchmarks/peers](../../benchmarks/peers/README.md).
"""
