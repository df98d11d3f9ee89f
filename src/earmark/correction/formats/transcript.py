"""Another recognizer's transcript: a document, its layout, and edits of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from itertools import groupby
from typing import Any

from earmark.correction.formats.documents import Document
from earmark.correction.formats.edits import check_edits, replaced_words, runs_of
from earmark.correction.formats.layout import Format, Layout
from earmark.correction.given import Cue, Edit, GivenTranscript, GivenWord

HALF_CHARACTER = re.compile(r"[\ud800-\udfff]")  # of a JSON escape without its other half


class DocumentTranscript(GivenTranscript):
    """A transcript in the document in which it came."""

    def __init__(self, kind: Format, document: Document, encoding: str = "utf-8") -> None:
        self.format, self.encoding = kind.name, encoding
        self._kind, self._document = kind, document

    @cached_property
    def layout(self) -> Layout:
        """Where the document has what.

        Raises:
            TranscriptError: the document is not of this format.
        """
        return self._kind.read(self._document.value)

    @cached_property
    def _places(self) -> Sequence[int]:
        """Numbers in the document of the words in the order of reading: one channel after the other."""
        channels = self.layout.channel_of
        everything = range(len(self.layout.words))
        return everything if channels is None else sorted(everything, key=channels.__getitem__)

    @cached_property
    def words(self) -> tuple[GivenWord, ...]:
        """Words, one channel after the other."""
        layout, texts = self.layout, self.layout.words
        if HALF_CHARACTER.search("".join(texts)):
            texts = [HALF_CHARACTER.sub("\N{REPLACEMENT CHARACTER}", word) for word in texts]
        channels, cues = layout.channel_of, layout.cue_of
        return tuple(
            GivenWord(
                texts[k],
                (timing := layout.timings[k]).start,
                timing.end,
                timing.confidence,
                0 if channels is None else channels[k],
                None if cues is None else cues[k],
            )
            for k in self._places
        )

    @property
    def cues(self) -> tuple[Cue, ...]:
        """Cues or segments."""
        return self.layout.cues

    @property
    def text(self) -> str:
        """Running text, a line for each channel."""
        if self.layout.text is not None:
            return self.layout.text
        channels = groupby(self.words, lambda word: word.channel)
        return "\n".join(" ".join(word.text for word in words) for _, words in channels)

    def with_edits(self, edits: Sequence[Edit]) -> DocumentTranscript:
        """Return the transcript with other words in all its renderings."""
        check_edits(edits, len(self.layout.words))
        changed = replaced_words(edits, [word.text for word in self.words])
        if not changed:
            return self
        words, runs = self.layout.words, runs_of(changed, self._places)
        changes = [change for r in self.layout.renderings for change in r.change(words, runs)]
        return DocumentTranscript(self._kind, self._document.apply(changes), self.encoding)

    def output(self) -> Any:
        """Return the document: a str, or a copy of what was parsed."""
        return self._document.output()
