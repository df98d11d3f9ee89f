"""JSON of AssemblyAI: times in milliseconds, utterances, sentences, paragraphs and sentiments."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from earmark.correction.formats.fields import At
from earmark.correction.formats.item_renderings import ItemRendering, Shape
from earmark.correction.formats.layout import Layout, place_of, timings_of
from earmark.correction.formats.renderings import TextRendering
from earmark.correction.formats.times import Times

WORDS = Shape(texts=(("text",),), times=(Times(("start",), ("end",), 0.001),), confidences=(("confidence",),))
PARTS = ("utterances", "sentences", "paragraphs", "sentiment_analysis_results")  # each says all words again
OWN_FIELDS = {
    "utterances",
    "audio_url",
    "audio_duration",
    "acoustic_model",
    "speech_model",
    "sentences",
    "paragraphs",
}


def read(value: Any) -> Layout:
    """Read the text and the words; of an answer with sentences or paragraphs alone these."""
    root = At(value)
    parts = {name: root[name].objects() for name in PARTS}
    own = ItemRendering([root["words"]], WORDS)
    words = (root["text"].text() or "").split() or own.joined()
    arrays = [own, *(ItemRendering([p["words"] for p in found], WORDS) for found in parts.values())]
    texts = [TextRendering([text for p in found for text in place_of(p["text"])]) for found in parts.values()]
    if not words:
        words = next((text.items for text in texts if text.items), [])
    return Layout(
        words=words,
        renderings=(TextRendering(place_of(root["text"])), *texts, *arrays),
        timings=timings_of(words, arrays),
        channel_of=_channels(words, own),
    )


def _channels(words: list[str], array: ItemRendering) -> list[int] | None:
    """Return the channels of words, which are counted from 1; None where there is one."""
    labels = [entry.item.get("channel") for entry in array.entries]
    numbers = sorted({int(label) for label in labels if str(label or "").isdecimal()})
    if len(numbers) < 2:
        return None
    return array.of_words(words, [numbers.index(int(x)) if str(x or "").isdecimal() else 0 for x in labels])


def recognize(value: Any) -> bool:
    """Whether there are fields that AssemblyAI alone has, or words with a text."""
    if not isinstance(value, Mapping):
        return False
    words = value.get("words")
    first = words[0] if isinstance(words, list | tuple) and words else None
    has_text = isinstance(first, Mapping) and "text" in first and "word" not in first
    return bool(OWN_FIELDS & set(value) or has_text) and "segments" not in value
