"""JSON of the pipelines of transformers: a text, and chunks of segments or of words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from earmark.correction.formats.fields import At
from earmark.correction.formats.item_renderings import ItemRendering, Shape, Timing
from earmark.correction.formats.layout import Layout, place_of, timings_of
from earmark.correction.formats.renderings import TextRendering
from earmark.correction.formats.times import Times
from earmark.correction.given import Cue

CHUNKS = Shape(texts=(("text",),), times=(Times(("timestamp", 0), ("timestamp", 1)),))


def read(value: Any) -> Layout:
    """Read chunks; where each is one word (``return_timestamps="word"``) they are the words."""
    root = At(value)
    chunks = root["chunks"].objects()
    beside = TextRendering(place_of(root["text"]))
    by_chunk = [(chunk["text"].text() or "").split() for chunk in chunks]
    if any(by_chunk) and all(len(words) <= 1 for words in by_chunk):
        array = ItemRendering([root["chunks"]], CHUNKS)
        words = beside.items or array.joined()
        return Layout(words, (beside, array), timings_of(words, [array]))
    words = [word for words in by_chunk for word in words]
    stamps = [chunk["timestamp"] for chunk in chunks]
    return Layout(
        words=words,
        renderings=(beside, TextRendering([place for chunk in chunks for place in place_of(chunk["text"])])),
        timings=[Timing()] * len(words),
        cues=tuple(Cue(stamp[0].seconds(), stamp[1].seconds()) for stamp in stamps),
        cue_of=[number for number, words in enumerate(by_chunk) for _ in words],
    )


def recognize(value: Any) -> bool:
    """Whether there are chunks."""
    return isinstance(value, Mapping) and isinstance(value.get("chunks"), list | tuple)
