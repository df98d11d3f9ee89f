"""Other spellings of an entry's sounds (technique 5): what a model writes that does not know the name."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product

from earmark.phones import PHONES, Graphones, Pronunciation, Reading
from earmark.phones.pronounce import letters_of
from earmark.words.sounds import ListPronunciations, Pronounced
from earmark.words.word import Word

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

    Words of ``avoid``, the common ones, are neither respelled nor used as a spelling.
    """
    spellings: dict[str, tuple[str, ...]] = {}
    sounds: dict[str, Pronounced] = {}
    found = []
    for word, forms in zip(words, spoken, strict=True):
        parts = forms[0].split() if forms and word.weight > 0 else []
        for part in parts:
            if part not in spellings:
                readings = said.words.get(part, ()) if part not in avoid else ()
                if readings and readings[0].phones == letters_of(part):
                    readings = ()  # M R I is not spelled otherwise
                others = speller.variants(part, [_reading(p) for p in readings], most) if readings else ()
                spellings[part] = tuple(o for o in others if o not in avoid and o not in said.words)
                for other in spellings[part]:
                    sounds[other] = tuple(dict.fromkeys((*sounds.get(other, ()), *readings)))
        found.append(tuple(islice(_combined([(p, *spellings[p]) for p in parts]), most)))
    return ListVariants(tuple(found), sounds)


def _combined(options: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """Phrases that differ from the plain one, those that differ least first."""
    ranked = sorted(islice(product(*map(enumerate, options)), COMBINED), key=lambda c: sum(r for r, _ in c))
    return (" ".join(part for _, part in combination) for combination in ranked[1:])


def _reading(pronunciation: Pronunciation) -> Reading:
    return Reading(tuple(PHONES[phone] for phone in pronunciation.phones), pronunciation.log_prob)
