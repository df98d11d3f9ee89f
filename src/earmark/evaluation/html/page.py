"""The page: figures, charts, confusions and the worst utterances of an evaluation."""

from __future__ import annotations

import json
from collections.abc import Sequence
from html import escape

from earmark.evaluation.charts import Bar, Point, bar_chart, line_chart, svg
from earmark.evaluation.confusion import confusions
from earmark.evaluation.entities import Inventory
from earmark.evaluation.html.tables import confusion_table, figures_table, parts_table
from earmark.evaluation.html.worst import worst_section
from earmark.evaluation.manifest import Utterance
from earmark.evaluation.report import Measure, Report
from earmark.evaluation.variations import Run

IN_TABLES = ("wer", "u_wer", "b_wer", "precision", "recall", "f1", "false_alarms_per_hour", "clips_worse")
STYLE = """
body{font:15px/1.45 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;
color:#222;background:#fff}
h1{font-size:1.5rem}h3{font-size:1rem;margin:0}
h2{font-size:1.15rem;margin-top:2.2rem;border-bottom:1px solid #ddd}
table{border-collapse:collapse;margin:.6rem 0}
td,th{padding:.2rem .7rem .2rem 0;text-align:left;vertical-align:top}
th{border-bottom:1px solid #bbb;font-weight:600}.span{color:#666;font-size:.9em}
.utterance{border:1px solid #ddd;border-radius:6px;padding:.7rem 1rem;margin:.8rem 0}
.utterance p{margin:.25rem 0}
del{background:#fde2e0;text-decoration:none}ins{background:#dff3e4;text-decoration:none}
audio{height:2rem;margin:.2rem 0}svg{max-width:100%;height:auto}
pre{overflow:auto;background:#f6f6f6;padding:.7rem}
"""


def page(
    title: str,
    report: Report,
    runs: Sequence[Run],
    utterances: Sequence[Utterance],
    counted: Sequence[Inventory],
    attention: Sequence[str] = (),
) -> str:
    """The whole page; ``utterances`` and ``counted`` (see ``inventories``) hold one item a score.

    ``attention`` are charts of :mod:`earmark.evaluation.attention`.
    """
    minutes = sum(one.seconds for one in report.scores) / 60
    pairs = confusions(utterances, report.scores, counted)
    parts = [
        f"<h1>{escape(title)}</h1><p>{len(report.scores)} utterances, {minutes:.1f} minutes. "
        "Intervals are 95 %, by resampling utterances.</p>",
        _section("Figures", figures_table(report.measures(), report.peak_memory)),
        _parts("By type of entity", report.by_type(), ("precision", "recall", "f1"), "type"),
        _parts("By part of the set", report.by_group(), IN_TABLES, "part"),
        _sizes(runs),
        _techniques(report, runs),
        _parts("All runs", {one.variation.name: one.report.measures() for one in runs}, IN_TABLES, "run"),
        _section("Entities missed and invented", confusion_table(pairs)),
        _section("Where the adapter looked", "".join(attention)) if attention else "",
        _section("Worst utterances", worst_section(utterances, report.scores)),
        _section("Settings", f"<pre>{escape(json.dumps(report.settings, indent=1, default=str))}</pre>"),
    ]
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{STYLE}</style></head><body>{''.join(parts)}</body></html>\n"
    )


def _section(title: str, body: str) -> str:
    return f"<section><h2>{escape(title)}</h2>{body}</section>"


def _parts(title: str, parts: dict[str, dict[str, Measure]], names: Sequence[str], what: str) -> str:
    return _section(title, parts_table(parts, names, what)) if parts else ""


def _sizes(runs: Sequence[Run]) -> str:
    """F1 and false alarms over the length of the list."""
    found = {
        "own words and distractors": [one for one in runs if one.variation.kind == "sizes"],
        "distractors alone": [one for one in runs if one.variation.kind == "never"],
    }
    charts = ""
    for title, name, factor, top in (
        ("Entity F1 (%)", "f1", 100, 100.0),
        ("B-WER (%)", "b_wer", 100, None),
        ("False alarms an hour", "false_alarms_per_hour", 1, None),
    ):
        series = {key: _points(of_kind, name, factor) for key, of_kind in found.items()}
        if name == "f1":
            series.pop("distractors alone")  # a list without the names finds none, by design
        if any(series.values()):
            drawn = {key: points for key, points in series.items() if points}
            chart = line_chart(title, drawn, "distractors in the list", title, top)
            charts += svg(chart, title)
    return _section("By length of the list", charts) if charts else ""


def _points(runs: Sequence[Run], name: str, factor: float) -> list[Point]:
    points = []
    for one in sorted(runs, key=lambda run: run.variation.size or 0):
        measure = one.report.measures()[name]
        if measure.value is not None:
            low, high = (factor * end for end in measure.interval) if measure.interval else (None, None)
            points.append(Point(one.variation.size or 0, factor * measure.value, low, high))
    return points


def _techniques(report: Report, runs: Sequence[Run]) -> str:
    """Entity F1, or B-WER where the set has no entities: none, each alone, each left out, all together."""
    rows = [(one.variation.name, one.report) for one in runs if one.variation.kind == "ablation"]
    if not rows:
        return ""
    name = "f1" if report.measures()["f1"].value is not None else "b_wer"
    bars = []
    for label, one in [*rows, ("all", report)]:
        measure = one.measures()[name]
        if measure.value is not None:
            low, high = (100 * end for end in measure.interval) if measure.interval else (None, None)
            shade = {"none": 5, "all": 2}.get(label, 1 if label.startswith("without") else 0)
            bars.append(Bar(label, 100 * measure.value, low, high, shade))
    title = {"f1": "Entity F1 (%)", "b_wer": "B-WER (%)"}[name]
    return _section("Techniques", svg(bar_chart(title, bars), title)) if bars else ""
