"""docs/figures/results.md and its picture, from measured rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from accuracy import ROOT, percent
from cases import AT, BOOKS, NAMES
from claims import by_name, check
from matplotlib.figure import Figure

from earmark.evaluation.charts import Point, line_chart
from earmark.evaluation.compare import Rows, compare

Row = Mapping[str, Any]
SURE = 0.05
PUBLISHED = ROOT / "benchmarks" / "published.md"


def as_markdown(rows: Sequence[Row], peers: Sequence[Row], machine: str) -> str:
    """The page; tables without rows are left out."""
    named = [row for row in rows if row["set"] == NAMES]
    read = [row for row in rows if row["set"] == BOOKS]
    parts = [TOP.format(machine=machine, at=AT), _claims(rows), "## By length of the list\n", PICTURE]
    parts.append(_names_table([r for r in named if r["kind"] in ("none", "sizes")]))
    parts.append(_books_table([r for r in read if r["kind"] in ("none", "sizes", "never")]))
    parts.append(TECHNIQUES.format(at=AT))
    parts += [_techniques(named, "f1", "1,000 distractors"), _techniques(read, "b_wer", "words_1000")]
    parts.append("## Lists as people write them\n\n" + FLAWS)
    flawed = [r for r in rows if r["kind"] in ("none", "flaws") or _size(r) == AT or r["name"] == "words_100"]
    parts.append(_names_table([row for row in flawed if row["set"] == NAMES]))
    parts.append(_books_table([row for row in flawed if row["set"] == BOOKS]))
    parts += [_halves(named), PUBLISHED.read_text(encoding="utf-8"), PEERS if peers else ""]
    return "\n".join(part for part in parts if part)


def _size(row: Row) -> int:
    """Distractors of a row of the sweep."""
    return int(row["size"]) if row["kind"] == "sizes" else -1


def picture(rows: Sequence[Row], peers: Sequence[Row]) -> Figure:
    """F1 against the number of distractors, ours and the peers'."""
    series: dict[str, list[Point]] = {}
    ours = [row for row in rows if row["set"] == NAMES and row["kind"] == "sizes"]
    theirs = [
        row for row in peers if row["set"] == NAMES and row["mode"] == "all" and row["peer"] != "earmark"
    ]
    for name, row, size in [
        *(("earmark", row, row["size"]) for row in ours),
        *((row["peer"].replace("faster-whisper", "Whisper base"), row, row["distractors"]) for row in theirs),
    ]:
        if row["entities"]["f1"] is not None:
            low, high = row["intervals"]["entities"]["f1"] or (None, None)
            ends = [None if end is None else 100 * end for end in (low, high)]
            series.setdefault(name, []).append(Point(size, 100 * row["entities"]["f1"], *ends))
    title = "Entity F1 (%) with all names of the set in the list"
    return line_chart(title, series, "distractors beside the names", "F1 (%)", 100.0)


def _claims(rows: Sequence[Row]) -> str:
    lines = [
        f"| {claim.text} | {claim.published} | {claim.measured} | {'yes' if claim.holds else 'no'} |"
        for claim in check(by_name(rows))
    ]
    if not lines:
        return ""
    head = "| what | published, or aimed at | here | holds |\n|---|---|---|---|\n"
    return "## What reproduces and what does not\n\n" + head + "\n".join(lines) + "\n"


def _names_table(rows: Sequence[Row]) -> str:
    head = "| list | P | R | F1 | WER | CER | OOV recall | FA/h |\n|---|---|---|---|---|---|---|---|\n"
    lines = []
    for row in rows:
        entities, spans = row["entities"], row["intervals"]
        cells = [
            row["name"], percent(entities["precision"], None), percent(entities["recall"], None),
            percent(entities["f1"], spans["entities"]["f1"]), percent(row["wer"], spans["wer"]),
            percent(row["cer"], None), percent(row["oov_recall"], None),
            f"{row['false_alarms_per_hour']:.1f}",
        ]  # fmt: skip
        lines.append("| " + " | ".join(cells) + " |")
    return f"{NAMES}\n\n{head}" + "\n".join(lines) + "\n" if lines else ""


def _books_table(rows: Sequence[Row]) -> str:
    head = "| list | B-WER | U-WER | WER | OOV recall | FA/h |\n|---|---|---|---|---|---|\n"
    lines = []
    for row in rows:
        spans = row["intervals"]
        figures = [percent(row[key], spans[key]) for key in ("b_wer", "u_wer", "wer")]
        alarms = f"{row['false_alarms_per_hour']:.1f}"
        cells = [row["name"], *figures, percent(row["oov_recall"], None), alarms]
        lines.append("| " + " | ".join(cells) + " |")
    return (
        f"{BOOKS}, costs and biased words of Le et al. 2021\n\n{head}" + "\n".join(lines) + "\n"
        if lines
        else ""
    )


def _techniques(rows: Sequence[Row], figure: str, whole: str) -> str:
    """None, each alone, each left out, and all; with the paired difference to all."""
    together = next((row for row in rows if row["kind"] == "sizes" and row["name"] == whole), None)
    parts = [row for row in rows if row["kind"] == "ablation"]
    if together is None or not parts:
        return ""
    named = {"f1": "entity F1", "b_wer": "B-WER"}[figure]
    lines = [
        f"| technique | {named} | all of them: difference (95 %), p | WER | FA/h |",
        "|---|---|---|---|---|",
    ]
    for row in parts:
        found = compare(Rows.read(row["rows"]), Rows.read(together["rows"]), (figure,))[figure]
        low, high = (100 * end for end in found.interval)
        sure = "" if found.p < SURE else ", not certain"
        told = f"{100 * found.difference:+.1f} ({low:+.1f} to {high:+.1f}), p = {found.p:.2g}{sure}"
        lines.append(_technique(row, figure, row["name"], told))
    lines.append(_technique(together, figure, "all", "-"))
    return f"{rows[0]['set']}, {whole}\n\n" + "\n".join(lines) + "\n"


def _technique(row: Row, figure: str, name: str, told: str) -> str:
    value, span = (
        (source["entities"] if figure == "f1" else source)[figure] for source in (row, row["intervals"])
    )
    wer = percent(row["wer"], None)
    return f"| {name} | {percent(value, span)} | {told} | {wer} | {row['false_alarms_per_hour']:.1f} |"


def _halves(rows: Sequence[Row]) -> str:
    """The medical and the names half, by type of entity as well."""
    whole = [row for row in rows if row["kind"] == "none" or _size(row) == AT]
    if len(whole) < 2:
        return ""
    titles = [f"{row['name']}: P | R | F1" for row in whole]
    lines = [f"| part | {' | '.join(titles)} |"]
    lines.append("|---" * (1 + 3 * len(whole)) + "|")
    for group in whole[0]["groups"]:
        cells = [_three(row["groups"][group]["entities"]) for row in whole]
        lines.append(f"| {group} half | {' | '.join(cells)} |")
    for kind in whole[0]["entities"].get("by_type", {}):
        cells = [_three(row["entities"]["by_type"].get(kind, {})) for row in whole]
        lines.append(f"| {kind} | {' | '.join(cells)} |")
    return f"## Medical terms and names\n\n{NAMES}\n\n" + "\n".join(lines) + "\n"


def _three(entities: Mapping[str, Any]) -> str:
    return " | ".join(percent(entities.get(key), None) for key in ("precision", "recall", "f1"))


TOP = """# Results

Written by `python benchmarks/results.py --data DATA`; do not edit. Machine: {machine}.

Development sets: the README of the data says what they are. Options were chosen on them, so that other data
will show a little less. Bundled model with its language model and pronunciations; percent, 95 % bootstrap
intervals in brackets; FA/h is false alarms an hour of speech. *No list* decodes without a list and is scored
against it. [evaluation.md](../guides/evaluation.md) says what every figure means and how to measure your own.
"""
PICTURE = """Distractors are names and terms that nobody says, beside all names of the set; for the peers
see [benchmarks/peers](../../benchmarks/peers/README.md).

![Entity F1 by length of the list](f1_by_size.svg)
"""
TECHNIQUES = """## Techniques

Nothing of the list used (*none*), each technique alone, each left out, and all together, with {at:,}
distractors or each clip's `words_1000`. The differences are paired: the same utterances, resampled together
(`earmark evaluate compare`).
"""
FLAWS = """A tenth of the entries has one letter wrong, or half of them are not in the list.
"""
PEERS = """## Beside the peers

pyctcdecode, flashlight-text and faster-whisper on the same audio with the same lists, with their false alarms
and speed: [benchmarks/peers](../../benchmarks/peers/README.md).
"""
