"""The tokenizer of an export: the one that lies beside it, or its labels alone."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

from earmark.checks import cause
from earmark.errors import ModelError
from earmark.models.alphabet import Alphabet
from earmark.models.byte_level import fallback_text
from earmark.models.labels import is_special
from earmark.models.tokenizer import (
    AlphabetTokenizer,
    HuggingFaceTokenizer,
    SentencePieceTokenizer,
    Tokenizer,
)

# Kinds of pieces and of models, and fields, of sentencepiece_model.proto.
_NORMAL, _UNKNOWN, _CONTROL, _BYTE = 1, 2, 3, 6
_UNIGRAM, _BPE = 1, 2
UNKNOWN = "<unk>"


def tokenizer_of(path: Path | None, alphabet: Alphabet) -> Tokenizer:
    """Cuts list entries into the alphabet's tokens.

    Args:
        path: a SentencePiece model, its list of pieces and scores (bpe.vocab), or a tokenizer.json; None:
            words are cut into the fewest labels.
        alphabet: of the model.

    Raises:
        ModelError: the file cannot be read, or is of another model.
    """
    if path is None:
        return AlphabetTokenizer(alphabet)
    if path.suffix == ".json":
        return HuggingFaceTokenizer(path, alphabet)
    if path.suffix == ".vocab":
        return SentencePieceTokenizer(model_of_vocab(path), alphabet)
    return SentencePieceTokenizer(path, alphabet)


def model_of_vocab(path: Path) -> bytes:
    """The SentencePiece model whose pieces and scores a .vocab file lists, a piece, a tab and a score a line.

    Scores that are the ranks 0, -1, -2 ... are of BPE, others of a unigram model.

    Raises:
        ModelError: a line is not a piece and a number.
    """
    try:
        pieces = list(_scored(path.read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        raise ModelError(
            f"{str(path)!r} cannot be read as pieces with scores ({cause(error)}): copy it again, or write "
            "it with spm_export_vocab"
        ) from None
    if not any(piece == UNKNOWN for piece, _ in pieces):
        pieces.append((UNKNOWN, 0.0))
    ranked = all(score <= 0 and score == round(score) for _, score in pieces)
    spells_bytes = any(fallback_text(piece) is not None for piece, _ in pieces)
    trainer = _number(3, _BPE if ranked else _UNIGRAM) + _number(35, int(spells_bytes))
    normalizer = _field(1, b"identity") + _number(3, 1)  # text as it is, a word's mark before the first too
    listed = b"".join(_field(1, _piece(*pair)) for pair in pieces)
    return listed + _field(2, trainer) + _field(3, normalizer)


def _scored(text: str) -> Iterator[tuple[str, float]]:
    for line in text.splitlines():
        piece, tab, score = line.rpartition("\t")
        if not tab or not piece:
            raise ValueError(f"{line!r} is not a piece, a tab and a score")
        yield piece, float(score)


def _piece(piece: str, score: float) -> bytes:
    kind = _UNKNOWN if piece == UNKNOWN else _CONTROL if is_special(piece) else _NORMAL
    if fallback_text(piece) is not None:
        kind = _BYTE
    return _field(1, piece.encode()) + bytes([2 << 3 | 5]) + struct.pack("<f", score) + _number(3, kind)


def _field(number: int, content: bytes) -> bytes:
    return _varint(number << 3 | 2) + _varint(len(content)) + content


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _varint(value: int) -> bytes:
    found = bytearray()
    while value > 0x7F:
        found.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*found, value])
