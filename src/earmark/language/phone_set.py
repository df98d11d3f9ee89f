"""PhoneSet: the phones of a model, and how written IPA and the columns of a phone head are brought to them.

Phone heads, lexica and grapheme-to-phoneme models each have their own habits of writing IPA. All of them are
brought to the phones of one set before anything is compared: other symbols count for the nearest phone, and
marks that only colour a phone (dental, lowered, long, nasal, tie bars, tones) count for nothing. Where a
phone head emits such marks as symbols of their own, they count for the blank.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from earmark import _core
from earmark.errors import PhoneError

Phones = tuple[int, ...]  # ids of a phone set

BOUNDARY_SYMBOL, BLANK_SYMBOL = "<wb>", "<blank>"

# Removed from written IPA: brackets and prosody, and ties, which stand between letters of one sound.
_DRESS = str.maketrans("", "", "/[]()‖↗↘͜͡")
# Stress, length, syllables, tones, ties, breath, glottal stops: they colour a phone and count for none.
_MARKS = frozenset("ʔʕʡˈˌ'.ːˑ‿͜͡ʰʱʲʷˀˤˠʼⁿˡʴ˞˕˥˦˧˨˩ᵊᵝ⁰¹²³⁴⁵⁻⁽⁾꜔~-") | {chr(code) for code in range(0x300, 0x370)}
# Letters and marks of the IPA chart, and of the extensions that phoneticians of English use.
_IPA = (
    frozenset("abcdefghijklmnopqrstuvwxyzæçðøħŋœǀǁǂǃβθχᵻᵿⱱ .|/[]()‖↗↘")
    | {chr(code) for code in range(0x250, 0x300)}  # IPA extensions, modifier letters
    | _MARKS
)
_SPECIAL = re.compile(r"<.*>|\[.*\]|\|")  # columns of a phone head that stand for no sound


def is_ipa(character: str) -> bool:
    """Whether a character belongs to IPA, whatever the language: a letter, a mark, or what separates them."""
    return all(c in _IPA for c in unicodedata.normalize("NFD", character))


@dataclass(frozen=True)
class PhoneSet:
    """P phones with the ids 0 to P - 1; the boundary between words and the blank have the two after them."""

    phones: tuple[str, ...]  # (P,) IPA symbols
    pooled: Mapping[str, str] = field(default_factory=dict, hash=False, repr=False)  # symbol -> its phone
    spelt: Mapping[str, str] = field(default_factory=dict, hash=False, repr=False)  # written IPA -> phones
    diphthongs: tuple[str, ...] = ()  # two-letter phones that IPA with a space after every symbol splits

    @classmethod
    def of_head(cls, symbols: Sequence[str]) -> PhoneSet:
        """The set of a phone head whose symbols are the phones; ``<...>`` and ``[...]`` are none.

        Raises:
            PhoneError: no symbol is a phone.
        """
        marks = _MARKS | {BOUNDARY_SYMBOL, BLANK_SYMBOL}
        phones = tuple(dict.fromkeys(s for s in symbols if s not in marks and not _SPECIAL.fullmatch(s)))
        if not phones:
            raise PhoneError(
                f"the phone head has {len(symbols)} symbols and none is a phone: give IPA symbols"
            )
        return cls(phones)

    @property
    def boundary(self) -> int:
        """Id of the boundary between words, which some phone heads emit."""
        return len(self.phones)

    @property
    def blank(self) -> int:
        """Id of the blank."""
        return len(self.phones) + 1

    @property
    def size(self) -> int:
        """Number of ids: the phones, the boundary and the blank."""
        return len(self.phones) + 2

    @cached_property
    def ids(self) -> dict[str, int]:
        """Phone -> id."""
        return {phone: number for number, phone in enumerate(self.phones)}

    @cached_property
    def symbols(self) -> dict[str, Phones]:
        """Every symbol that can be read -> its phones; marks have none."""
        table: dict[str, Phones] = {symbol: (self.ids[phone],) for symbol, phone in self.pooled.items()}
        table |= {symbol: tuple(self.ids[p] for p in phones.split()) for symbol, phones in self.spelt.items()}
        marks: dict[str, Phones] = dict.fromkeys(_MARKS, ())
        return marks | table | {phone: (number,) for phone, number in self.ids.items()}

    @cached_property
    def _longest(self) -> int:
        return max(map(len, self.symbols))

    @cached_property
    def _split(self) -> re.Pattern[str]:
        """The parts of a diphthong with a space between."""
        pairs = "|".join(rf"{pair[0]}\s+{pair[1]}" for pair in self.diphthongs)
        return re.compile(rf"(?<!\S)(?:{pairs or '(?!)'})(?!\S)")

    def columns(self, symbols: Sequence[str], blank: int) -> NDArray[np.int32]:
        """(C,) the id that each symbol of a phone head counts for, -1 for those that count for nothing.

        Args:
            symbols: names of the head's columns, ``<wb>`` its boundary.
            blank: column of its blank.

        Raises:
            PhoneError: the head lacks a phone of the set.
        """
        counted = np.full(len(symbols), -1, dtype=np.int32)
        for column, symbol in enumerate(symbols):
            phones = self.symbols.get(symbol)
            if column == blank:
                counted[column] = self.blank
            elif symbol == BOUNDARY_SYMBOL:
                counted[column] = self.boundary
            elif phones is not None and len(phones) < 2:
                counted[column] = phones[0] if phones else self.blank
        lacking = [phone for phone, number in self.ids.items() if number not in counted]
        if lacking:
            raise PhoneError(
                f"the phone head has no column for {', '.join(lacking)}: expected IPA symbols for all "
                f"{len(self.phones)} phones of its set, {' '.join(self.phones)}"
            )
        return counted

    def pool(self, log_probs: NDArray[np.float32], columns: NDArray[np.int32]) -> NDArray[np.float64]:
        """(T, C) natural-log emissions of a phone head -> (T, size) probabilities of each id.

        Args:
            log_probs: those of the head that ``columns`` was made for.
            columns: (C,) as :meth:`columns` returns them.
        """
        return _core.pool_phones(np.ascontiguousarray(log_probs, dtype=np.float32), columns, self.size)

    def from_ipa(self, text: str) -> Phones:
        """Ids of IPA, with spaces between the symbols or without: ``zəˈlɛnski``, ``z ə l ɛ n s k i``.

        Raises:
            PhoneError: a character stands for no phone, or ``text`` has no phone at all.
        """
        ids, strange = self._read(self._bare(text))
        if strange is not None:
            raise PhoneError(
                f"{strange!r} (U+{ord(strange):04X}) in {text!r} stands for no phone: expected IPA such as "
                f"'zəˈlɛnski', made of {' '.join(self.phones)}"
            )
        if not ids:
            raise PhoneError(f"{text!r} has no phones: expected at least one")
        return tuple(ids)

    def stranger(self, text: str) -> str | None:
        """The first character of IPA that stands for no phone; None where all do."""
        return self._read(self._bare(text))[1]

    def _bare(self, text: str) -> str:
        bare = unicodedata.normalize("NFC", text).translate(_DRESS)
        return self._split.sub(lambda m: "".join(m[0].split()), bare)

    def _read(self, text: str) -> tuple[list[int], str | None]:
        """Ids of IPA without its dress, by the longest symbols, up to a character that stands for none."""
        ids: list[int] = []
        at = 0
        while at < len(text):
            if text[at].isspace():
                at += 1
                continue
            for length in range(min(self._longest, len(text) - at), 0, -1):
                phones = self.symbols.get(text[at : at + length])
                if phones is not None:
                    break
            else:
                return ids, text[at]
            ids += phones
            at += length
        return ids, None

    def symbols_of(self, ids: Iterable[int]) -> str:
        """IPA with one space between the phones, as lexica store them and people read them."""
        names = (*self.phones, BOUNDARY_SYMBOL, BLANK_SYMBOL)
        return " ".join(names[number] for number in ids)

    def written_ipa(self, ids: Iterable[int]) -> str:
        """IPA as people write it, with spaces between words only; :meth:`from_ipa` reads each word back.

        Where two phones would be read as one ("əɹ"), dots separate the phones of that word.
        """
        words: list[list[int]] = [[]]
        for number in ids:
            if number == self.boundary:
                words.append([])
            else:
                words[-1].append(number)
        return " ".join(self._written(word) for word in words if word)

    def _written(self, word: Sequence[int]) -> str:
        symbols = [self.phones[number] for number in word]
        joined = "".join(symbols)
        return joined if self.from_ipa(joined) == tuple(word) else ".".join(symbols)
