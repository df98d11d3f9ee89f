"""Pieces: the given words of each stretch of audio, as the search takes them and as it returns them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from earmark._core import Corrected, Hit
from earmark.correction.given import GivenWord
from earmark.correction.placing import PlacedPart, ReadWord
from earmark.correction.wording import Place, Span, starts_sentence
from earmark.models.alphabet import Alphabet
from earmark.models.tokenizer import Tokenizer
from earmark.transcript import Hypothesis

BESIDE = 14  # frames, some 0.6 s: between an inserted entry and the given words around it


@dataclass(frozen=True)
class GivenPiece:
    """What is said in one piece of audio, by the other recognizer's words."""

    parts: tuple[PlacedPart, ...]  # that the model can write
    tokens: tuple[int, ...]  # of all of them
    owners: tuple[int, ...]  # by spoken word: index into ``parts``
    begins: tuple[int, ...]  # by spoken word: its first token
    ends: tuple[int, ...]  # and its last one

    def place_of(self, words: tuple[int, int]) -> Place | None:
        """Return the parts that an entry stands for; None where it takes a piece of one.

        Args:
            words: spoken words first .. end - 1 that it stands for; a gap where they are equal.
        """
        first, end = words
        if first == end:
            before = self.parts[self.owners[first - 1]].part if first > 0 else None
            after = self.parts[self.owners[first]].part if first < len(self.owners) else None
            inside = before is not None and before is after
            return None if inside else Place((), before, after)
        low, high = self.owners[first], self.owners[end - 1]
        if first > 0 and self.owners[first - 1] == low:
            return None
        if end < len(self.owners) and self.owners[end] == high:
            return None
        return self.place_between(low, high + 1)

    def place_between(self, first: int, end: int) -> Place:
        """Return the place of the parts first .. end - 1."""
        return Place(
            tuple(placed.part for placed in self.parts[first:end]),
            self.parts[first - 1].part if first > 0 else None,
            self.parts[end].part if end < len(self.parts) else None,
        )

    def is_beside(self, place: Place, hit: Hit, corrected: Corrected) -> bool:
        """Whether an entry lies right beside the parts around its place, without other speech between."""
        frames = dict(zip((placed.part for placed in self.parts), self.frames_of(corrected), strict=True))
        before = place.before is None or hit.first_frame - frames[place.before][1] <= BESIDE
        after = place.after is None or frames[place.after][0] - hit.last_frame <= BESIDE
        return before and after

    def owners_of(self, ranges: Sequence[tuple[int, int]]) -> set[int]:
        """Return the parts that spoken words first .. end - 1 of each range belong to."""
        return {self.owners[n] for first, end in ranges for n in range(first, end)}

    def spoken_in(self, place: Place) -> str:
        """Return the spoken words of a place."""
        return " ".join(word for placed in self.parts if placed.part in place.parts for word in placed.words)

    def frames_of(self, corrected: Corrected) -> list[tuple[int, int]]:
        """First and last frame of each part."""
        frames = corrected.given.frames
        spans: dict[int, tuple[int, int]] = {}
        for owner, begin, end in zip(self.owners, self.begins, self.ends, strict=True):
            first, _ = spans.get(owner, (frames[begin], 0))
            spans[owner] = first, frames[end]
        return [spans[k] for k in range(len(self.parts))]


def whole_span(piece: GivenPiece, text: str, words: Sequence[GivenWord], last: int) -> Span | None:
    """Return what writes a text in the place of all words of a piece; None where nothing stands beside it.

    Args:
        piece: perhaps without words.
        text: in small letters.
        words: all given words.
        last: the given word before the piece; -1 for none.
    """
    if not piece.parts:
        if last >= 0:
            end = len(words[last].text)
            return Span(last, end, last, end, f" {text}")
        return Span(0, 0, 0, 0, f"{text} ") if words else None
    first, final = piece.parts[0].part, piece.parts[-1].part
    if first.text[:1].isupper() and starts_sentence(first, words):
        text = text[:1].upper() + text[1:]
    return Span(first.word, first.begin, final.word, final.end, text)


class Speller:
    """Cuts given words into a model's tokens."""

    def __init__(self, tokenizer: Tokenizer, alphabet: Alphabet) -> None:
        """Prepare for one model."""
        self._tokenizer, self._alphabet = tokenizer, alphabet
        self._known: dict[str, tuple[int, ...]] = {}

    def piece(self, placed: Sequence[PlacedPart]) -> GivenPiece:
        """Return the parts of one piece that the model can write, and their tokens."""
        separator = self._alphabet.separator
        tokens: list[int] = []
        parts: list[PlacedPart] = []
        owners, begins, ends = [], [], []
        for part in placed:
            spelt = [self._spell(word) for word in part.words]
            if not all(spelt):
                continue
            for word in spelt:
                if tokens and separator is not None:
                    tokens.append(separator)
                owners.append(len(parts))
                begins.append(len(tokens))
                tokens += word
                ends.append(len(tokens) - 1)
            parts.append(part)
        return GivenPiece(tuple(parts), tuple(tokens), tuple(owners), tuple(begins), tuple(ends))

    def _spell(self, word: str) -> tuple[int, ...]:
        if word not in self._known:
            tokens = self._tokenizer.encode(word)
            whole = len(self._alphabet.words_of(tokens)) == 1
            self._known[word] = tuple(tokens) if whole else ()
        return self._known[word]

    def read_words(self, hypothesis: Hypothesis, piece: int) -> list[ReadWord]:
        """Return the words of a hypothesis of one piece."""
        words = self._alphabet.words_of(hypothesis.tokens)
        return [ReadWord(word.text.lower(), piece) for word in words if word.text]
