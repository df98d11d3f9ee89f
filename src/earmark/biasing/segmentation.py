"""From texts to token sequences, by the tokenizer that a model was trained with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import sentencepiece
from numpy.typing import NDArray

from earmark.errors import ModelError
from earmark.models.alphabet import Alphabet

# CTC models do not always follow the best segmentation. Entity F1 on synthetic-entities-dev with 1,000
# distractors, an early English model: 61.6 % with 1 sequence, 64.5 % with 2 and with 3, 64.8 % with 5.
SEQUENCES = 3
NBEST_CHARACTERS = 40  # of longer texts only the best: alternatives differ in one place of many
CHUNK = 2048  # texts cut at a time

TokenSequence = tuple[int, ...]


@dataclass(frozen=True, eq=False)
class TextSequences:
    """The token sequences of T texts, those of each text from the likeliest on."""

    tokens: NDArray[np.int32]  # of all sequences, end to end
    offsets: NDArray[np.int64]  # where each sequence begins
    texts: NDArray[np.int64]  # (T + 1,) where the sequences of each text begin


class Segmenter:
    """Cuts texts into one model's tokens. Any number of threads may share one."""

    def __init__(self, tokenizer: bytes | str | Path, alphabet: Alphabet, most: int = SEQUENCES) -> None:
        """Prepare for one model.

        Args:
            tokenizer: a SentencePiece model, its path or its bytes.
            alphabet: the acoustic model's tokens.
            most: sequences of a text.

        Raises:
            ModelError: the tokenizer cannot be read, or its pieces are not the alphabet's.
        """
        self._processor = _load_tokenizer(tokenizer)
        self._token_of = _tokens_of_pieces(self._processor, alphabet)
        self.most = most if _has_alternatives(self._processor) else 1

    @property
    def proto(self) -> bytes:
        """The tokenizer, for a fingerprint."""
        return bytes(self._processor.serialized_model_proto())

    def sequences(self, texts: Sequence[str]) -> TextSequences:
        """The best sequences of each text that the model's tokens can spell; none where they cannot."""
        tokens: list[int] = []
        lengths: list[int] = []
        counts: list[int] = []
        for first in range(0, len(texts), CHUNK):
            part = list(texts[first : first + CHUNK])
            for text, best in zip(part, self._processor.encode(part, num_threads=1), strict=True):
                found = self._usable(text, best)
                counts.append(len(found))
                for sequence in found:
                    tokens += sequence
                    lengths.append(len(sequence))
        return TextSequences(np.array(tokens, np.int32), _starts(lengths), _starts(counts))

    def _usable(self, text: str, best: list[int]) -> list[TokenSequence]:
        candidates = [best]
        if self.most > 1 and len(text) <= NBEST_CHARACTERS:
            candidates += self._processor.nbest_encode_as_ids(text, self.most)
        token_of = self._token_of
        found = dict.fromkeys(tuple([token_of[piece] for piece in pieces]) for pieces in candidates)
        return [sequence for sequence in found if sequence and min(sequence) > 0][: self.most]


def _starts(counts: Sequence[int]) -> NDArray[np.int64]:
    starts = np.zeros(len(counts) + 1, np.int64)
    np.cumsum(np.array(counts, np.int64), out=starts[1:])
    return starts


def _load_tokenizer(tokenizer: bytes | str | Path) -> sentencepiece.SentencePieceProcessor:
    source = "the tokenizer" if isinstance(tokenizer, bytes) else str(tokenizer)
    try:
        proto = tokenizer if isinstance(tokenizer, bytes) else Path(tokenizer).read_bytes()
    except OSError as error:
        raise ModelError(
            f"tokenizer {source} cannot be read: {error.strerror or error}; check the path"
        ) from error
    processor = sentencepiece.SentencePieceProcessor()
    try:
        processor.LoadFromSerializedProto(proto)
    except RuntimeError as error:
        raise ModelError(
            f"{source} is no SentencePiece model; give the tokenizer.model of the acoustic model"
        ) from error
    return processor


def _has_alternatives(processor: sentencepiece.SentencePieceProcessor) -> bool:
    """Unigram models rank segmentations; the others (BPE, characters) know one."""
    try:
        processor.nbest_encode_as_ids("a", 1)
    except RuntimeError:
        return False
    return True


def _tokens_of_pieces(processor: sentencepiece.SentencePieceProcessor, alphabet: Alphabet) -> list[int]:
    """The token of each SentencePiece piece; 0 where the piece spells nothing or is missing."""
    token_of = {piece: token for token, piece in enumerate(alphabet.tokens) if token}
    pieces = [
        None if processor.IsUnknown(i) or processor.IsControl(i) else processor.IdToPiece(i)
        for i in range(processor.GetPieceSize())
    ]
    tokens = [token_of.get(piece, 0) if piece is not None else 0 for piece in pieces]
    if not any(tokens):
        raise ModelError(
            f"none of the tokenizer's {len(pieces)} pieces is among the model's {len(alphabet)} tokens; "
            "use the tokenizer the model was trained with"
        )
    return tokens
