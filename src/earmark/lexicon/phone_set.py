"""The one phone inventory: 40 English phones, the boundary between words and the blank.

Phone heads, lexica and grapheme-to-phoneme models each have their own habits of writing IPA. All of
them are brought to these 42 columns before anything is compared. Other symbols count for the
phone that is nearest to an English ear; marks that only colour a phone (dental, lowered, long,
nasal, tie bars, tones) count for nothing, and where a phone head emits them as symbols of their own,
for the blank.

Pooling costs nothing: on librispeech-dev and synthetic-entities-dev, 200-best lists rescored by phone
evidence over the head's own 191 columns, over 43 that keep e, o and a apart, and over these 42 differ
by less than 0.05 points of WER.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from earmark.errors import PhoneError

_VOWELS = "ɑ æ ʌ ə ɔ aʊ aɪ ɛ ɝ eɪ ɪ i oʊ ɔɪ ʊ u"
_CONSONANTS = "b t͡ʃ d ð f g h d͡ʒ k l m n ŋ p ɹ s ʃ t θ v w j z ʒ"
PHONES: tuple[str, ...] = (*_VOWELS.split(), *_CONSONANTS.split())
BOUNDARY = len(PHONES)  # id of the boundary between words, which some phone heads emit
BLANK = BOUNDARY + 1
COUNT = BLANK + 1  # ids: PHONES, then BOUNDARY and BLANK
BOUNDARY_SYMBOL, BLANK_SYMBOL = "<wb>", "<blank>"

_ID = {phone: number for number, phone in enumerate(PHONES)}

# ARPAbet without stress digits; AH is ə where unstressed, as CMUdict has it.
_ARPABET_OF = {
    "ɑ": "AA", "æ": "AE", "ʌ": "AH", "ə": "AX", "ɔ": "AO", "aʊ": "AW", "aɪ": "AY", "ɛ": "EH",
    "ɝ": "ER", "eɪ": "EY", "ɪ": "IH", "i": "IY", "oʊ": "OW", "ɔɪ": "OY", "ʊ": "UH", "u": "UW",
    "b": "B", "t͡ʃ": "CH", "d": "D", "ð": "DH", "f": "F", "g": "G", "h": "HH", "d͡ʒ": "JH",
    "k": "K", "l": "L", "m": "M", "n": "N", "ŋ": "NG", "p": "P", "ɹ": "R", "s": "S", "ʃ": "SH",
    "t": "T", "θ": "TH", "v": "V", "w": "W", "j": "Y", "z": "Z", "ʒ": "ZH",
}  # fmt: skip
_ARPABET = {symbol: phone for phone, symbol in _ARPABET_OF.items()} | {
    "AXR": "ɝ", "IX": "ɪ", "DX": "t", "UX": "u", "EL": "ə l", "EM": "ə m", "EN": "ə n",
}  # fmt: skip

# Phone -> symbols that count for it. Columns of a phone head are pooled by this table.
_POOLED = {
    "ɑ": "a à ä å ã ɒ", "ʌ": "ɤ", "ə": "ɐ ɘ ɵ", "ɝ": "ɚ ɜ œ ø", "eɪ": "e ẽ",
    "ɪ": "ɨ ʏ ì", "i": "ĩ ǐ", "oʊ": "o õ", "u": "ũ ʉ y ɯ", "b": "β ɓ ʙ", "t͡ʃ": "t͡ɕ t͡ɕʰ t͡ɕ͈", "d": "ɖ ɗ",
    "f": "ɸ", "g": "ɡ ɣ", "h": "x χ ç ħ ɦ", "j": "ʝ ɟ", "k": "kʰ k͈ c q", "l": "ɫ ʎ ɮ ɬ", "m": "ɱ",
    "n": "ɲ ñ", "ŋ": "ɴ", "p": "pʰ p͈", "ɹ": "r ɻ ɽ ʀ ʁ", "s": "s͈", "ʃ": "ɕ ʂ", "t": "tʰ t͈ ɾ ʈ", "v": "ʋ",
    "w": "ɥ ɰ ʍ", "z": "ẑ", "ʒ": "ʑ ʐ",
}  # fmt: skip
_COUNTS_FOR = {symbol: phone for phone, symbols in _POOLED.items() for symbol in symbols.split()}

# Written IPA only: what stands for another sound, or for several, by the longest match. Ties are taken out
# before. Before an r English knows no difference between oʊ and ɔ, eɪ and ɛ: CMUdict writes the latter.
_SPELT = {
    "tʃ": "t͡ʃ", "dʒ": "d͡ʒ", "ʧ": "t͡ʃ", "ʤ": "d͡ʒ", "tɕ": "t͡ʃ", "dʑ": "d͡ʒ", "ʨ": "t͡ʃ", "ʥ": "d͡ʒ",
    "tʂ": "t͡ʃ", "ʈʂ": "t͡ʃ", "dʐ": "d͡ʒ", "ɖʐ": "d͡ʒ", "ʦ": "t s", "ʣ": "d z", "əʊ": "oʊ", "ʌʊ": "oʊ",
    "ɪə": "ɪ ɹ", "eə": "ɛ ɹ", "ɛə": "ɛ ɹ", "ʊə": "ʊ ɹ", "ɜː": "ɝ", "ɜɹ": "ɝ", "ɜr": "ɝ", "ɜːɹ": "ɝ",
    "ɜːr": "ɝ", "əɹ": "ɝ", "ər": "ɝ", "ɚɹ": "ɝ", "ɝɹ": "ɝ", "ɝːɹ": "ɝ", "oɹ": "ɔ ɹ", "or": "ɔ ɹ",
    "oːɹ": "ɔ ɹ", "oːr": "ɔ ɹ", "eɹ": "ɛ ɹ", "er": "ɛ ɹ", "eːɹ": "ɛ ɹ", "eːr": "ɛ ɹ", "ai": "aɪ",
    "ɑɪ": "aɪ", "ʌɪ": "aɪ", "au": "aʊ", "ɑʊ": "aʊ", "æʊ": "aʊ", "ei": "eɪ", "ɛɪ": "eɪ", "ou": "oʊ",
    "oi": "ɔɪ", "ɔi": "ɔɪ", "ɔʏ": "ɔɪ", "œy": "ɔɪ", "l̩": "ə l", "ɫ̩": "ə l", "m̩": "ə m", "n̩": "ə n",
    "ŋ̍": "ə ŋ", "ɹ̩": "ɝ", "r̩": "ɝ", "ja": "j ɑ", "je": "j eɪ", "jo": "j oʊ", "ju": "j u",
    "ɪəɹ": "ɪ ɹ", "ɪər": "ɪ ɹ", "eəɹ": "ɛ ɹ", "eər": "ɛ ɹ", "ɛəɹ": "ɛ ɹ", "ɛər": "ɛ ɹ", "ʊəɹ": "ʊ ɹ",
    "ʊər": "ʊ ɹ", "jʌ": "j ʌ", "wa": "w ɑ", "we": "w eɪ", "wi": "w i", "wʌ": "w ʌ", "ɯi": "u i",
    "ᵻ": "ɪ", "ɩ": "ɪ", "ɷ": "ʊ", "ᵿ": "ʊ", "ɞ": "ɝ", "ɶ": "æ", "ɢ": "g", "ɠ": "g", "ʛ": "g",
    "ʄ": "d͡ʒ", "ɳ": "n", "ɭ": "l", "ɺ": "l", "ʟ": "l", "ⱱ": "v", "ʜ": "h", "ʢ": "h", "ɧ": "ʃ",
}  # fmt: skip
# Taken out of written IPA, brackets and prosody; and ties, for they stand between letters of one sound.
_DRESS = str.maketrans("", "", "/[]()‖↗↘͜͡")
# The parts of a diphthong with a space between, in IPA that has a space after every symbol.
_SPLIT = re.compile(r"(?<!\S)([aeo])\s+([ɪʊ])(?!\S)")
# Stress, length, syllables, tones, ties, breath, glottal stops: they colour a phone and are none.
_MARKS = frozenset("ʔʕʡˈˌ'.ːˑ‿͜͡ʰʱʲʷˀˤˠʼⁿˡʴ˞˕˥˦˧˨˩ᵊᵝ⁰¹²³⁴⁵⁻⁽⁾꜔~-") | {chr(code) for code in range(0x300, 0x370)}


def _table() -> dict[str, tuple[int, ...]]:
    table: dict[str, tuple[int, ...]] = {symbol: (_ID[phone],) for symbol, phone in _COUNTS_FOR.items()}
    table |= {symbol: tuple(_ID[p] for p in phones.split()) for symbol, phones in _SPELT.items()}
    table |= {phone: (number,) for phone, number in _ID.items()}
    table |= {mark: () for mark in _MARKS}
    return table


SYMBOLS: dict[str, tuple[int, ...]] = _table()  # every symbol that can be read, as phone ids
_LONGEST = max(map(len, SYMBOLS))


def columns(symbols: Sequence[str], blank: int) -> NDArray[np.int32]:
    """(C,) the id that each symbol of a phone head counts for, -1 for those that count for nothing.

    Args:
        symbols: names of the head's columns, ``<wb>`` its boundary.
        blank: column of its blank.

    Raises:
        PhoneError: the head lacks a phone of the inventory.
    """
    counted = np.full(len(symbols), -1, dtype=np.int32)
    for column, symbol in enumerate(symbols):
        phones = SYMBOLS.get(symbol)
        if column == blank:
            counted[column] = BLANK
        elif symbol == BOUNDARY_SYMBOL:
            counted[column] = BOUNDARY
        elif phones is not None and len(phones) < 2:
            counted[column] = phones[0] if phones else BLANK
    lacking = [phone for phone, number in _ID.items() if number not in counted]
    if lacking:
        raise PhoneError(
            f"the phone head has no column for {', '.join(lacking)}: expected IPA symbols for the "
            f"{len(PHONES)} phones of English, see earmark.lexicon.PHONES"
        )
    return counted


def from_arpabet(text: str) -> tuple[int, ...]:
    """Phone ids of ARPAbet as CMUdict writes it, stress digits or not: ``Z AH0 L EH1 N S K IY0``.

    Raises:
        PhoneError: a symbol that ARPAbet does not have, or none at all.
    """
    ids: list[int] = []
    for symbol in text.split():
        plain = symbol.rstrip("012").upper()
        phones = "ə" if symbol.upper() == "AH0" else _ARPABET.get(plain)
        if phones is None:
            raise PhoneError(f"{symbol!r} in {text!r} is no ARPAbet symbol: expected {' '.join(_ARPABET)}")
        ids += [_ID[phone] for phone in phones.split()]
    return _some(ids, text)


def from_ipa(text: str) -> tuple[int, ...]:
    """Phone ids of IPA, with spaces between the symbols or without: ``zəˈlɛnski``, ``z ə l ɛ n s k i``.

    Raises:
        PhoneError: a character that stands for no phone, or no phone at all.
    """
    bare = unicodedata.normalize("NFC", text).translate(_DRESS)
    ids = _read(_SPLIT.sub(r"\1\2", bare), text)
    return _some(ids, text)


def _read(text: str, given: str) -> list[int]:
    """Phone ids of IPA without its dress, by the longest symbols; ``given`` is what errors quote."""
    ids: list[int] = []
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        for length in range(min(_LONGEST, len(text) - at), 0, -1):
            phones = SYMBOLS.get(text[at : at + length])
            if phones is not None:
                break
        else:
            raise PhoneError(
                f"{text[at]!r} (U+{ord(text[at]):04X}) in {given!r} stands for no phone: expected IPA such "
                f"as 'zəˈlɛnski', made of {' '.join(PHONES)}"
            )
        ids += phones
        at += length
    return ids


def _some(ids: list[int], text: str) -> tuple[int, ...]:
    if not ids:
        raise PhoneError(f"{text!r} has no phones: expected at least one")
    return tuple(ids)


def symbols_of(ids: Iterable[int]) -> str:
    """Phones in IPA, one space between, as lexica hold them and people read them."""
    names = (*PHONES, BOUNDARY_SYMBOL, BLANK_SYMBOL)
    return " ".join(names[number] for number in ids)


def written_ipa(ids: Iterable[int]) -> str:
    """Phones as people write IPA, a space only between words; :func:`from_ipa` reads the same from each word.

    Where two phones would be read as one ("əɹ"), the phones of that word are parted by dots.
    """
    words: list[list[int]] = [[]]
    for number in ids:
        if number == BOUNDARY:
            words.append([])
        else:
            words[-1].append(number)
    return " ".join(_written(word) for word in words if word)


def _written(word: Sequence[int]) -> str:
    symbols = [PHONES[number] for number in word]
    joined = "".join(symbols)
    return joined if from_ipa(joined) == tuple(word) else ".".join(symbols)
