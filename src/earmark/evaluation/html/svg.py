"""Charts as SVG text, without a plotting library: lines over list sizes, bars with intervals."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT = 720, 320
LEFT, RIGHT, TOP, BOTTOM = 56, 205, 34, 44  # px around the plot; the legend stands on the right
COLOURS = ("#1668b8", "#d1531b", "#2f8f4e", "#8a4fbf", "#b03060", "#6d6d6d", "#b58900", "#008b8b")
BAR = 22  # px a row of bars


@dataclass(frozen=True)
class Point:
    """One measured value."""

    x: float  # 0 or more
    y: float
    low: float | None = None  # ends of its interval, where there is one
    high: float | None = None


@dataclass(frozen=True)
class Bar:
    """One row of a bar chart."""

    name: str
    value: float
    low: float | None = None
    high: float | None = None
    shade: int = 0  # which colour


def line_chart(
    title: str, series: Mapping[str, Sequence[Point]], x_name: str, y_name: str, top: float | None = None
) -> str:
    """Lines over list sizes; sizes stand on a logarithmic scale that begins with 0.

    Args:
        title: above the plot.
        series: name -> points, in any order.
        x_name: below the plot.
        y_name: left of it.
        top: end of the y axis; else above the highest value.
    """
    series = {name: sorted(points, key=lambda point: point.x) for name, points in series.items()}
    sizes = sorted({point.x for points in series.values() for point in points})
    highest = max((p.high or p.y for points in series.values() for p in points), default=1.0)
    scale = _Scale(sizes, top or _round_up(highest))
    parts = [text(LEFT, 18, title, "title")]
    for value in (scale.top * step / 4 for step in range(5)):
        y = scale.y(value)
        parts.append(f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>')
        parts.append(text(LEFT - 6, y + 4, f"{value:g}", "tick end"))
    for size in sizes:
        parts.append(text(scale.x(size), HEIGHT - BOTTOM + 16, f"{size:,.0f}", "tick middle"))
    parts.append(text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8, x_name, "name middle"))
    parts.append(f'<text class="name middle" transform="translate(13 {HEIGHT / 2}) rotate(-90)">')
    parts.append(f"{escape(y_name)}</text>")
    for number, (name, points) in enumerate(series.items()):
        parts += _line(name, points, number, scale)
    return svg(HEIGHT, parts, title)


def bar_chart(title: str, bars: Sequence[Bar], unit: str = "") -> str:
    """Horizontal bars, a row each, with their intervals as whiskers."""
    left, right = 190, 70
    highest = _round_up(max((bar.high or bar.value for bar in bars), default=1.0))
    room = WIDTH - left - right
    parts = [text(8, 18, title, "title")]
    for number, bar in enumerate(bars):
        y = TOP + number * BAR
        length = room * max(bar.value, 0) / highest
        colour = COLOURS[bar.shade % len(COLOURS)]
        parts.append(text(left - 8, y + 13, bar.name, "tick end"))
        parts.append(
            f'<rect x="{left}" y="{y + 2}" width="{length:.1f}" height="{BAR - 8}" fill="{colour}"/>'
        )
        end = left + length
        if bar.low is not None and bar.high is not None:
            low, high = (left + room * max(value, 0) / highest for value in (bar.low, bar.high))
            middle = y + 2 + (BAR - 8) / 2
            parts.append(
                f'<line class="whisker" x1="{low:.1f}" x2="{high:.1f}" y1="{middle}" y2="{middle}"/>'
            )
            end = max(end, high)
        parts.append(text(end + 6, y + 13, f"{bar.value:.1f}{unit}", "tick"))
    return svg(TOP + BAR * len(bars) + 8, parts, title)


class _Scale:
    """Sizes and values to pixels."""

    def __init__(self, sizes: Sequence[float], top: float) -> None:
        self.top = top
        self.widest = max((math.log10(1 + size) for size in sizes), default=0.0) or 1.0

    def x(self, size: float) -> float:
        return LEFT + 12 + (WIDTH - RIGHT - LEFT - 24) * math.log10(1 + size) / self.widest

    def y(self, value: float) -> float:
        share = min(max(value / self.top, 0.0), 1.0)
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * share


def _line(name: str, points: Sequence[Point], number: int, scale: _Scale) -> list[str]:
    """One series: its intervals, its line, its marks with the values to hover over, and its legend."""
    colour = COLOURS[number % len(COLOURS)]
    parts = []
    for p in points:
        if p.low is not None and p.high is not None:
            x = scale.x(p.x)
            ends = f'y1="{scale.y(p.low):.1f}" y2="{scale.y(p.high):.1f}"'
            parts.append(f'<line x1="{x:.1f}" x2="{x:.1f}" {ends} stroke="{colour}" opacity="0.35"/>')
    path = " ".join(f"{scale.x(p.x):.1f},{scale.y(p.y):.1f}" for p in points)
    parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
    for p in points:
        told = escape(f"{name}: {p.y:.1f} at {p.x:,.0f}")
        parts.append(f'<circle cx="{scale.x(p.x):.1f}" cy="{scale.y(p.y):.1f}" r="3.2" fill="{colour}">')
        parts.append(f"<title>{told}</title></circle>")
    y = TOP + 8 + 18 * number
    parts.append(f'<rect x="{WIDTH - RIGHT + 10}" y="{y - 9}" width="10" height="10" fill="{colour}"/>')
    parts.append(text(WIDTH - RIGHT + 25, y, name, "tick"))
    return parts


def _round_up(value: float) -> float:
    """The next of 1, 2, 4, 5, 8, 10 times a power of ten."""
    if value <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(value))
    return next(step * power for step in (1, 2, 4, 5, 8, 10) if step * power >= value * (1 - 1e-9))


def text(x: float, y: float, words: str, kind: str, degrees: int = 0) -> str:
    """Words at a place, turned around it."""
    turned = f' transform="rotate({degrees} {x:.1f} {y:.1f})"' if degrees else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" class="{kind}"{turned}>{escape(words)}</text>'


def svg(height: float, parts: Sequence[str], title: str) -> str:
    """A whole picture."""
    style = (
        "text{font:12px system-ui,sans-serif;fill:#333}.title{font-weight:600;font-size:14px}"
        ".end{text-anchor:end}.middle{text-anchor:middle}.grid{stroke:#ddd}"
        ".whisker{stroke:#222;stroke-width:1.2}.word{font-size:10px;fill:#666}"
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" width="{WIDTH}" '
        f'height="{height:.0f}" role="img" aria-label="{escape(title, quote=True)}"><style>{style}</style>'
        f'<rect width="100%" height="100%" fill="#fff"/>{"".join(parts)}</svg>'
    )
