"""Charts by matplotlib: lines over list sizes, bars with intervals, and any figure as SVG for a page."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np

from earmark.errors import OptionsError

if TYPE_CHECKING:
    from matplotlib.figure import Figure

WIDTH = 7.2  # inches
LINES = 3.4  # inches, height of a line chart
BAR = 0.28  # inches, height of a row of bars
# Text stays text, and equal charts are equal files.
SVG_SETTINGS = {"svg.fonttype": "none", "svg.hashsalt": "earmark"}


@dataclass(frozen=True)
class Point:
    """A measured value."""

    x: float  # 0 or more
    y: float
    low: float | None = None  # ends of its interval, where there is one
    high: float | None = None


@dataclass(frozen=True)
class Bar:
    """A row of a bar chart."""

    name: str
    value: float
    low: float | None = None
    high: float | None = None
    shade: int = 0  # number of a colour of the cycle


def check_plotting() -> None:
    """Refuse to draw where matplotlib is not installed.

    Raises:
        OptionsError: it is not.
    """
    try:
        import matplotlib  # noqa: F401
    except ModuleNotFoundError:
        raise OptionsError("charts need the package matplotlib: pip install matplotlib") from None


def new_figure(height: float, width: float = WIDTH) -> Figure:
    """Make an empty figure of so many inches, which needs no screen.

    Raises:
        OptionsError: matplotlib is not installed.
    """
    check_plotting()
    from matplotlib.figure import Figure

    return Figure(figsize=(width, height), layout="constrained")


def line_chart(
    title: str, series: Mapping[str, Sequence[Point]], x_name: str, y_name: str, top: float | None = None
) -> Figure:
    """Draw lines over list sizes; sizes stand on a logarithmic scale that begins with 0.

    Args:
        title: above the plot.
        series: name -> points, in any order.
        x_name: below the plot.
        y_name: left of it.
        top: end of the y axis; else above the highest value.
    """
    figure = new_figure(LINES)
    axes = figure.subplots()
    for name, points in series.items():
        _add_line(axes, name, sorted(points, key=lambda point: point.x))
    sizes = sorted({point.x for points in series.values() for point in points})
    axes.set_xscale("function", functions=(np.log1p, np.expm1))
    axes.set_xticks(sizes, [f"{size:,.0f}" for size in sizes])
    axes.set_ylim(0, top)
    axes.grid(axis="y", color="0.9")
    axes.set(title=title, xlabel=x_name, ylabel=y_name)
    if series:
        figure.legend(*axes.get_legend_handles_labels(), loc="outside right upper", frameon=False)
    return figure


def _add_line(axes: Any, name: str, points: Sequence[Point]) -> None:
    xs, ys = [p.x for p in points], [p.y for p in points]
    (line,) = axes.plot(xs, ys, marker="o", markersize=4, label=name)
    for p in points:
        if p.low is not None and p.high is not None:
            axes.plot([p.x, p.x], [p.low, p.high], color=line.get_color(), alpha=0.35)


def bar_chart(title: str, bars: Sequence[Bar], unit: str = "") -> Figure:
    """Draw horizontal bars, a row each, with their intervals as whiskers."""
    figure = new_figure(0.6 + BAR * max(1, len(bars)))
    axes = figure.subplots()
    places = np.arange(len(bars))
    axes.barh(places, [bar.value for bar in bars], color=[f"C{bar.shade}" for bar in bars], height=0.6)
    for place, bar in zip(places, bars, strict=True):
        end = bar.value
        if bar.low is not None and bar.high is not None:
            axes.plot([bar.low, bar.high], [place, place], color="0.15", linewidth=1.2)
            end = max(end, bar.high)
        axes.annotate(f"{bar.value:.1f}{unit}", (end, place), (4, 0), textcoords="offset points", va="center")
    axes.set_yticks(places, [bar.name for bar in bars])
    axes.invert_yaxis()
    axes.margins(x=0.12)
    axes.set_title(title)
    return figure


def svg(figure: Figure, name: str) -> str:
    """Write a figure as one ``<svg>`` element that needs no network; ``name`` is read out for it."""
    import matplotlib

    written = io.StringIO()
    with matplotlib.rc_context(SVG_SETTINGS):  # type: ignore[arg-type]
        figure.savefig(written, format="svg", metadata={"Date": None})
    text = written.getvalue()
    text = re.sub(r"<metadata>.*?</metadata>", "", text[text.index("<svg") :], flags=re.DOTALL)
    return text.replace("<svg ", f'<svg role="img" aria-label="{escape(name, quote=True)}" ', 1)
