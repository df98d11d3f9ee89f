"""vCard address books: full name, given name, surname, nickname and company of every card."""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from earmark.biasing.formats.items import Entries
from earmark.biasing.formats.lines import split_lines
from earmark.biasing.formats.person import PersonName, name_without_titles, parted_name
from earmark.biasing.problems import Problems
from earmark.biasing.word import Word
from earmark.errors import WordListError

_COMPONENTS = re.compile(r"(?<!\\);")
_SEVERAL = re.compile(r"(?<!\\),")  # between several surnames or nicknames
_PHONETIC = {"X-PHONETIC-FIRST-NAME": "given", "X-PHONETIC-LAST-NAME": "surname"}


@dataclass
class _Card:
    """Properties of one card, and the lines on which they stand."""

    place: int
    values: dict[str, tuple[int, str]] = field(default_factory=dict)  # the first of each name, still escaped

    def line(self, *names: str) -> int:
        """The line of the first property that the card has."""
        return next((self.values[name][0] for name in names if name in self.values), self.place)

    def text(self, name: str) -> str:
        """The value of a property; "" where the card has none."""
        return _unescaped(self.values[name][1]) if name in self.values else ""

    def components(self, name: str) -> list[str]:
        """The parts of a structured value, none where the card has none."""
        return _COMPONENTS.split(self.values[name][1]) if name in self.values else []


def read_vcard(text: str, problems: Problems) -> Entries:
    """The names of every card of an address book, without titles.

    People are called by their full name, their given name or their surname: all three are entries, of equal
    names one. So are nicknames and companies.

    Raises:
        WordListError: no card begins.
    """
    entries: Entries = []
    seen: set[str] = set()
    card: _Card | None = None
    cards = 0
    for place, line in _unfolded(text):
        name, value = _property(line)
        if name in ("BEGIN", "END"):
            if card is not None:
                _add(card, entries, seen, problems)
            card = _Card(place) if name == "BEGIN" else None
            cards += name == "BEGIN"
        elif card is not None and value.strip():
            card.values.setdefault(name, (place, value))
    if card is not None:  # the file was cut short
        _add(card, entries, seen, problems)
    if not cards:
        raise WordListError(
            f"{problems.source}: holds no BEGIN:VCARD line; export the address book as vCard again"
        )
    return entries


def _add(card: _Card, entries: Entries, seen: set[str], problems: Problems) -> None:
    """Append the entries of a card but those that an earlier card has."""
    words = list(_words(card, problems))
    if not words and "FN" not in card.values:
        reason = "the card that begins here has no FN line; add one such as FN:Ada Lovelace"
        problems.add(card.place, reason)
    for place, word in words:
        if word.text.casefold() not in seen or word.sounds_like:
            seen.add(word.text.casefold())
            entries.append((place, word))


def _words(card: _Card, problems: Problems) -> Iterator[tuple[int, Word]]:
    """The entries of one card."""
    written = card.text("FN")
    company = _unescaped(card.components("ORG")[0]).strip() if "ORG" in card.values else ""
    name = _structured(card)
    if name.is_empty and written != company:
        name = parted_name(written)
    full = name_without_titles(written, name.prefixes, name.suffixes) or name.full
    said = {kind: _phonetic(card, prop) for prop, kind in _PHONETIC.items()}
    both = [said["given"], said["surname"]]
    person = [
        (card.line("FN", "N"), full, " ".join(both) if all(both) else ""),
        (card.line("N", "FN"), name.given, said["given"]),
        *((card.line("N", "FN"), surname, said["surname"]) for surname in name.surnames),
    ]
    nicknames = _SEVERAL.split(card.values["NICKNAME"][1]) if "NICKNAME" in card.values else []
    others = [*((card.line("NICKNAME"), _unescaped(n)) for n in nicknames), (card.line("ORG"), company)]
    for place, text, spelling in (*person, *((place, text, "") for place, text in others)):
        if text.strip():
            with problems.at(place):
                yield place, Word(text, sounds_like=(spelling,) if spelling else ())


def _structured(card: _Card) -> PersonName:
    """The N property: family names, given name, additional names, prefixes and suffixes, in this order."""
    parts = (_SEVERAL.split(part) for part in [*card.components("N"), *[""] * 5][:5])
    surnames, given, _, prefixes, suffixes = ([_unescaped(v).strip() for v in values] for values in parts)
    return PersonName.of(given[0], surnames, prefixes, suffixes)


def _phonetic(card: _Card, name: str) -> str:
    """A respelling that a card brings, if it is written in Latin letters."""
    text = card.text(name)
    return text if text.isascii() else ""


def _property(line: str) -> tuple[str, str]:
    """The name of a property and its value, decoded but with its escapes."""
    name, _, value = line.partition(":")
    prop, *parameters = name.upper().split(";")
    if any("QUOTED-PRINTABLE" in parameter for parameter in parameters):
        value = quopri.decodestring(value.encode()).decode("utf-8", errors="replace")
    return prop.rpartition(".")[2], value  # "item1.FN" groups properties


def _unfolded(text: str) -> Iterator[tuple[int, str]]:
    """Logical lines: a folded line goes on after a blank (RFC 6350) or after a quoted-printable ``=``."""
    start, whole = 1, ""
    for place, line in enumerate(split_lines(text), 1):
        if whole.endswith("=") and "QUOTED-PRINTABLE" in whole.upper():
            whole = whole[:-1] + line
        elif whole and line[:1] in {" ", "\t"}:
            whole += line[1:]
        else:
            if whole:
                yield start, whole
            start, whole = place, line
    if whole:
        yield start, whole


def _unescaped(value: str) -> str:
    return re.sub(r"\\([\\,;])", r"\1", re.sub(r"\\[nN]", " ", value))
