"""The labels of a model in pyctcdecode's notation: "" is the blank, " " or a leading "▁" separates words."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Collection

BPE_TOKEN = "▁"  # begins a word
UNK_TOKEN = "⁇"  # an unknown letter, among letters
UNK_BPE_TOKEN = "▁⁇▁"  # an unknown word, among pieces

SPECIAL_TOKEN_PTN = re.compile(r"^[<\[].+[>\]]$")
BLANK_TOKEN_PTN = re.compile(r"^[<\[]pad[>\]]$", flags=re.IGNORECASE)
UNK_TOKEN_PTN = re.compile(r"^[<\[]unk[>\]]$", flags=re.IGNORECASE)

CONTINUED = "##"  # goes on with a word, in WordPiece vocabularies
MOST_FOREIGN = 0.2  # share of the unigrams' letters that may be missing among the labels

logger = logging.getLogger(__name__)


class Alphabet:
    """Labels in the order of the columns, and whether they are letters or pieces of words."""

    def __init__(self, labels: list[str], is_bpe: bool) -> None:
        self._labels = labels
        self._is_bpe = is_bpe

    @property
    def is_bpe(self) -> bool:
        """Whether the labels are pieces of words."""
        return self._is_bpe

    @property
    def labels(self) -> list[str]:
        """A copy of the labels."""
        return list(self._labels)

    @classmethod
    def build_alphabet(cls, labels: list[str]) -> Alphabet:
        """Bring labels into pyctcdecode's notation.

        Raises:
            ValueError: a label stands there twice, or a blank among pieces.
        """
        is_bpe = _check_if_bpe(labels)
        _verify_alphabet(labels, is_bpe)
        normalize = _normalize_bpe_alphabet if is_bpe else _normalize_regular_alphabet
        return cls(normalize(labels), is_bpe)

    def dumps(self) -> str:
        """JSON of the labels."""
        return json.dumps({"labels": self.labels, "is_bpe": self.is_bpe})

    @classmethod
    def loads(cls, s: str) -> Alphabet:
        """Read what :meth:`dumps` wrote.

        Raises:
            ValueError: other keys than those of an alphabet.
        """
        found = json.loads(s)
        expected = {"is_bpe", "labels"}
        if set(found) != expected:
            raise ValueError(f"unexpected keys found. Expected {expected}, found {set(found)}")
        return cls(found["labels"], found["is_bpe"])


def verify_alphabet_coverage(alphabet: Alphabet, unigrams: Collection[str]) -> None:
    """Warn where many letters of the unigrams are not among the labels."""
    letters = set().union(*unigrams)
    missing = letters - set(alphabet.labels)
    if letters and len(missing) / len(letters) > MOST_FOREIGN:
        logger.warning(
            "Unigrams and labels don't seem to agree: %d of the %d letters of the unigrams are not among the "
            "labels, such as %s. Are the unigrams of another case or language than the model?",
            len(missing), len(letters), " ".join(sorted(missing)[:10]),
        )  # fmt: skip


def _check_if_bpe(labels: list[str]) -> bool:
    """Whether labels are pieces of words, by their marks."""
    is_bpe = any(label.startswith((CONTINUED, BPE_TOKEN)) for label in labels)
    logger.info("Alphabet determined to be of %s style.", "BPE" if is_bpe else "regular")
    return is_bpe


def _verify_alphabet(labels: list[str], is_bpe: bool) -> None:
    if len(labels) != len(set(labels)):
        raise ValueError("Alphabet contains duplicate entries, this is not allowed.")
    if is_bpe and any(" " in label for label in labels):
        raise ValueError("Space token ' ' found in vocabulary even though it looks like BPE.")


def _normalize_regular_alphabet(labels: list[str]) -> list[str]:
    """Labels of a model of letters, with "" for the blank and " " for the separator."""
    found = list(labels)
    if "|" in found and " " not in found:
        _substitute(found, found.index("|"), " ")
    _substitute_all(found, BLANK_TOKEN_PTN, "")
    if "_" in found and "" not in found:
        _substitute(found, found.index("_"), "")
    _append_blank(found)
    _substitute_all(found, UNK_TOKEN_PTN, UNK_TOKEN)
    if any(len(label) > 1 for label in found):
        logger.warning(
            "Found entries of length > 1 in alphabet. This is unusual unless style is BPE, but the "
            "alphabet was not recognized as BPE type. Is this correct?"
        )
    if " " not in found:
        logger.warning("Space token ' ' missing from vocabulary.")
    return found


def _normalize_bpe_alphabet(labels: list[str]) -> list[str]:
    """Labels of a model of pieces, with "" for the blank and "▁" before what begins a word."""
    found = list(labels)
    if any(label.startswith(CONTINUED) for label in labels):
        found = [_convert_bpe_token_style(label) for label in found]
    _substitute_all(found, BLANK_TOKEN_PTN, "")
    _append_blank(found)
    _substitute_all(found, UNK_TOKEN_PTN, UNK_BPE_TOKEN)
    if UNK_BPE_TOKEN not in found:
        logger.warning("UNK token %s not found, is this a mistake?", UNK_BPE_TOKEN)
    return found


def _convert_bpe_token_style(token: str) -> str:
    """ "##ing" becomes "ing" and "the" becomes "▁the"; what is no piece stays."""
    if token.startswith(CONTINUED):
        return token.removeprefix(CONTINUED)
    special = SPECIAL_TOKEN_PTN.match(token) or token in ("", BPE_TOKEN, UNK_BPE_TOKEN)
    return token if special else BPE_TOKEN + token


def _substitute(labels: list[str], column: int, label: str) -> None:
    logger.info("Found %r in vocabulary, substituting with %r.", labels[column], label)
    labels[column] = label


def _substitute_all(labels: list[str], pattern: re.Pattern[str], label: str) -> None:
    for column, given in enumerate(labels):
        if pattern.match(given):
            _substitute(labels, column, label)


def _append_blank(labels: list[str]) -> None:
    if "" not in labels:
        logger.info("CTC blank char '' not found, appending to end.")
        labels.append("")
