"""Labels that spell bytes.

Byte-level BPE has a character for each byte, as GPT-2 numbers them ("Ġcafé" is "ĠcafÃ©"). SentencePiece has
tokens such as "<0xC3>" for characters that no piece has.
"""

from __future__ import annotations

import re

WORD_START = "Ġ"  # the space before a word, byte 0x20


def _bytes_of_characters() -> dict[str, int]:
    """GPT-2's table: bytes that print stand for themselves, the others for characters from U+0100 on."""
    shown = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    hidden = [byte for byte in range(256) if byte not in shown]
    return {chr(byte): byte for byte in shown} | {chr(256 + n): byte for n, byte in enumerate(hidden)}


_BYTES = _bytes_of_characters()


_FALLBACK = re.compile(r"<0x([0-9A-Fa-f]{2})>")


def is_byte_level(label: str) -> bool:
    """Whether every character of ``label`` stands for a byte."""
    return all(character in _BYTES for character in label)


def text_of(label: str) -> str:
    """The text of a label; bytes of a character that is cut between tokens as lone surrogates (PEP 383)."""
    return bytes(_BYTES[character] for character in label).decode(errors="surrogateescape")


def fallback_text(label: str) -> str | None:
    """The character of a label such as "<0x41>"; of "<0xC3>", which is not ASCII, as a lone surrogate."""
    matched = _FALLBACK.fullmatch(label)
    return None if matched is None else bytes([int(matched[1], 16)]).decode("ascii", "surrogateescape")


def encoded(text: str) -> bytes:
    """The bytes of what :func:`text_of` returned."""
    return text.encode(errors="surrogateescape")


def joined(text: str) -> str:
    """The characters of several tokens' texts; U+FFFD for bytes that are none."""
    return text if text.isascii() else encoded(text).decode(errors="replace")


def is_cut(character: str) -> bool:
    """Whether ``character`` stands for a byte of a cut character."""
    return "\udc80" <= character <= "\udcff"
