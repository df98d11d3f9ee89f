"""JSON of openai-whisper, faster-whisper, WhisperX, and of OpenAI's endpoints and their copies."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from earmark.correction.formats.changes import Change
from earmark.correction.formats.fields import At
from earmark.correction.formats.item_renderings import Entry, ItemRendering, Shape, Timing
from earmark.correction.formats.layout import Layout, place_of, timings_of
from earmark.correction.formats.renderings import Style, TextRendering
from earmark.correction.formats.times import Times
from earmark.correction.given import Cue

WORDS = Shape(
    texts=(("word",), ("text",)),
    times=(Times(("start",), ("end",)),),
    confidences=(("probability",), ("score",), ("conf",), ("confidence",)),
)
LETTERS = Shape(texts=(("char",),), times=WORDS.times, confidences=(("score",),))


class Verbatim(Style):
    """Letters as they are, spaces included."""

    def __call__(self, word: str) -> str:
        """Return the letter."""
        return word


class LetterRendering(ItemRendering):
    """WhisperX's ``chars``: an item for each character, spaces between words included."""

    lead = ""

    def is_word(self, item: At) -> bool:
        """Whether an item is a character; a space is one too."""
        return self.text_of(item.value, item.path) != ""

    def spaced(self, word: str, old: str, inside: bool) -> str:
        """Return a letter; spaces are letters here."""
        return word

    def rewrite(
        self, entries: list[Entry], words: list[str], styles: list[Style], spread: bool
    ) -> list[Change]:
        """Return the changes that write words letter by letter."""
        letters = list(" ".join(words))
        return super().rewrite(entries, letters, [Verbatim() for _ in styles], spread)


def read(value: Any) -> Layout:
    """Read segments with or without words, words beside them, or a text alone."""
    root = At(value)
    listed = isinstance(value, list | tuple)
    segments = (root if listed else root["segments"]).objects()
    root = At(None) if listed else root
    texts, beside = [s["text"] for s in segments], root["text"]
    words, numbers = _words_of(segments)
    cue_of: list[int] | None = numbers
    found = Counter(numbers)
    counts = [found[number] for number in range(len(segments))]
    arrays = [ItemRendering([s["words"] for s in segments], WORDS, counts)]
    arrays += [ItemRendering([root[key]], WORDS) for key in ("words", "word_segments")]
    cues = tuple(Cue(s["start"].seconds(), s["end"].seconds()) for s in segments)
    if not words:
        words = (beside.text() or "").split() or arrays[1].joined() or arrays[2].joined()
        cue_of, counts = None, []
    letters = LetterRendering([s["chars"] for s in segments], LETTERS, counts)
    places = [place for text in texts for place in place_of(text)]
    return Layout(
        words=words,
        renderings=(TextRendering(places), TextRendering(place_of(beside)), *arrays, letters),
        timings=_timings(words, arrays, segments, cue_of),
        cues=() if words and cue_of is None else cues,
        cue_of=cue_of,
    )


def _words_of(segments: Sequence[At]) -> tuple[list[str], list[int]]:
    """Return the words of segments, of the text or else of the array of words, and the segment of each."""
    words: list[str] = []
    cue_of: list[int] = []
    for number, segment in enumerate(segments):
        text = segment["text"].text()
        found = ItemRendering([segment["words"]], WORDS).joined() if text is None else text.split()
        words += found
        cue_of += [number] * len(found)
    return words, cue_of


def _timings(
    words: Sequence[str],
    arrays: Sequence[ItemRendering],
    segments: Sequence[At],
    cue_of: Sequence[int] | None,
) -> list[Timing]:
    """Return times; words without a confidence have that of their segment's average log-probability."""
    found = timings_of(words, arrays)
    log_probs = [s["avg_logprob"].seconds() for s in segments]
    sure = [None if p is None or p > 0 else math.exp(p) for p in log_probs]
    if cue_of is None:
        return found
    return [
        Timing(t.start, t.end, sure[cue]) if t.confidence is None else t
        for t, cue in zip(found, cue_of, strict=True)
    ]


def is_whisperx(value: Any) -> bool:
    """Whether words have a score, or stand in word_segments."""
    if not isinstance(value, Mapping):
        return False
    return "word_segments" in value or any("score" in word for word in _first_words(value))


def is_openai(value: Any) -> bool:
    """Whether it is a text alone, or one with the fields of verbose_json."""
    if not isinstance(value, Mapping) or not isinstance(value.get("text"), str):
        return False
    return "segments" not in value or (("task" in value or "duration" in value) and not _first_words(value))


def is_whisper(value: Any) -> bool:
    """Whether there are segments beside a text."""
    return isinstance(value, Mapping) and "segments" in value and "text" in value


def is_faster_whisper(value: Any) -> bool:
    """Whether there are segments alone, as a list or in an object."""
    if isinstance(value, Mapping):
        return "segments" in value
    if not isinstance(value, list | tuple):
        return False
    return all(isinstance(s, Mapping) and "segments" not in s and {"text", "words"} & set(s) for s in value)


def _first_words(value: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    for segment in value.get("segments") or []:
        words = segment.get("words") if isinstance(segment, Mapping) else None
        if words and isinstance(words, list):
            return [word for word in words if isinstance(word, Mapping)]
    return []
