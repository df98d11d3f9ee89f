"""A checkpoint as far as it is known without its network: what lists are compiled for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from earmark.audio import RATE
from earmark.models.alphabet import Alphabet
from earmark.models.companions import Companions
from earmark.models.huggingface.checkpoint import PREFIX, Checkpoint
from earmark.models.huggingface.hub import Hub
from earmark.models.huggingface.labels import alphabet_of, tokenizer_of
from earmark.models.huggingface.loading import check_rate, load_config, load_parts
from earmark.models.label_list import language_code
from earmark.models.tokenizer import Tokenizer


@dataclass(frozen=True)
class DescribedCheckpoint:
    """A checkpoint without its network."""

    name: str
    alphabet: Alphabet
    tokenizer: Tokenizer
    language: str
    companions: Companions | None
    sample_rate: int = RATE


def describe_checkpoint(name_or_path: str | Path) -> DescribedCheckpoint:
    """Read the tokenizer and the configuration of a checkpoint.

    Raises:
        ModelError: a file is missing or of another model.
    """
    name = str(name_or_path).removeprefix(PREFIX)
    checkpoint = Checkpoint.open(Hub().folder(name), name)
    parts, config = load_parts(checkpoint, None), load_config(checkpoint)
    check_rate(parts.feature_extractor, name)
    alphabet = alphabet_of(parts.tokenizer, config, config.vocab_size, None, name)
    return DescribedCheckpoint(
        name,
        alphabet,
        tokenizer_of(parts.tokenizer, alphabet),
        language_code(alphabet, None),
        checkpoint.companions,
    )
