"""The rules in their order, and their use on a sentence."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from earmark.language.english.inverse.acronyms import write_acronym
from earmark.language.english.inverse.addresses import write_address
from earmark.language.english.inverse.cardinals import write_cardinal
from earmark.language.english.inverse.dates import write_date
from earmark.language.english.inverse.decimals import write_decimal
from earmark.language.english.inverse.figures import write_figures, write_numbered
from earmark.language.english.inverse.measures import write_measure
from earmark.language.english.inverse.money import write_money
from earmark.language.english.inverse.ordinals import write_ordinal
from earmark.language.english.inverse.spoken import Words
from earmark.language.english.inverse.times import write_time
from earmark.language.english.inverse.years import write_year
from earmark.language.written import WrittenNumber

_FIXED = {
    ("twenty", "four", "seven"): "24/7",
    ("nine", "eleven"): "9/11",
    ("fifty", "fifty"): "50-50",
}  # expressions that no rule would write so


def _write_fixed(words: Words, place: int) -> WrittenNumber | None:
    for spoken, written in _FIXED.items():
        if words.have(place, *spoken) and words[place - 1] not in {"at", "in"}:
            return WrittenNumber(place, place + len(spoken), written)
    return None


# A longer reading comes before a shorter one that begins like it.
_RULES: tuple[Callable[[Words, int], WrittenNumber | None], ...] = (
    write_address,
    write_date,
    write_numbered,
    write_time,
    write_figures,
    write_money,
    write_measure,
    _write_fixed,
    write_decimal,
    write_ordinal,
    write_year,
    write_cardinal,
    write_acronym,
)


def write_numbers(words: Sequence[str]) -> list[WrittenNumber]:
    """Find what is written in figures or as an acronym, in the order of the words.

    Args:
        words: the spoken words of one sentence, in small letters.
    """
    sentence, found, place = Words(words), [], 0
    while place < len(sentence):
        piece = next((piece for rule in _RULES if (piece := rule(sentence, place)) is not None), None)
        if piece is not None:
            found.append(piece)
        place = place + 1 if piece is None else piece.end
    return found
