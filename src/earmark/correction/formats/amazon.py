"""JSON of Amazon Transcribe: items of words and of punctuation, and labels that refer to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from earmark.correction.formats.amazon_items import AmazonItems, LabelItems, SegmentItems
from earmark.correction.formats.fields import At
from earmark.correction.formats.layout import Layout, place_of, timings_of
from earmark.correction.formats.renderings import TextRendering


def read(value: Any) -> Layout:
    """Read the transcript; of two channels the text of the second follows that of the first."""
    results = At(value)["results"]
    array = AmazonItems([results["items"]])
    labels = [channel["channel_label"].text() for channel in results["channel_labels"]["channels"].objects()]
    if len(labels) > 1:
        array.sort_by_channel(labels)
    words = (results["transcripts"][0]["transcript"].text() or "").split() or array.joined()
    segments = results["audio_segments"].objects()
    if len(labels) > 1:
        segments.sort(
            key=lambda s: labels.index(s["channel_label"].value) if s["channel_label"].value in labels else 0
        )
    speakers = [s["items"] for s in results["speaker_labels"]["segments"].objects()]
    return Layout(
        words=words,
        renderings=(
            TextRendering(place_of(results["transcripts"][0]["transcript"])),
            array,
            AmazonItems([c["items"] for c in results["channel_labels"]["channels"].objects()]),
            TextRendering([place for s in segments for place in place_of(s["transcript"])]),
            LabelItems(speakers, array),
            SegmentItems([s["items"] for s in segments], array),
        ),
        timings=timings_of(words, [array]),
        channel_of=_channels(words, array, labels),
    )


def _channels(words: Sequence[str], array: AmazonItems, labels: list[Any]) -> list[int] | None:
    if len(labels) < 2:
        return None
    own = [entry.item.get("channel_label") for entry in array.entries]
    return array.of_words(words, [labels.index(label) if label in labels else 0 for label in own])


def recognize(value: Any) -> bool:
    """Whether there are results with transcripts or items."""
    results = value.get("results") if isinstance(value, Mapping) else None
    return isinstance(results, Mapping) and bool({"transcripts", "items"} & set(results))
