"""Names of people: given name and surnames apart, titles left out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_BEFORE = "dr prof professor doctor mr mrs ms miss mx sir dame rev reverend fr father sr herr frau dipl-ing"
_RANKS = "capt captain lt maj sgt"
_PREFIXES = frozenset(f"{_BEFORE} {_RANKS}".split())
_AFTER = "jr sr ii iii iv phd md esq dds mba msc bsc cpa rn obe cbe mbe ret"
_SUFFIXES = frozenset(_AFTER.split())
_WITHIN = "van von de der den del della di da do dos la le al el bin ibn ben ter ten zu zur af av st"
_PARTICLES = frozenset(_WITHIN.split())
_INITIAL = re.compile(r"\w\.?\Z")


@dataclass(frozen=True)
class PersonName:
    """What a person is called; "" and () for what is not known."""

    given: str = ""
    surnames: tuple[str, ...] = ()
    prefixes: tuple[str, ...] = ()  # titles before the name, in small letters without dots
    suffixes: tuple[str, ...] = ()  # titles after it

    @classmethod
    def of(
        cls, given: str, surnames: Iterable[str], prefixes: Iterable[str], suffixes: Iterable[str]
    ) -> PersonName:
        """A name from its parts as an address book has them; initials are no name by themselves."""
        titles_before = tuple(bare for title in prefixes for part in title.split() if (bare := _bare(part)))
        titles_after = tuple(bare for title in suffixes for part in title.split() if (bare := _bare(part)))
        return cls(
            "" if _INITIAL.match(given) else name_without_titles(given, titles_before, ()),
            tuple(
                clean
                for surname in surnames
                if surname and not _INITIAL.match(surname)
                if (clean := name_without_titles(surname, (), titles_after))
            ),
            titles_before,
            titles_after,
        )

    @property
    def is_empty(self) -> bool:
        return not (self.given or self.surnames)

    @property
    def full(self) -> str:
        """Given name and first surname."""
        return " ".join(part for part in (self.given, *self.surnames[:1]) if part)


def name_without_titles(written: str, prefixes: Sequence[str] = (), suffixes: Sequence[str] = ()) -> str:
    """``Dr. José Gutiérrez, Jr.`` -> ``José Gutiérrez``; the text as it is where nothing else would be left.

    Args:
        written: a full name.
        prefixes: more titles before the name, in small letters without dots.
        suffixes: more titles after it.
    """
    before, after = _PREFIXES | set(prefixes), _SUFFIXES | set(suffixes)
    head, _, rest = written.partition(",")
    words = (head if all(_bare(w) in after for w in rest.replace(",", " ").split()) else written).split()
    while len(words) > 1 and _bare(words[0]) in before:
        words.pop(0)
    while len(words) > 1 and _bare(words[-1]) in after:
        words.pop()
    return " ".join(words)


def parted_name(written: str) -> PersonName:
    """Given name and surname of a full name, the last word with particles before it ("van der Berg")."""
    words = name_without_titles(written).split()
    if len(words) < 2 or any(c.isdigit() for c in written):
        return PersonName()
    if words[0].endswith(","):  # "Gutiérrez, José"
        return PersonName.of(words[1], [words[0].rstrip(",")], (), ())
    first = len(words) - 1
    while first > 1 and words[first - 1].lower() in _PARTICLES:
        first -= 1
    return PersonName.of(words[0], [" ".join(words[first:])], (), ())


def _bare(word: str) -> str:
    return word.lower().replace(".", "").strip(",")
