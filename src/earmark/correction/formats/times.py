"""Times of items when words are shared out among them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Any

from earmark.correction.formats.changes import Copied, Path
from earmark.correction.formats.fields import STAMP, number_of

DECIMALS = 3  # of times between those of the document: milliseconds, the finest that recognizers write


@dataclass(frozen=True, slots=True)
class Times:
    """Where an item states its start and end."""

    start: Path
    end: Path
    unit: float = 1.0  # seconds


@dataclass(frozen=True, slots=True)
class Share:
    """A word and the item that it is written into, or into a copy of which."""

    item: int  # of n
    word: str
    until: int  # the last item whose time it takes over
    span: tuple[float, float] | None = None  # 0..1: part of the time of all n items; with more words


def shares(n: int, words: Sequence[str], spread: bool = False) -> list[Share]:
    """Share words out to n items.

    Each takes an item. With fewer words the last one takes the time of the rest; with more, or if they are to
    be spread, all words share the time of all items by letters.
    """
    if len(words) <= n and not spread:
        last = len(words) - 1
        return [Share(k, word, n - 1 if k == last else k) for k, word in enumerate(words)]
    edges = [0, *accumulate(len(word) for word in words)]
    return [
        Share(min(k, n - 1), word, min(k, n - 1), (start / edges[-1], end / edges[-1]))
        for k, (word, (start, end)) in enumerate(zip(words, pairwise(edges), strict=True))
    ]


def value_in(item: Any, path: Path) -> Any:
    """Return the value at a path below an item; None where there is none."""
    if len(path) == 1 and type(item) is dict:  # the most frequent case: an hour has 10,000 words
        return item.get(path[0])
    for key in path:
        if isinstance(item, Mapping):
            item = item.get(key)
        elif isinstance(item, list | tuple) and isinstance(key, int) and key < len(item):
            item = item[key]
        else:
            return None
    return item


def new_times(
    share: Share, times: Times, items: Sequence[Any], indexes: Sequence[int]
) -> dict[Path, str | int | float | Copied]:
    """Return the times of a share; none where the items state none.

    Args:
        items: the n items whose time is shared.
        indexes: where they stand in their array.
    """
    start, end = value_in(items[0], times.start), value_in(items[-1], times.end)
    template = items[share.item]
    if share.span is None:
        has_end = (
            value_in(template, times.end) is not None and value_in(items[share.until], times.end) is not None
        )
        extended = share.until != share.item and has_end
        return {times.end: Copied(indexes[share.until], times.end)} if extended else {}
    first, last = number_of(start), number_of(end)
    if first is None or last is None:
        return {}
    values: dict[Path, str | int | float | Copied] = {}
    for path, position, edge in ((times.start, share.span[0], 0), (times.end, share.span[1], len(items) - 1)):
        like = value_in(template, path)
        if like is not None:
            at_edge = position in (0.0, 1.0)
            values[path] = (
                Copied(indexes[edge], path)
                if at_edge
                else spelled_like(like, first + (last - first) * position)
            )
    return values


def spelled_like(like: Any, number: float) -> str | int | float:
    """Write a number as another one is written: whole, with decimals, as a string or as a time stamp."""
    if isinstance(like, str):
        if STAMP.fullmatch(like.strip()):
            return stamp_like(like, number)
        return f"{number:.{DECIMALS}f}".rstrip("0").rstrip(".")
    return round(number) if isinstance(like, int) else round(number, DECIMALS)


def stamp_like(like: str, seconds: float) -> str:
    """Write a time stamp with the hours and the decimal sign of another."""
    milliseconds = round(seconds * 1000)
    minutes, rest = divmod(milliseconds, 60_000)
    sign = "," if "," in like else "."
    end = f"{rest // 1000:02}{sign}{rest % 1000:03}"
    return f"{minutes // 60:02}:{minutes % 60:02}:{end}" if like.count(":") > 1 else f"{minutes:02}:{end}"
