"""Write the figures' pages: tables, and the line that says which command measured what on which machine.

Every page under docs/figures is written here, so that no figure is typed by hand.
"""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.common.rows import ROOT

FIGURES = ROOT / "docs" / "figures"
BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"
BY_HAND = "<!-- remarks, written by hand -->"
INTERVALS = "Percent; 95 % bootstrap intervals in brackets."
BRACKETS = "Percent; 95 % bootstrap intervals in brackets; FA/h is false alarms an hour of speech."


def machine() -> str:
    """Processor and cores, as far as the system reports them."""
    cpu = Path("/proc/cpuinfo")
    lines = cpu.read_text().splitlines() if cpu.is_file() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return f"{names[0] if names else platform.processor()}, {os.cpu_count()} cores"


def percent(value: float | None, interval: Sequence[float] | None = None) -> str:
    """``12.3 (11.0-13.9)``, or a dash."""
    if value is None:
        return "-"
    around = f" ({100 * interval[0]:.1f}-{100 * interval[1]:.1f})" if interval else ""
    return f"{100 * value:.1f}{around}"


def hourly(value: float | None) -> str:
    """False alarms an hour, or a dash."""
    return "-" if value is None else f"{value:.1f}"


def line(cells: Iterable[object]) -> str:
    """A row of a Markdown table."""
    return "| " + " | ".join(map(str, cells)) + " |"


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table; empty where it has no row."""
    lines = [line(row) for row in rows]
    return "\n".join([line(head), "|---" * len(head) + "|", *lines]) + "\n" if lines else ""


def section(title: str, *parts: str) -> str:
    """A heading and its paragraphs; empty where all of them are."""
    kept = [part.strip() for part in parts if part.strip()]
    return "\n\n".join([f"## {title}", *kept]) + "\n" if kept else ""


def page(title: str, study: str, data: str, *parts: str) -> str:
    """A whole page: title, how it was measured, then its parts.

    Args:
        title: heading.
        study: module below ``benchmarks`` that wrote it, such as ``studies.results``.
        data: sets and settings that the figures are of, as a sentence.
        parts: paragraphs and sections; empty ones are left out.
    """
    about = f"Written by `{command(study)}`; do not edit. {data} Machine: {machine()}."
    kept = [part.strip() for part in parts if part.strip()]
    return "\n\n".join([f"# {title}", about, *kept]) + "\n"


def command(study: str) -> str:
    """The command that runs a study."""
    return f"python -m benchmarks.{study} --data DATA"


def write_page(name: str, text: str) -> None:
    """Write docs/figures/NAME.md; remarks below the comment BY_HAND stay."""
    FIGURES.mkdir(parents=True, exist_ok=True)
    path = FIGURES / f"{name}.md"
    before = path.read_text(encoding="utf-8") if path.is_file() else ""
    _, marked, remarks = before.partition(BY_HAND)
    path.write_text(f"{text}\n{marked}{remarks}" if marked else text, encoding="utf-8")


def write_report(name: str, study: str, rows: Sequence[dict[str, Any]]) -> None:
    """Write docs/figures/NAME.json: the rows, and how they were measured."""
    FIGURES.mkdir(parents=True, exist_ok=True)
    report = {"machine": machine(), "command": command(study), "rows": list(rows)}
    (FIGURES / f"{name}.json").write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")


def fill(path: Path, text: str) -> None:
    """Put ``text`` between the two comments of another page."""
    before, begin, rest = path.read_text(encoding="utf-8").partition(BEGIN)
    if not begin:
        raise SystemExit(f"{path} has no {BEGIN}: put both comments where the figures go")
    path.write_text(f"{before}{BEGIN}\n{text.strip()}\n{END}{rest.partition(END)[2]}", encoding="utf-8")
