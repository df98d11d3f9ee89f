"""vCard address books: the formatted name of every card."""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterator

from earmark.biasing.formats.items import Entries
from earmark.biasing.formats.lines import split_lines
from earmark.biasing.problems import Problems
from earmark.biasing.word import Word
from earmark.errors import WordListError


def read_vcard(text: str, problems: Problems) -> Entries:
    """The formatted name (FN) of every card of an address book."""
    entries: Entries = []
    card, named = 0, True
    for place, line in _unfolded(text):
        name, _, value = line.partition(":")
        prop, *parameters = name.upper().split(";")
        prop = prop.rpartition(".")[2]  # "item1.FN" groups properties
        if prop == "BEGIN":
            card, named = place, False
        elif prop == "END" and not named:
            problems.add(card, "the card that begins here has no FN line; add one such as FN:Ada Lovelace")
        elif prop == "FN":
            named = True
            with problems.at(place):
                entries.append((place, Word(_vcard_text(value, parameters))))
    if card == 0:
        raise WordListError(
            f"{problems.source}: holds no BEGIN:VCARD line; export the address book as vCard again"
        )
    return entries


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


def _vcard_text(value: str, parameters: list[str]) -> str:
    if any("QUOTED-PRINTABLE" in p for p in parameters):
        value = quopri.decodestring(value.encode()).decode("utf-8", errors="replace")
    return re.sub(r"\\([\\,;])", r"\1", value)
