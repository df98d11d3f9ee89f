"""JSON of Deepgram: channels with alternatives, paragraphs, utterances."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from earmark.correction.formats.fields import At
from earmark.correction.formats.item_renderings import ItemRendering, Shape
from earmark.correction.formats.layout import Layout, place_of, timings_of
from earmark.correction.formats.renderings import Place, Rendering, TextRendering
from earmark.correction.formats.times import Times

WORDS = Shape(
    texts=(("punctuated_word",), ("word",)),
    times=(Times(("start",), ("end",)),),
    confidences=(("confidence",),),
)


def read(value: Any) -> Layout:
    """Read the best alternative of each channel."""
    results = At(value)["results"]
    best = [channel["alternatives"][0] for channel in results["channels"].objects()]
    arrays = [ItemRendering([b["words"]], WORDS) for b in best]
    words_by_channel = [
        (b["transcript"].text() or "").split() or array.joined()
        for b, array in zip(best, arrays, strict=True)
    ]
    words = [word for words in words_by_channel for word in words]
    channel_of = [k for k, words in enumerate(words_by_channel) for _ in words]
    counts = [len(found) for found in words_by_channel]
    array = ItemRendering([b["words"] for b in best], WORDS, counts)
    utterances = sorted(results["utterances"].objects(), key=_channel)
    return Layout(
        words=words,
        renderings=(
            TextRendering([place for b in best for place in place_of(b["transcript"])]),
            array,
            *_paragraphs(best, counts),
            TextRendering([place for u in utterances for place in place_of(u["transcript"])]),
            ItemRendering([u["words"] for u in utterances], WORDS),
        ),
        timings=timings_of(words, [array]),
        channel_of=channel_of if len(best) > 1 else None,
    )


def _channel(utterance: At) -> float:
    return utterance["channel"].seconds() or 0.0


def _paragraphs(best: Sequence[At], counts: Sequence[int]) -> tuple[Rendering, Rendering]:
    """Return the paragraphs as one text for each channel, and as sentences with the number of their words."""
    texts = [b["paragraphs"]["transcript"] for b in best]
    sentences = [
        place
        for b in best
        for paragraph in b["paragraphs"]["paragraphs"].objects()
        for place in _sentences(paragraph)
    ]
    places = [Place(text.path, text.text() or "") for text in texts]
    return TextRendering(places, word_counts=counts), TextRendering(sentences)


def _sentences(paragraph: At) -> list[Place]:
    number = paragraph["num_words"]
    count = (number.path, number.value) if isinstance(number.value, int) else None
    return [
        Place(place.path, place.text, count=count)
        for sentence in paragraph["sentences"].objects()
        for place in place_of(sentence["text"])
    ]


def recognize(value: Any) -> bool:
    """Whether there are results by channel."""
    results = value.get("results") if isinstance(value, Mapping) else None
    return isinstance(results, Mapping) and "channels" in results
