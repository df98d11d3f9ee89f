"""WrittenForm: a transcript of spoken words, with capitals, punctuation and figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from earmark.language import Language
from earmark.language.written import WrittenNumber
from earmark.output.written.spelling import spell
from earmark.output.written.tagger import Tagger
from earmark.output.written.tags import CAPITAL, MARKS, SMALL
from earmark.transcript import TranscribedWord, Transcript

AT_THE_END = 1.0  # seconds: what the end of an audio counts for
ENDS = (2, 3)  # marks that end a sentence, indices into MARKS
# Nats for a mark within a number or an acronym, which the tagger often takes apart, and before a number.
FIRM, FIRM_BEFORE = 3.0, 2.0


@dataclass(frozen=True)
class Item:
    """A word of a transcript, and its tags."""

    text: str  # as the search wrote it
    listed: bool  # an entry keeps its display form
    case: int
    mark: int
    sure: float  # nats for the mark against none

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
        numbers = self._numbers(items)
        items = list(_without_marks_in(numbers, items))
        found: list[Piece] = []
        first = 0
        for end in range(1, len(items) + 1):
            if items[end - 1].ends or end == len(items):
                found += self._sentence(items, numbers, first, end)
                first = end
        return found

    def _numbers(self, items: Sequence[Item]) -> dict[int, WrittenNumber]:
        """Numbers by their first item; none reaches over an entry or a firm end of a sentence."""
        found: dict[int, WrittenNumber] = {}
        first = 0
        for end in range(len(items) + 1):
            if end == len(items) or items[end].listed or (items[end].ends and items[end].sure >= FIRM):
                stop = end + (end < len(items) and not items[end].listed)
                for number in self.language.write_numbers([item.text for item in items[first:stop]]):
                    found[first + number.first] = replace(
                        number, first=first + number.first, end=first + number.end
                    )
                first = end + 1
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
        tags = self.tagger.tag([token for one in tokens for token in one])
        marks, sure = (found.tolist() for found in tags.best_marks(behind))
        cases = tags.best_cases([t in self.language.common_words for one in tokens for t in one]).tolist()
        items, last = [], -1
        for (text, listed), said in zip(words, tokens, strict=True):
            last += len(said)
            items.append(Item(text, listed or len(said) > 1, cases[last], marks[last], sure[last]))
        return items

    def _sentence(
        self, items: Sequence[Item], numbers: Mapping[int, WrittenNumber], first: int, end: int
    ) -> Iterator[Piece]:
        """Write the sentence of items ``first`` up to ``end``; its first word has a capital."""
        at = first
        while at < end:
            if items[at].listed:
                after, text = at + 1, items[at].text
            elif at in numbers:
                after, text = numbers[at].end, numbers[at].text
            else:
                after, text = (
                    at + 1,
                    self._word(items[at], items[at + 1] if at + 1 < end else None, at == first),
                )
            yield Piece(at, after, with_mark(text, items[after - 1].mark))
            at = after

    def _word(self, item: Item, following: Item | None, begins: bool) -> str:
        """Write a word that is no entry and no number."""
        title = self.language.titles.get(item.text)
        named = following is not None and (following.listed or following.case == CAPITAL)
        if title is not None and named and not item.mark:
            return title
        letter = len(item.text) == 1 and item.text != "a"  # the name of a letter, or "I"
        return spell(item.text, CAPITAL if (begins or letter) and item.case == SMALL else item.case)


def _without_marks_in(numbers: Mapping[int, WrittenNumber], items: Sequence[Item]) -> Iterator[Item]:
    """Drop marks within numbers, and weak ones before them."""
    within = {k for number in numbers.values() for k in range(number.first, number.end - 1)}
    for place, item in enumerate(items):
        weak = place + 1 in numbers and item.sure < FIRM_BEFORE
        yield replace(item, mark=0) if place in within or weak else item


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
