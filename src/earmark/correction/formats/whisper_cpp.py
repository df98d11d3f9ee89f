"""JSON of whisper.cpp: -oj, and -ojf with tokens."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from earmark.correction.formats.fields import At
from earmark.correction.formats.item_renderings import ItemRendering, Shape
from earmark.correction.formats.layout import Layout, timings_of
from earmark.correction.formats.renderings import Place, TextRendering
from earmark.correction.formats.times import Times
from earmark.correction.given import Cue

MILLISECOND = 0.001
SPECIAL = re.compile(r"\[_[A-Z]+_(\d+|[a-z]+)?\]?|<\|[^|]*\|>")  # [_BEG_], [_TT_550]
TOKENS = Shape(
    texts=(("text",),),
    times=(
        Times(("offsets", "from"), ("offsets", "to"), MILLISECOND),
        Times(("timestamps", "from"), ("timestamps", "to")),
    ),
    confidences=(("p",),),
    mark=SPECIAL,
)


def read(value: Any) -> Layout:
    """Read segments; with ``-ml 1`` a segment is a token, and a word goes on in the next one."""
    segments = At(value)["transcription"].objects()
    texts = [s["text"].text() or "" for s in segments]
    words, cue_of, continued = _words_of(texts)
    places = [
        Place((*s.path, "text"), text, continues=continues)
        for s, text, continues in zip(segments, texts, continued, strict=True)
        if text
    ]
    found = Counter(cue_of)
    counts = [] if any(continued) else [found[number] for number in range(len(segments))]
    tokens = ItemRendering([s["tokens"] for s in segments], TOKENS, counts)
    return Layout(
        words=words,
        renderings=(TextRendering(places), tokens),
        timings=timings_of(words, [tokens]),
        cues=tuple(_cue(s) for s in segments),
        cue_of=cue_of,
    )


def _cue(segment: At) -> Cue:
    stamps, offsets = segment["timestamps"], segment["offsets"]
    start, end = offsets["from"].seconds(MILLISECOND), offsets["to"].seconds(MILLISECOND)
    return Cue(
        stamps["from"].seconds() if start is None else start, stamps["to"].seconds() if end is None else end
    )


def _words_of(texts: Sequence[str]) -> tuple[list[str], list[int], list[bool]]:
    """Return words, the segment of each, and which segments go on with the word of the one before."""
    words: list[str] = []
    cue_of: list[int] = []
    continued: list[bool] = []
    spaced, before = False, ""
    for number, text in enumerate(texts):
        continues = spaced and _goes_on(before, text)
        first, *others = text.split() or [""]
        if continues:
            words[-1] += first
        elif first:
            words.append(first)
            cue_of.append(number)
        words += others
        cue_of += [number] * len(others)
        continued.append(continues)
        spaced |= text[:1].isspace()
        before = text or before
    return words, cue_of, continued


def _goes_on(before: str, text: str) -> bool:
    """Whether a text goes on with the last word of another, in a document whose words begin with a space."""
    inside = "'’-"
    return (before[-1:].isalnum() or before[-1:] in tuple(inside)) and (
        text[:1].isalnum() or text[:1] in tuple(inside + ".,!?;:%")
    )


def recognize(value: Any) -> bool:
    """Whether there is an array of transcription."""
    return isinstance(value, Mapping) and isinstance(value.get("transcription"), list | tuple)
