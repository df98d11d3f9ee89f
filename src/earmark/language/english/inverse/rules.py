"""The rules in their order, and their use on a sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from earmark.language.english.inverse.acronyms import write_acronym
from earmark.language.english.inverse.addresses import write_address
from earmark.language.english.inverse.cardinals import NUMBER_WORDS, write_cardinal
from earmark.language.english.inverse.chains import write_chain
from earmark.language.english.inverse.dates import MONTHS, write_date
from earmark.language.english.inverse.decimals import read_amount, write_decimal
from earmark.language.english.inverse.figures import write_figures
from earmark.language.english.inverse.fixed import idiom_end, write_fixed
from earmark.language.english.inverse.halves import write_half
from earmark.language.english.inverse.houses import write_house
from earmark.language.english.inverse.joined import settle
from earmark.language.english.inverse.kings import write_king
from earmark.language.english.inverse.measures import write_measure
from earmark.language.english.inverse.military import write_military_time
from earmark.language.english.inverse.money import write_money
from earmark.language.english.inverse.numbered import write_lettered, write_numbered
from earmark.language.english.inverse.operands import Piece
from earmark.language.english.inverse.ordinals import ORDINAL_WORDS, write_ordinal
from earmark.language.english.inverse.pairs import write_pair, write_pressure
from earmark.language.english.inverse.prices import write_price
from earmark.language.english.inverse.scaled import write_scaled
from earmark.language.english.inverse.spans import write_span
from earmark.language.english.inverse.spoken import Words, word_set
from earmark.language.english.inverse.times import write_time
from earmark.language.english.inverse.years import write_year
from earmark.language.written import WrittenNumber

_Rule = Callable[[Words, int], WrittenNumber | None]

# A longer reading comes before a shorter one that begins like it.
_RULES: tuple[_Rule, ...] = (
    write_address,
    write_fixed,
    write_date,
    write_house,
    write_king,
    write_lettered,
    write_numbered,
    write_military_time,
    write_pressure,
    write_price,
    write_chain,
    write_time,
    write_figures,
    write_money,
    write_measure,
    write_span,
    write_scaled,
    write_decimal,
    write_half,
    write_ordinal,
    write_year,
    write_pair,
    write_cardinal,
    write_acronym,
)
_FIRST = NUMBER_WORDS | MONTHS | ORDINAL_WORDS | word_set("minus plus the oh double triple covid catch co")
_PLAIN = {write_scaled, write_decimal, write_half, write_ordinal, write_pair, write_cardinal, write_figures}


def write_numbers(words: Sequence[str]) -> list[WrittenNumber]:
    """Find what is written in figures or as an acronym, in the order of the words.

    Args:
        words: the spoken words of one sentence, in small letters.
    """
    return settle(Words(words), list(_pieces(words)))


def _pieces(words: Sequence[str]) -> Iterator[Piece]:
    """Read a sentence from the left; the first rule that answers wins."""
    place = taken = 0
    while place < len(words):
        sentence = Words(words, taken)
        idiom = idiom_end(sentence, place)
        piece = _piece(sentence, place) if idiom == place else None
        if piece is None:
            place = max(idiom, _left(sentence, place))
        else:
            yield piece
            place = taken = piece.number.end


def _piece(words: Words, place: int) -> Piece | None:
    """What the first rule that answers writes."""
    may_begin = words[place] in _FIRST or len(words[place]) == 1
    for rule in _RULES if may_begin else (write_address,):
        number = rule(words, place)
        if number is not None:
            return Piece(number, rule in _PLAIN)
    return None


def _left(words: Words, place: int) -> int:
    """The place behind a number that stays in words: none of its parts is written by itself."""
    amount = read_amount(words, place) if words[place] in NUMBER_WORDS else None
    return place + 1 if amount is None else amount.end
