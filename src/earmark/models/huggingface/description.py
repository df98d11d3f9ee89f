"""A checkpoint as far as it is known without its network: what lists are compiled for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

from earmark.errors import ModelError
from earmark.models.alphabet import Alphabet
from earmark.models.companions import Companions
from earmark.models.huggingface.checkpoint import PREFIX, Checkpoint
from earmark.models.huggingface.hub import Hub
from earmark.models.huggingface.labels import alphabet_of, tokenizer_of
from earmark.models.huggingface.loading import load_parts
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


def describe_checkpoint(name_or_path: str | Path) -> DescribedCheckpoint:
    """Read the tokenizer and the configuration of a checkpoint.

    Raises:
        ModelError: a file is missing or of another model.
    """
    name = str(name_or_path).removeprefix(PREFIX)
    checkpoint = Checkpoint.open(Hub().folder(name), name)
    cuts, config = load_parts(checkpoint, None).tokenizer, checkpoint.config
    columns = config.get("vocab_size", len(cuts))  # transformers leaves out what its classes have by default
    if not isinstance(columns, int):
        raise ModelError(f"config.json of model {name!r} has vocab_size {columns!r}, expected a whole number")
    known = SimpleNamespace(
        blank_token_id=config.get("blank_token_id"), pad_token_id=config.get("pad_token_id")
    )
    alphabet = alphabet_of(cuts, known, columns, None, name)
    return DescribedCheckpoint(
        name, alphabet, tokenizer_of(cuts, alphabet), language_code(alphabet, None), checkpoint.companions
    )
