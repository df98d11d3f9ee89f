"""Layout: what a format's reader finds in a document."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from earmark.correction.formats.fields import At
from earmark.correction.formats.item_renderings import ItemRendering, Timing
from earmark.correction.formats.renderings import Place, Rendering
from earmark.correction.given import Cue


@dataclass(frozen=True, slots=True)
class Layout:
    """Words of a document in the order in which it has them, and all renderings of them."""

    words: Sequence[str]
    renderings: tuple[Rendering, ...]
    timings: Sequence[Timing]  # by word
    cues: tuple[Cue, ...] = ()
    cue_of: Sequence[int] | None = None  # by word; None without cues
    channel_of: Sequence[int] | None = None  # by word; None where there is one channel
    text: str | None = None  # running text where it is more than the words with a space between them


@dataclass(frozen=True, slots=True)
class Format:
    """A format by its name."""

    name: str
    is_json: bool
    read: Callable[[Any], Layout]  # of the text, or of the parsed JSON
    recognize: Callable[[Any], bool]  # whether a text, or a parsed JSON, looks like it


def place_of(at: At) -> list[Place]:
    """Return the place of a string; none where there is null."""
    text = at.text()
    return [] if text is None else [Place(at.path, text)]


def timings_of(words: Sequence[str], renderings: Iterable[ItemRendering]) -> list[Timing]:
    """Return the times of words; what the first rendering does not state is filled in from the others."""
    first, *others = [r.timings(words) for r in renderings if r.entries] or [[Timing()] * len(words)]
    for other in others:
        first = [_filled(*pair) for pair in zip(first, other, strict=True)]
    return first


def _filled(one: Timing, other: Timing) -> Timing:
    if one.start is not None and one.end is not None and one.confidence is not None:
        return one
    return Timing(
        other.start if one.start is None else one.start,
        other.end if one.end is None else one.end,
        other.confidence if one.confidence is None else one.confidence,
    )
