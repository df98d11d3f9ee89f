"""Labels of a batch, as CTC takes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sentencepiece
import torch
from torch import Tensor


@dataclass(frozen=True)
class Labels:
    """Texts of B clips. Token ids are SentencePiece ids + 1; 0 is the blank."""

    targets: Tensor  # (sum of lengths,) int64 token ids, end to end
    lengths: Tensor  # (B,) int64 tokens of each clip
    texts: tuple[str, ...]


@dataclass(frozen=True)
class PhoneLabels:
    """Pronunciations of B clips."""

    targets: Tensor  # (sum of lengths,) int64 phone ids, end to end
    lengths: Tensor  # (B,) int64
    known: Tensor  # (B,) bool, false where a word has no pronunciation: such a clip counts in no loss


def phone_labels(pronunciations: Sequence[Sequence[int] | None]) -> PhoneLabels:
    """Labels out of phone ids, None where a clip cannot be pronounced."""
    return PhoneLabels(
        targets=torch.tensor([p for line in pronunciations for p in line or ()], dtype=torch.int64),
        lengths=torch.tensor([len(line or ()) for line in pronunciations]),
        known=torch.tensor([line is not None for line in pronunciations]),
    )


def label(texts: Sequence[str], tokenizer: sentencepiece.SentencePieceProcessor) -> Labels:
    """Tokenise the texts of a batch."""
    return labels_of([token_ids(text, tokenizer) for text in texts], texts)


def labels_of(tokens: Sequence[Sequence[int]], texts: Sequence[str]) -> Labels:
    """Labels out of token ids, those of each text."""
    return Labels(
        targets=torch.tensor([t for line in tokens for t in line], dtype=torch.int64),
        lengths=torch.tensor([len(line) for line in tokens]),
        texts=tuple(texts),
    )


def token_ids(text: str, tokenizer: sentencepiece.SentencePieceProcessor) -> list[int]:
    """Token ids of a text."""
    return [t + 1 for t in tokenizer.encode(text)]
