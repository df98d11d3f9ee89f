"""Check a word list against a model: how each entry is spoken and spelled, whether it can be written, what is
risky about it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from earmark.biasing.bias_list import BiasList, CompiledEntry
from earmark.biasing.compiler import WordCompiler
from earmark.biasing.confusability import SHORT as SHORT_PHONES
from earmark.biasing.diagnostics import UNREADABLE, UNUSED
from earmark.biasing.word_list import WordList
from earmark.language import BOUNDARY_SYMBOL, Language, PhoneSet
from earmark.lexicon import Pronunciation

SHORT = 2  # tokens: an entry of so few begins inside many ordinary words


@dataclass(frozen=True)
class CheckedPronunciation:
    """One way in which an entry is said."""

    phones: str  # IPA, a space between phones and " | " between words
    source: str  # "ipa", "sounds_like", "lexicon", "letters", "g2p"
    probability: float  # given the spelling, 1 unless it is guessed


@dataclass(frozen=True)
class EntryCheck:
    """One entry under one model."""

    place: int  # line of the file or position in the list, from 1
    text: str
    display: str
    weight: float
    spoken: tuple[str, ...]  # readings that are listened for
    tokens: tuple[tuple[str, ...], ...]  # spellings in the model's pieces
    pronunciations: tuple[CheckedPronunciation, ...]  # the surest first
    variants: tuple[str, ...]  # other spellings that write it too
    problem: str | None  # why it can never be written; None = it can
    warnings: tuple[str, ...]
    same_as: int | None = None  # place of an earlier entry of the same sound, which is written for both
    confusability: float = 0.0  # 0..1, how much more evidence than usual it should need


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


def check_words(words: WordList, compiler: WordCompiler, compiled: BiasList | None = None) -> ListCheck:
    """How ``compiler``'s model spells every entry of ``words``; ``compiled`` is its list where known."""
    places = words.places or tuple(range(1, len(words) + 1))
    language = compiler.language
    phone_set = compiler.pronouncer.lexicon.phone_set if compiler.pronouncer is not None else None
    checks = []
    compiled = compiler.compile(words) if compiled is None else compiled
    notes: dict[int, list[str]] = {}
    for one in compiled.diagnostics:
        if one.code in (UNREADABLE, UNUSED):
            notes.setdefault(one.number, []).append(f"a pronunciation is not used: {one.reason}")
    for number, (place, entry) in enumerate(zip(places, compiled.entries, strict=True)):
        repeats = _repeats(words, places, entry.same_as) if entry.same_as is not None else ()
        checks.append(
            EntryCheck(
                place=place,
                text=entry.word.text,
                display=entry.word.display,
                weight=entry.word.weight,
                spoken=entry.spoken,
                tokens=tuple(tuple(compiler.pieces(path)) for path in entry.paths),
                pronunciations=tuple(_shown(p, phone_set) for p in entry.phones if phone_set is not None),
                variants=entry.variants,
                problem=entry.problem,
                warnings=(
                    *repeats,
                    *notes.get(number, ()),
                    *_warnings(entry, phone_set is not None, language),
                ),
                same_as=None if entry.same_as is None else places[entry.same_as],
                confusability=round(entry.confusability.degree, 3) if entry.word.weight > 0 else 0.0,
            )
        )
    return ListCheck(tuple(checks), words.notes)


def _repeats(words: WordList, places: Sequence[int], first: int) -> tuple[str]:
    unit = "place" if words.source is None else "line"
    return (
        f"spoken exactly like {words[first].text!r} of {unit} {places[first]}: both share one path, "
        f"and {words[first].display!r} is written",
    )


def _shown(one: Pronunciation, phone_set: PhoneSet) -> CheckedPronunciation:
    phones = phone_set.symbols_of(one.phones).replace(BOUNDARY_SYMBOL, "|")
    return CheckedPronunciation(phones, one.source, round(math.exp(one.log_prob), 3))


def _warnings(entry: CompiledEntry, with_phones: bool, language: Language) -> Iterator[str]:
    latin = None if entry.word.sounds_like else language.transliterate(entry.word.text)
    if latin is not None and entry.problem is None:
        yield f"read as {latin!r}; give sounds_like or ipa if it is said otherwise"
    if entry.word.weight == 0:
        yield "weight 0 switches it off"
    if not entry.paths or entry.word.weight <= 0:
        return
    if with_phones and not entry.phones:
        yield "its pronunciation is unknown: only its letters count; give ipa or sounds_like"
    near = entry.confusability
    common = near.spelt_like or next((form for form in entry.spoken if form in language.common_words), None)
    shortest = min(map(len, entry.paths))
    if common is not None:
        yield f"risky: may be written where the common word {common!r} is meant; list it in a longer phrase"
    elif near.sounds_like is not None:
        alike = "exactly like" if near.distance == 0 else "almost like"
        also = f" (and near {' and '.join(map(repr, near.others))})" if near.others else ""
        yield f"risky: sounds {alike} {near.sounds_like!r}{also}, so it needs more evidence than others"
    if 0 < near.phones <= SHORT_PHONES:
        yield f"risky: only {near.phones} phone{'s' * (near.phones > 1)} long, heard inside many words"
    elif shortest <= SHORT and common is None and not near.phones:
        yield f"risky: only {shortest} token{'s' * (shortest > 1)} long, ordinary words may turn into it"
