"""Timing: when the words of a corrected transcript were said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from earmark._core import Corrected
from earmark.correction.given import Edit, GivenWord
from earmark.correction.pieces import GivenPiece
from earmark.correction.wording import Span
from earmark.models import Emissions
from earmark.transcript import TranscribedWord, Transcript, WrittenEntry

Times = tuple[float, float]  # seconds


class WordTimes:
    """Collects the times of given words, by their alignment with the audio."""

    def __init__(self, words: Sequence[GivenWord]) -> None:
        """Begin without any."""
        self._words = words
        self._spans: dict[int, Times] = {}

    def add(self, piece: GivenPiece, emissions: Emissions, corrected: Corrected) -> None:
        """Take the alignment of one piece."""
        for placed, (first, last) in zip(piece.parts, piece.frames_of(corrected), strict=True):
            begin, end = (emissions.start + frame * emissions.frame_shift for frame in (first, last + 1))
            known = self._spans.get(placed.part.word)
            self._spans[placed.part.word] = (begin if known is None else known[0], end)

    def words(
        self,
        edits: Sequence[Edit],
        entries: Sequence[tuple[Span, WrittenEntry]],
        pieces: Sequence[tuple[Span, Transcript]],
        seconds: float,
        standing: Mapping[int, WrittenEntry],
    ) -> tuple[TranscribedWord, ...]:
        """Words of the transcript after the edits; those that are not in the audio take times beside them."""
        found: list[TranscribedWord] = []
        done: list[TranscribedWord] = []  # of the channels before
        at = 0
        for edit in (*edits, Edit(len(self._words), len(self._words), ())):
            for number in range(at, edit.first):
                if number > 0 and self._words[number].channel != self._words[number - 1].channel:
                    done, found = [*done, *_in_time(found, seconds)], []
                found.append(self._word(number, self._words[number].text, standing.get(number)))
            own = [entry for span, entry in entries if edit.first <= span.first <= edit.last]
            at_edit = (p for span, p in pieces if (span.first, span.last) == (edit.first, edit.last))
            piece = next(at_edit, None)
            found += self._edited(edit, own) if piece is None else _spread(edit, piece)
            at = edit.last + 1
        return tuple((*done, *_in_time(found, seconds)))

    def _word(self, number: int, text: str, entry: WrittenEntry | None) -> TranscribedWord:
        start, end = self._times(number)
        listed = None if entry is None else entry.entry
        return TranscribedWord(text, start, end, self._words[number].confidence, listed)

    def _times(self, number: int) -> Times:
        """Seconds by the alignment, else as the other recognizer states them; -1 for unknown."""
        if number in self._spans:
            return self._spans[number]
        word = self._words[number]
        return (-1.0, -1.0) if word.start is None or word.end is None else (word.start, word.end)

    def _edited(self, edit: Edit, entries: Sequence[WrittenEntry]) -> list[TranscribedWord]:
        """The new words share the time of those that they replace, by their letters."""
        if not edit.words:
            return []
        known = [self._spans[n] for n in range(edit.first, edit.last + 1) if n in self._spans]
        known += [(entry.start, entry.end) for entry in entries] or [(-1.0, -1.0)] * (not known)
        start, end = min(k[0] for k in known), max(k[1] for k in known)
        letters = [len(word) for word in edit.words]
        share = (end - start) / sum(letters)
        bounds = [start + share * sum(letters[:n]) for n in range(len(letters) + 1)]
        return [
            TranscribedWord(word, bounds[n], bounds[n + 1], *_of_entry(word, entries))
            for n, word in enumerate(edit.words)
        ]


def _spread(edit: Edit, piece: Transcript) -> list[TranscribedWord]:
    """Words of the search's own transcript as they are written, one for each white space."""
    found: list[TranscribedWord] = []
    texts = iter(edit.words)
    for word in piece.words:
        pieces = [text for _, text in zip(word.text.split(), texts, strict=False)]
        share = (word.end - word.start) / max(len(pieces), 1)
        for n, text in enumerate(pieces):
            begin = word.start + share * n
            found.append(TranscribedWord(text, begin, begin + share, word.confidence, word.entry))
    return found


def _of_entry(word: str, entries: Sequence[WrittenEntry]) -> tuple[float | None, str | None]:
    """Confidence and text of the entry that a new word belongs to."""
    for entry in entries:
        if any(word.strip(".,;:!?\"'()").startswith(piece) for piece in entry.text.split()):
            return entry.confidence, entry.entry
    return None, None


def _in_time(words: Sequence[TranscribedWord], seconds: float) -> list[TranscribedWord]:
    """Times in order, within the audio, and none unknown."""
    found: list[TranscribedWord] = []
    last = 0.0
    for word in words:
        start = last if word.start < 0 else min(max(word.start, last), seconds)
        end = min(max(word.end, start), seconds)
        found.append(TranscribedWord(word.text, round(start, 3), round(end, 3), word.confidence, word.entry))
        last = start
    return found
