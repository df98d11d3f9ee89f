"""Other spellings of an entry's sounds (technique 5): what a model writes that does not know the name."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice, product

from earmark.biasing.pronunciations import ListPronunciations, Pronounced
from earmark.biasing.word import Word
from earmark.language import DEFAULT, Language
from earmark.lexicon import Graphones

READINGS = 2  # of a word that are spelled: later ones add rare spellings and time
COMBINED = 512  # combinations of words' spellings looked at for an entry of several words


@dataclass(frozen=True)
class ListVariants:
    """Of a whole list."""

    entries: tuple[tuple[str, ...], ...]  # spoken forms of each entry, likeliest first
    words: Mapping[str, Pronounced]  # how the words sound that only variants have


def variants_of(
    words: Sequence[Word],
    spoken: Sequence[tuple[str, ...]],
    said: ListPronunciations,
    speller: Graphones,
    most: int,
    avoid: Container[str],
    language: Language = DEFAULT,
) -> ListVariants:
    """Up to ``most`` variants of the plain form of each entry that may be favoured.

    Words of ``avoid``, the common ones, are neither respelled nor used as a spelling.
    """
    parts = [
        forms[0].split() if forms and w.weight > 0 else [] for w, forms in zip(words, spoken, strict=True)
    ]
    every = dict.fromkeys(chain.from_iterable(parts))
    readings = {part: _respelled(part, said, avoid, language) for part in every}
    heard = [several[:READINGS] for several in readings.values()]
    others = dict(zip(readings, speller.variants_each(list(readings), heard, most), strict=True))
    spellings: dict[str, tuple[str, ...]] = {}
    sounds: dict[str, Pronounced] = {}
    for part, found in others.items():
        spellings[part] = tuple(o for o in found if o not in avoid and o not in said.words)
        for other in spellings[part]:
            sounds[other] = tuple(dict.fromkeys((*sounds.get(other, ()), *readings[part])))
    combined = (islice(_combined([(p, *spellings[p]) for p in several]), most) for several in parts)
    return ListVariants(tuple(map(tuple, combined)), sounds)


def _respelled(part: str, said: ListPronunciations, avoid: Container[str], language: Language) -> Pronounced:
    """The readings of a word that is spelled otherwise; none of a common one, or of letters such as M R I."""
    readings = said.words.get(part, ()) if part not in avoid else ()
    return () if readings and readings[0].phones == language.letter_names(part) else readings


def _combined(options: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """Phrases that differ from the plain one, those that differ least first."""
    ranked = sorted(islice(product(*map(enumerate, options)), COMBINED), key=lambda c: sum(r for r, _ in c))
    return (" ".join(part for _, part in combination) for combination in ranked[1:])
