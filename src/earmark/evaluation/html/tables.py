"""Figures, types of entities and confusions as HTML tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from earmark.evaluation.confusion import Confusion
from earmark.evaluation.report import Measure

PLAIN = (  # no shares
    "false_alarms_per_hour", "wrong_entries_per_hour", "capitals_changed_per_hour",
    "real_time_factor", "search_real_time_factor",
)  # fmt: skip
MOST = 40  # confusions shown


def figure(name: str, measure: Measure | None) -> str:
    """``12.3 % (11.0 to 13.9)``, or a dash."""
    if measure is None or measure.value is None:
        return "-"
    factor, unit = (1, "") if name in PLAIN else (100, " %")
    digits = ".4g" if name in PLAIN else ".1f"
    around = ""
    if measure.interval:
        low, high = (f"{factor * end:{digits}}" for end in measure.interval)
        around = f' <span class="span">({low} to {high})</span>'
    return f"{factor * measure.value:{digits}}{unit}{around}"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table of cells that are HTML already."""
    top = "".join(f"<th>{escape(cell)}</th>" for cell in head)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"


def figures_table(measures: Mapping[str, Measure], peak_memory: float | None) -> str:
    """Every figure with its interval."""
    rows = [(escape(name.replace("_", " ")), figure(name, one)) for name, one in measures.items()]
    if peak_memory is not None:
        rows.append(("peak memory", f"{peak_memory:,.0f} MB"))
    return table(("figure", "value (95 % interval)"), rows)


def parts_table(parts: Mapping[str, Mapping[str, Measure]], names: Sequence[str], what: str) -> str:
    """Some figures of each part: types of entities, groups of utterances, or runs."""
    rows = [
        [escape(part), *(figure(name, measures.get(name)) for name in names)]
        for part, measures in parts.items()
    ]
    return table((what, *(name.replace("_", " ") for name in names)), rows)


def confusion_table(found: Sequence[Confusion]) -> str:
    """Write a table of what was said and what was written, missed entities first."""
    if not found:
        return "<p>None.</p>"
    rows = [
        [escape(one.kind), escape(one.said) or "<i>nothing</i>", escape(one.written) or "<i>nothing</i>"]
        + [str(one.count)]
        for one in found[:MOST]
    ]
    rest = f"<p>{len(found) - MOST} more pairs.</p>" if len(found) > MOST else ""
    return table(("", "said", "written", "times"), rows) + rest
