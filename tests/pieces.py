"""SentencePiece models for tests, and the alphabets of acoustic models that were trained with them."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

import sentencepiece

from earmark.models import Alphabet


def trained(sentences: Iterable[str], size: int, **options: Any) -> bytes:
    """A unigram model of ``size`` pieces, or of another kind with ``model_type``."""
    written = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(sentences), model_writer=written, vocab_size=size, num_threads=1,
        minloglevel=2, **{"model_type": "unigram", **options},
    )  # fmt: skip
    return written.getvalue()


def tokens_of(model: bytes) -> list[str]:
    """The names of the pieces in order."""
    processor = sentencepiece.SentencePieceProcessor(model_proto=model)
    return [processor.id_to_piece(i) for i in range(processor.get_piece_size())]


def alphabet_of(model: bytes, blank_last: bool = False) -> Alphabet:
    """The pieces with a blank before or behind them."""
    names = tokens_of(model)
    return Alphabet.guess([*names, "<blk>"] if blank_last else ["<blank>", *names])
