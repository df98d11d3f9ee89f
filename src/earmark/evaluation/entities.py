"""Count entities found, missed and invented."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from earmark.evaluation.alignment import Alignment
from earmark.language import DEFAULT, Language

UNTYPED = "untyped"  # entities whose row names no type, and list entries that are no row's entity


@dataclass(frozen=True)
class EntityCounts:
    """Entity mentions of some utterances."""

    found: int = 0  # mentions whose words stand in the hypothesis at the aligned place, unbroken, with the
    # ending that was said
    invented: int = 0  # inventory entries written where the reference has them neither with an ending nor
    # without
    missed: int = 0  # mentions not found
    unlocated: int = 0  # entities of a row that do not stand in its text; in none of the others

    def __add__(self, other: EntityCounts) -> EntityCounts:
        return EntityCounts(
            self.found + other.found,
            self.invented + other.invented,
            self.missed + other.missed,
            self.unlocated + other.unlocated,
        )


class Inventory:
    """Phrases to look for in hypotheses, with and without the endings of the language."""

    def __init__(self, phrases: Iterable[str], language: Language = DEFAULT) -> None:
        """``phrases`` as written; those that normalise to nothing are left out."""
        spoken = {tuple(language.normalize(phrase).split()) for phrase in phrases}
        self._by_first = _by_first(spoken - {()})
        self._with_endings = _by_first(
            {form for words in spoken - {()} for form in (words, *_with_endings(words, language))}
        )

    def spans(self, words: Sequence[str]) -> Iterator[tuple[int, int]]:
        """(first, count) of every entry in ``words``, with any ending: longest first, none overlapping."""
        at = 0
        while at < len(words):
            count = self._longest(words, at)
            if count:
                yield at, count
            at += count or 1

    def everywhere(self, words: Sequence[str]) -> set[str]:
        """Every entry that stands in ``words`` as it is, overlapping or not."""
        return {
            " ".join(entry)
            for at, word in enumerate(words)
            for entry in self._by_first.get(word, ())
            if tuple(words[at : at + len(entry)]) == entry
        }

    def _longest(self, words: Sequence[str], at: int) -> int:
        for entry in self._with_endings.get(words[at], ()):
            if tuple(words[at : at + len(entry)]) == entry:
                return len(entry)
        return 0


def _by_first(phrases: Iterable[tuple[str, ...]]) -> dict[str, list[tuple[str, ...]]]:
    found: dict[str, list[tuple[str, ...]]] = {}
    # Longest first, so that "new york city" is one entry and not "new york".
    for words in sorted(phrases, key=lambda words: (-len(words), words)):
        found.setdefault(words[0], []).append(words)
    return found


def _with_endings(words: tuple[str, ...], language: Language) -> Iterator[tuple[str, ...]]:
    for ending in language.endings:
        if added := ending.after(words[-1]):
            yield *words[:-1], words[-1] + added


def count_entities(
    alignment: Alignment, entities: Iterable[str], inventory: Inventory, language: Language = DEFAULT
) -> EntityCounts:
    """Entity counts of one utterance.

    Args:
        alignment: of the spoken forms of reference and hypothesis.
        entities: the row's own, as written; every mention in the reference counts.
        inventory: phrases that count as invented where they are written and not spoken.
        language: of the utterance.
    """
    spoken = {tuple(language.normalize(entity).split()) for entity in entities} - {()}
    mentions = find_mentions(alignment, (" ".join(words) for words in spoken), language)
    own = {" ".join(words) for words in spoken}
    said = (" ".join(alignment.reference[first : first + count]) for first, count in mentions)
    located = {_without_ending(one, own, language) for one in said}
    found = sum(alignment.spoken_at(first, count) is not None for first, count in mentions)
    return EntityCounts(
        found=found,
        invented=sum(1 for _ in find_invented(alignment, inventory, language)),
        missed=len(mentions) - found,
        unlocated=len(own - located),
    )


def count_by_type(
    alignment: Alignment,
    own: Mapping[str, str],
    inventory: Inventory,
    types: Mapping[str, str],
    language: Language = DEFAULT,
) -> dict[str, EntityCounts]:
    """:func:`count_entities` for each type of entity.

    Args:
        alignment: of the spoken forms of reference and hypothesis.
        own: spoken form of each of the row's entities -> its type.
        inventory: phrases that can be invented.
        types: spoken form -> type for all entities of the manifest; anything else is :data:`UNTYPED`.
        language: of the utterance.
    """
    counts: dict[str, EntityCounts] = {}

    def add(kind: str, one: EntityCounts) -> None:
        counts[kind] = counts.get(kind, EntityCounts()) + one

    for first, count in find_mentions(alignment, own, language):
        said = _without_ending(" ".join(alignment.reference[first : first + count]), own, language)
        hit = alignment.spoken_at(first, count) is not None
        add(own[said], EntityCounts(found=int(hit), missed=int(not hit)))
    for first, count in find_invented(alignment, inventory, language):
        written = _without_ending(" ".join(alignment.hypothesis[first : first + count]), types, language)
        add(types.get(written, UNTYPED), EntityCounts(invented=1))
    return counts


def find_mentions(
    alignment: Alignment, entities: Iterable[str], language: Language = DEFAULT
) -> list[tuple[int, int]]:
    """(first, count) of every mention of an entity among the reference's words, with any ending."""
    return list(Inventory(entities, language).spans(alignment.reference))


def find_invented(
    alignment: Alignment, inventory: Inventory, language: Language = DEFAULT
) -> Iterator[tuple[int, int]]:
    """(first, count) of entries in the hypothesis where the reference does not have them: false alarms.

    An entry with a wrong ending, or with none where it was said with one, is a word error and no false alarm.
    """
    for first, count in inventory.spans(alignment.hypothesis):
        if said_at(alignment, first, count, language) is None:
            yield first, count


def said_at(alignment: Alignment, first: int, count: int, language: Language) -> int | None:
    """Find ``count`` hypothesis words in the reference, unbroken, the last with any ending, or None."""
    start = alignment.said_at(first, count)
    if start is not None:
        return start
    last = first + count - 1
    other = next((said for said, written in alignment.substitutions if written == last), None)
    if other is None or not _alike(alignment.reference[other], alignment.hypothesis[last], language):
        return None
    start = alignment.said_at(first, count - 1) if count > 1 else other
    return start if start == other - count + 1 else None


def _alike(one: str, other: str, language: Language) -> bool:
    """Whether two words are one word with different endings, or one without."""
    return not _stems(one, language).isdisjoint(_stems(other, language))


def _stems(word: str, language: Language) -> set[str]:
    return {word} | {stem for ending in language.endings for stem in ending.stems(word)}


def _without_ending(text: str, known: Container[str], language: Language) -> str:
    """The one of ``known`` that a text is, without its ending where the text itself is none of them."""
    if text in known:
        return text
    return next((stem for ending in language.endings for stem in ending.stems(text) if stem in known), text)
