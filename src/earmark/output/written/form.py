"""WrittenForm: a transcript of spoken words, with capitals, punctuation and figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from earmark.language import Language
from earmark.output.written.spelling import CAPITAL, SMALL, acronym_length, spell
from earmark.output.written.tagger import Tagger
from earmark.output.written.tags import MARKS
from earmark.transcript import TranscribedWord, Transcript

AT_THE_END = 1.0  # seconds: what the end of an audio counts for
ENDS = (2, 3)  # marks that end a sentence, indices into MARKS


@dataclass(frozen=True)
class Item:
    """A word of a transcript, and its tags."""

    text: str  # as the search wrote it
    listed: bool  # an entry keeps its display form
    case: int
    mark: int

    @property
    def ends(self) -> bool:
        """Whether a sentence ends behind it."""
        return self.mark in ENDS


@dataclass(frozen=True)
class Piece:
    """Items from ``first`` up to ``end``, exclusive, and how they are written together."""

    first: int
    end: int
    text: str


@dataclass(frozen=True)
class WrittenForm:
    """Capitals, punctuation and figures for one language. Immutable."""

    tagger: Tagger
    language: Language

    def write(self, transcript: Transcript) -> Transcript:
        """Return a transcript in its written form; times and evidence stay those of what was said.

        Words that are written as one, such as those of a date, become one. Entries stay in their display
        form; a mark may follow them.
        """
        words = transcript.words
        pieces = self.pieces([(word.text, word.entry is not None) for word in words], pauses_of(words))
        written = tuple(_joined(words[piece.first : piece.end], piece.text) for piece in pieces)
        text = " ".join(word.text for word in written)
        others = tuple(self._alternative(text) for text in transcript.nbest[1:])
        nbest = (text, *others) if transcript.nbest else ()
        return replace(transcript, text=text, words=written, nbest=nbest)

    def pieces(self, words: Sequence[tuple[str, bool]], pauses: Sequence[float] | None = None) -> list[Piece]:
        """Write words, each with whether it is an entry; every word is in one piece.

        Args:
            words: as the search wrote them.
            pauses: seconds of silence behind each; None where they are not known.
        """
        items = self._tagged(words, [0.0] * len(words) if pauses is None else pauses)
        found: list[Piece] = []
        first = 0
        for end in range(1, len(items) + 1):
            if items[end - 1].ends or end == len(items):
                found += self._sentence(items, first, end)
                first = end
        return found

    def _alternative(self, text: str) -> str:
        """Write an alternative text, of which only the text is known: what is not plain is an entry."""
        words = [(word, not word.replace("'", "").islower()) for word in text.split()]
        return " ".join(piece.text for piece in self.pieces(words))

    def _tagged(self, words: Sequence[tuple[str, bool]], pauses: Sequence[float]) -> list[Item]:
        tokens = [self.language.normalize(text).split() or [text] for text, _ in words]
        behind = [
            p for one, pause in zip(tokens, pauses, strict=True) for p in (*[0.0] * (len(one) - 1), pause)
        ]
        found = self.tagger.tag([token for one in tokens for token in one]).best(behind)
        marks, cases = found[0].tolist(), found[1].tolist()
        items, last = [], -1
        for (text, listed), said in zip(words, tokens, strict=True):
            last += len(said)
            items.append(Item(text, listed or len(said) > 1, cases[last], marks[last]))
        return items

    def _sentence(self, items: Sequence[Item], first: int, end: int) -> Iterator[Piece]:
        """Write the sentence of items ``first`` up to ``end``; its first word has a capital."""
        place = first
        while place < end:
            stop = next((k for k in range(place, end) if items[k].listed), end)
            yield from self._plain(items, place, stop, first, end)
            if stop < end:
                yield Piece(stop, stop + 1, with_mark(items[stop].text, items[stop].mark))
            place = stop + 1

    def _plain(self, items: Sequence[Item], place: int, stop: int, first: int, end: int) -> Iterator[Piece]:
        """Write items between entries, of a sentence from ``first`` up to ``end``."""
        numbers = {
            place + number.first: number
            for number in self.language.write_numbers([item.text for item in items[place:stop]])
        }
        at = place
        while at < stop:
            if at in numbers:
                after, text = at + numbers[at].end - numbers[at].first, numbers[at].text
            else:
                after, text = self._word(items, at, stop, at == first, end)
            yield Piece(at, after, with_mark(text, items[after - 1].mark))
            at = after

    def _word(self, items: Sequence[Item], at: int, stop: int, begins: bool, end: int) -> tuple[int, str]:
        """Write a word or an acronym; the place behind it, and its text."""
        item, following = items[at], items[at + 1] if at + 1 < end else None
        marked = next((k + 1 for k in range(at, stop) if items[k].mark), stop)
        letters = acronym_length([(one.text, one.case) for one in items[at:marked]])
        if letters:
            said = [one.text for one in items[at : at + letters]]
            return at + letters, "".join(spell(word[:1], CAPITAL) + word[1:] for word in said)
        title = self.language.titles.get(item.text)
        named = following is not None and (following.listed or following.case == CAPITAL)
        if title is not None and named and not item.mark:
            return at + 1, title
        return at + 1, spell(item.text, CAPITAL if begins and item.case == SMALL else item.case)


def pauses_of(words: Sequence[TranscribedWord]) -> list[float]:
    """Return seconds of silence behind each word; people end a recording where they end a sentence."""
    behind = [after.start - word.end for word, after in pairwise(words)]
    return [*behind, AT_THE_END] if words else []


def with_mark(text: str, mark: int) -> str:
    """Put a mark behind a text; a stop that is there is enough."""
    sign = MARKS[mark]
    return text if sign == "." and text.endswith(".") else text + sign


def _joined(words: Sequence[TranscribedWord], text: str) -> TranscribedWord:
    """Join words into one with a text; its confidence is that of the least certain."""
    sure = [word.confidence for word in words if word.confidence is not None]
    acoustic = [word.acoustic_confidence for word in words if word.acoustic_confidence is not None]
    return replace(
        words[0],
        text=text,
        end=words[-1].end,
        confidence=min(sure, default=None),
        acoustic_confidence=min(acoustic, default=None),
        spoken=" ".join(word.text for word in words),
    )
