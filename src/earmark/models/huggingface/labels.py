"""The alphabet of a model of transformers, from its tokenizer, and what cuts texts into it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from earmark.checks import check_whole
from earmark.errors import ModelError
from earmark.models.alphabet import Alphabet
from earmark.models.labels import BLANK
from earmark.models.tokenizer import AlphabetTokenizer, HuggingFaceTokenizer, Tokenizer


def alphabet_of(tokenizer: Any, config: Any, columns: int, blank: int | None, name: str) -> Alphabet:
    """The alphabet of V columns of logits.

    Args:
        tokenizer: of transformers.
        config: of the network.
        columns: V.
        blank: its column; found by the tokenizer and the configuration when None.
        name: of the model, in messages.

    Raises:
        ModelError: the tokenizer is not of this network, writes phonemes, or leaves open what is the blank.
    """
    if "Phoneme" in type(tokenizer).__name__:
        raise ModelError(
            f"model {name!r} puts out phonemes and not words: give one that was fine-tuned on text"
        )
    column = blank_of(tokenizer, config, columns, name) if blank is None else _checked(blank, columns)
    delimiter, special = _delimiter(tokenizer), frozenset(tokenizer.all_special_tokens)
    labels = _in_columns(_vocabulary(tokenizer, name), columns, column, special | {delimiter}, name)
    silent = {label for label in labels if label in special and label not in (delimiter, labels[column])}
    if getattr(tokenizer, "do_lower_case", False) and delimiter is not None:
        # Columns of upper-case letters, which are decoded to lower-case texts.
        labels = [label if label in special else label.lower() for label in labels]
    return _guessed(labels, column, silent, delimiter, name)


def blank_of(tokenizer: Any, config: Any, columns: int, name: str) -> int:
    """The column of the blank: a configuration's ``blank_token_id``, else the padding token.

    Raises:
        ModelError: neither names a column, or the two differ.
    """
    named = getattr(config, "blank_token_id", None)
    if named is not None:
        return _checked(named, columns)
    ours, theirs = tokenizer.pad_token_id, getattr(config, "pad_token_id", None)
    if ours is None and theirs is None:
        raise ModelError(
            f"neither the tokenizer nor the configuration of model {name!r} has a padding token, which is "
            "the CTC blank in transformers: give its column with blank="
        )
    if ours is not None and theirs is not None and ours != theirs:
        raise ModelError(
            f"the tokenizer of model {name!r} has its padding token {tokenizer.pad_token!r} in column "
            f"{ours}, config.json says pad_token_id {theirs}: say with blank= which one is the CTC blank"
        )
    return _checked(theirs if ours is None else ours, columns)


def tokenizer_of(tokenizer: Any, alphabet: Alphabet) -> Tokenizer:
    """What cuts texts as the model was trained: its own sub-word tokenizer, or letters alone.

    Raises:
        ModelError: none of the tokenizer's tokens is in the alphabet.
    """
    own = getattr(tokenizer, "backend_tokenizer", None)
    if own is None:
        return AlphabetTokenizer(alphabet)
    copied = type(own).from_str(own.to_str())  # calls of transformers leave padding and truncation in theirs
    copied.no_padding()
    copied.no_truncation()
    return HuggingFaceTokenizer(copied, alphabet)


def _vocabulary(tokenizer: Any, name: str) -> Mapping[str, int]:
    vocabulary: Mapping[str, Any] = tokenizer.get_vocab()
    languages = [token for token, column in vocabulary.items() if isinstance(column, Mapping)]
    if languages:
        raise ModelError(
            f"model {name!r} has a vocabulary for each of {len(languages)} languages: give one of "
            f"{', '.join(languages[:5])} ... with target_lang="
        )
    return vocabulary


def _in_columns(
    vocabulary: Mapping[str, int], columns: int, blank: int, special: frozenset[str | None], name: str
) -> list[str]:
    """The label of each column. Special tokens may lie behind the last: tokenizers add their own."""
    labels: dict[int, str] = {blank: BLANK}
    for token, column in vocabulary.items():
        if column < columns:
            labels[column] = token
        elif token not in special:
            raise ModelError(
                f"the tokenizer of model {name!r} has the token {token!r} for column {column}, the network "
                f"puts out {columns} columns: the two are of different models"
            )
    lacking = [column for column in range(columns) if column not in labels]
    if lacking:
        raise ModelError(
            f"the tokenizer of model {name!r} has {len(labels)} tokens, the network puts out {columns} "
            f"columns: column {lacking[0]} has no token, so the two are of different models"
        )
    return [labels[column] for column in range(columns)]


def _guessed(labels: list[str], blank: int, silent: set[str], delimiter: str | None, name: str) -> Alphabet:
    """The alphabet; words are separated by the delimiter where the tokenizer has one among the labels."""
    if delimiter in labels and labels.index(delimiter) != blank:
        return Alphabet.guess(labels, blank=blank, words="separated", mark=delimiter, silent=silent)
    try:
        return Alphabet.guess(labels, blank=blank, silent=silent)
    except ModelError as error:
        raise ModelError(
            f"the tokenizer of model {name!r} leaves open how words are marked ({error}): pass its labels "
            "and log-probabilities to earmark.Decoder, with Alphabet.guess(labels, words=...)"
        ) from None


def _delimiter(tokenizer: Any) -> str | None:
    """The token between words, of tokenizers of characters."""
    found: str | None = getattr(tokenizer, "word_delimiter_token", None)
    return found


def _checked(blank: Any, columns: int) -> int:
    return check_whole("blank", blank, 0, columns - 1, ModelError)
