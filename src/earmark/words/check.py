"""Check a word list against a model: how each entry is spoken and spelled, whether it can be written, what is
risky about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from earmark.words.common import common_words
from earmark.words.compile import CompiledEntry, WordCompiler
from earmark.words.wordlist import WordList

SHORT = 2  # tokens: an entry of so few begins inside many ordinary words


@dataclass(frozen=True)
class EntryCheck:
    """One entry under one model."""

    place: int  # line of the file or position in the list, from 1
    text: str
    display: str
    weight: float
    spoken: tuple[str, ...]  # readings that are listened for
    tokens: tuple[tuple[str, ...], ...]  # spellings in the model's pieces
    problem: str | None  # why it can never be written; None = it can
    warnings: tuple[str, ...]
    same_as: int | None = None  # place of an earlier entry of the same sound, which is written for both


@dataclass(frozen=True)
class ListCheck:
    """A whole list under one model."""

    entries: tuple[EntryCheck, ...]
    notes: tuple[str, ...]  # what loading changed

    @property
    def unreachable(self) -> int:
        return sum(entry.problem is not None for entry in self.entries)

    @property
    def with_warnings(self) -> int:
        return sum(bool(entry.warnings) for entry in self.entries)


def check_words(words: WordList, compiler: WordCompiler) -> ListCheck:
    """How ``compiler``'s model spells every entry of ``words``."""
    places = words.places or tuple(range(1, len(words) + 1))
    checks = []
    for place, entry in zip(places, compiler.compile(words).entries, strict=True):
        repeats = _repeats(words, places, entry.same_as) if entry.same_as is not None else ()
        checks.append(
            EntryCheck(
                place=place,
                text=entry.word.text,
                display=entry.word.display,
                weight=entry.word.weight,
                spoken=entry.spoken,
                tokens=tuple(tuple(compiler.pieces(path)) for path in entry.paths),
                problem=entry.problem,
                warnings=(*repeats, *_warnings(entry)),
                same_as=None if entry.same_as is None else places[entry.same_as],
            )
        )
    return ListCheck(tuple(checks), words.notes)


def _repeats(words: WordList, places: Sequence[int], first: int) -> tuple[str]:
    unit = "place" if words.source is None else "line"
    return (
        f"spoken exactly like {words[first].text!r} of {unit} {places[first]}: both share one path, "
        f"and {words[first].display!r} is written",
    )


def _warnings(entry: CompiledEntry) -> Iterator[str]:
    if entry.word.ipa:
        yield "its ipa is kept but not used yet; sounds_like is"
    if entry.word.weight == 0:
        yield "weight 0 switches it off"
    if not entry.paths or entry.word.weight <= 0:
        return
    common = next((reading for reading in entry.spoken if reading in common_words()), None)
    shortest = min(map(len, entry.paths))
    if common is not None:
        yield f"risky: may be written where the common word {common!r} is said; lower its weight"
    elif shortest <= SHORT:
        yield f"risky: only {shortest} token{'s' * (shortest > 1)} long, ordinary words may turn into it"
