"""Checks of the labels of an alphabet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, get_args

from earmark.checks import check_kind, check_texts, check_whole, is_whole, refuse
from earmark.errors import ModelError
from earmark.models.byte_level import is_byte_level
from earmark.models.labels import WordMarks, is_special

LABELS = "a list with one text for each of the model's columns"


def check_labels(labels: Any, blank: Any, words: Any, mark: Any) -> None:
    """Refuse what :meth:`Alphabet.guess` cannot read.

    Raises:
        ModelError: the message says what to give.
    """
    if isinstance(labels, Mapping):
        check_texts("labels", list(labels), "a mapping of texts to columns", ModelError)
        check_columns(labels.values())
    else:
        check_texts("labels", labels, LABELS, ModelError)
    if blank is not None and not isinstance(blank, str):
        check_whole("blank", blank, 0, len(labels) - 1, ModelError)
    if words is not None:
        check_marks(words)
    if mark is not None:
        check_kind("mark", mark, str, "text", ModelError)


def checked_silent(silent: Any) -> frozenset[str]:
    """The labels that write nothing, from a set or list of texts."""
    kinds, expected = (set, frozenset, list, tuple), "a set or list of labels"
    check_kind("silent", silent, kinds, expected, ModelError)
    check_texts("silent", list(silent), expected, ModelError)
    return frozenset(silent)


def check_columns(columns: Any) -> None:
    """Refuse anything but whole numbers."""
    for column in columns:
        if not is_whole(column):
            raise refuse("a column of the vocabulary", column, "a whole number", ModelError)


def check_marks(words: object) -> None:
    """Refuse an unknown way to mark words."""
    known = get_args(WordMarks)
    if words not in known:
        raise ModelError(f"words is {words!r}, expected one of {', '.join(known)}")


def check_separator(tokens: Sequence[str], blank: int, mark: str) -> None:
    """Refuse a separator that is no token, or the blank."""
    if mark not in tokens:
        raise ModelError(f"the separator {mark!r} is not among the alphabet's tokens: give its label")
    if tokens[blank] == mark:
        raise ModelError(
            f"the token {mark!r} (column {blank}) is given as blank and as separator of words: name another "
            "one with blank= or mark=, or say words='unmarked' if the model separates no words"
        )


def check_tokens(tokens: Sequence[str], blank: int, words: str, mark: str) -> None:
    """Refuse the fields of an alphabet that cannot be.

    Raises:
        ModelError: the message says what to give.
    """
    check_texts("tokens", tokens, LABELS, ModelError)
    if not len(tokens):
        raise ModelError(f"tokens is empty, expected {LABELS}")
    check_whole("blank", blank, 0, len(tokens) - 1, ModelError)
    check_marks(words)
    check_kind("mark", mark, str, "text", ModelError)
    if words == "separated":
        check_separator(tokens, blank, mark)
    first: dict[str, int] = {}
    for column, label in enumerate(tokens):
        if label in first and not is_special(label):
            raise ModelError(
                f"the label {label!r} stands for the columns {first[label]} and {column}: texts are cut into "
                "tokens by their labels, so give each column its own"
            )
        first[label] = column


def check_bytes(labels: Mapping[int, str], mark: str) -> None:
    """Refuse labels that are not bytes, of a model whose words begin with the mark of byte-level BPE.

    Args:
        labels: by their columns, those that write something.
        mark: of the beginning of words.

    Raises:
        ModelError: a label has a character that stands for no byte.
    """
    for column, label in labels.items():
        if not is_byte_level(label):
            raise ModelError(
                f"the label {label!r} (column {column}) is not spelt in bytes, as labels are where words "
                f"begin with {mark!r}: name it in silent= if it writes nothing, else give words="
            )
