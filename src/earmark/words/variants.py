"""Other spellings of an entry's sounds (technique 5): what a model writes that does not know the name."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product

from earmark.phones import PHONES, Graphones, Pronunciation, Reading
from earmark.phones.pronounce import letters_of
from earmark.words.sounds import ListPronunciations, Pronounced
from earmark.words.word import Word

READINGS = 3  # of a word that are spelled: those that are surest
BUDGET = 6000  # readings spelled for one list, some seconds: of longer lists fewer of each word, or none
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
) -> ListVariants:
    """Up to ``most`` variants of the plain form of each entry that may be favoured.

    Words of ``avoid``, the common ones, are neither respelled nor used as a spelling. Lists of more than
    BUDGET names have no variants.
    """
    parts = [
        forms[0].split() if forms and word.weight > 0 else []
        for word, forms in zip(words, spoken, strict=True)
    ]
    names = dict.fromkeys(part for several in parts for part in several if part not in avoid)
    readings = _chosen({name: said.words.get(name, ()) for name in names})
    said_so = [[_reading(p) for p in several] for several in readings.values()]
    written = speller.variants_each(list(readings), said_so, most)
    spellings: dict[str, tuple[str, ...]] = {}
    sounds: dict[str, Pronounced] = {}
    for part, others in zip(readings, written, strict=True):
        spellings[part] = tuple(other for other in others if other not in avoid and other not in said.words)
        for other in spellings[part]:
            sounds[other] = tuple(dict.fromkeys((*sounds.get(other, ()), *said.words[part])))
    options = ([(part, *spellings.get(part, ())) for part in several] for several in parts)
    return ListVariants(tuple(tuple(islice(_combined(several), most)) for several in options), sounds)


def _chosen(readings: Mapping[str, Pronounced]) -> dict[str, Pronounced]:
    """The readings that are worth spelling, as many of each word as there is time for."""
    # M R I is not spelled otherwise.
    chosen = {name: r for name, r in readings.items() if r and r[0].phones != letters_of(name)}
    each = min(READINGS, BUDGET // max(len(chosen), 1))
    return {name: r[:each] for name, r in chosen.items()} if each else {}


def _combined(options: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """Phrases that differ from the plain one, those that differ least first."""
    ranked = sorted(islice(product(*map(enumerate, options)), COMBINED), key=lambda c: sum(r for r, _ in c))
    return (" ".join(part for _, part in combination) for combination in ranked[1:])


def _reading(pronunciation: Pronunciation) -> Reading:
    return Reading(tuple(PHONES[phone] for phone in pronunciation.phones), pronunciation.log_prob)
