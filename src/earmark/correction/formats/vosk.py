"""JSON of Vosk: one result, a list of them, or one behind the other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from earmark.correction.formats.fields import At
from earmark.correction.formats.item_renderings import ItemRendering, Shape, Timing
from earmark.correction.formats.layout import Layout, place_of, timings_of
from earmark.correction.formats.renderings import TextRendering
from earmark.correction.formats.times import Times
from earmark.correction.given import Cue

WORDS = Shape(
    texts=(("word",), ("text",)),
    times=(Times(("start",), ("end",)),),
    confidences=(("conf",), ("confidence",)),
)


def read(value: Any) -> Layout:
    """Read results, the first alternative of each; what is partial comes again and is not read."""
    results = [_best(result) for result in _results(At(value))]
    texts = [result["text"] for result in results]
    arrays = [ItemRendering([_words(result)], WORDS) for result in results]
    by_result = [
        (text.text() or "").split() or array.joined() for text, array in zip(texts, arrays, strict=True)
    ]
    words = [word for found in by_result for word in found]
    array = ItemRendering([_words(result) for result in results], WORDS, [len(found) for found in by_result])
    return Layout(
        words=words,
        renderings=(TextRendering([place for text in texts for place in place_of(text)]), array),
        timings=timings_of(words, [array]),
        cues=tuple(_cue(array.timings(array.joined())) for array in arrays),
        cue_of=[number for number, found in enumerate(by_result) for _ in found],
    )


def _results(root: At) -> list[At]:
    """Return the results; those of vosk-transcriber are called monologues, and their words terms."""
    if isinstance(root.value, list | tuple):
        return root.objects()
    return root["monologues"].objects() or [root]


def _best(result: At) -> At:
    return result["alternatives"][0] if result["alternatives"].items() else result


def _words(result: At) -> At:
    return result["terms"] if result["result"].value is None else result["result"]


def _cue(timings: list[Timing]) -> Cue:
    return Cue(timings[0].start, timings[-1].end) if timings else Cue(None, None)


def recognize(value: Any) -> bool:
    """Whether it is a result, or a list of them."""
    if isinstance(value, list | tuple):
        return bool(value) and all(_is_result(item) for item in value)
    return _is_result(value) and set(value) != {"text"}


def _is_result(value: Any) -> bool:
    if not isinstance(value, Mapping) or "start" in value or "segments" in value:
        return False
    return bool({"result", "partial", "alternatives", "monologues"} & set(value)) or set(value) == {"text"}
