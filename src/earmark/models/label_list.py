"""The labels of a model's columns as callers have them: lists, vocabularies, files and tokenizers."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

from earmark.checks import cause, refuse
from earmark.errors import ModelError
from earmark.models.alphabet import Alphabet
from earmark.models.alphabet_check import LABELS, check_labels
from earmark.models.labels import BLANK, WordMarks, in_columns, names_blank

# A list of labels, a vocabulary, a file, something with get_vocab (a tokenizer), or the alphabet itself.
Labels: TypeAlias = Sequence[str] | Mapping[str, int] | str | Path | Alphabet | Any

ANY_LANGUAGE = "und"  # ISO 639 code of no language in particular: what Unicode knows of all
GENERIC = "generic"  # a name for it

FILES = "a tokens.txt of lines with token and number, a vocab.json, or a list with one label a line"
_DISAMBIGUATION = re.compile(r"#\d+")  # symbols behind the labels in files of Kaldi and icefall: no columns


def given_alphabet(labels: Labels, blank: int | str | None = None) -> Alphabet:
    """The alphabet that labels of any kind make; where they leave the blank out, it is the last column.

    Args:
        labels: in the order of the columns, or with their numbers.
        blank: its column or its label; found by its name when None.

    Raises:
        ModelError: the labels cannot be read, or leave open how words are marked.
    """
    if isinstance(labels, Alphabet):
        if blank is not None:
            raise ModelError(f"blank is {blank!r} beside an Alphabet, which has its own: leave blank out")
        return labels
    try:
        return guessed_alphabet(labels, blank)
    except ModelError as error:
        if "words=" in str(error) or "mark=" in str(error):  # arguments of guess
            raise ModelError(f"{error}; pass Alphabet.guess(labels, ...) for the labels") from None
        raise


def guessed_alphabet(
    labels: Labels,
    blank: int | str | None = None,
    words: WordMarks | None = None,
    mark: str | None = None,
) -> Alphabet:
    """The alphabet of labels of any kind but an alphabet; as for :meth:`Alphabet.guess` otherwise.

    Raises:
        ModelError: the labels cannot be read, or leave something open.
    """
    listed = label_list(labels)
    check_labels(listed, None, words, mark)
    columns = in_columns(listed)
    if blank == len(columns) or (blank is None and not any(map(names_blank, columns))):
        columns = (*columns, BLANK)
    return Alphabet.guess(columns, blank=blank, words=words, mark=mark)


def language_code(alphabet: Alphabet, language: str | None) -> str:
    """The code that a caller gives, else English where the labels write no letter beyond a to z."""
    if language is not None:
        return ANY_LANGUAGE if language == GENERIC else language
    letters = filter(str.isalpha, "".join(alphabet.texts))
    return "en" if all(map(str.isascii, letters)) else ANY_LANGUAGE


def label_list(labels: Labels) -> Sequence[str] | Mapping[str, int]:
    """Labels of any kind as a list or a vocabulary.

    Raises:
        ModelError: a file that cannot be read, or another kind of value.
    """
    if isinstance(labels, str | Path):
        return read_labels(Path(labels))
    if hasattr(labels, "get_vocab"):
        return dict(labels.get_vocab())
    if isinstance(labels, np.ndarray):
        return [str(label) for label in labels.tolist()]
    if not isinstance(labels, Sequence | Mapping):
        raise refuse("labels", labels, f"{LABELS}, a vocabulary, or a file", ModelError)
    return labels


def read_labels(path: Path) -> Sequence[str] | Mapping[str, int]:
    """The labels in a file.

    Raises:
        ModelError: it is missing, empty or of another kind.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        found = _of_json(json.loads(text)) if path.suffix == ".json" else _of_lines(text)
    except (OSError, ValueError) as error:
        raise ModelError(f"labels {str(path)!r} cannot be read ({cause(error)}): give {FILES}") from None
    if not found:
        raise ModelError(f"labels {str(path)!r} hold no label: give {FILES}")
    return found


def _of_json(read: Any) -> Sequence[str] | Mapping[str, int]:
    """A vocabulary, a list, pyctcdecode's alphabet.json, or a tokenizer.json."""
    if isinstance(read, dict) and isinstance(read.get("labels"), list):
        return list(read["labels"])
    if isinstance(read, dict) and isinstance(read.get("model"), dict):
        return _of_tokenizer(read)
    if not isinstance(read, dict | list):
        raise ValueError("neither a vocabulary nor a list")
    return read


def _of_tokenizer(read: dict[str, Any]) -> dict[str, int]:
    """The vocabulary of a tokenizer.json, with the tokens that were added to it."""
    vocabulary = read["model"].get("vocab")
    try:
        if isinstance(vocabulary, list):  # of Unigram: pairs of piece and score
            vocabulary = {piece: column for column, (piece, _) in enumerate(vocabulary)}
        added = {token["content"]: token["id"] for token in read.get("added_tokens") or []}
        return {**vocabulary, **added}
    except (TypeError, KeyError, ValueError):
        raise ValueError("its vocabulary is not that of a tokenizer.json") from None


def _of_lines(text: str) -> Sequence[str] | Mapping[str, int]:
    lines = text.replace("\r\n", "\n").removesuffix("\n").split("\n") if text else []
    numbered = [re.fullmatch(r"(.*?)[ \t]+(\d+)\s*", line) for line in lines]
    if lines and all(numbered):
        # A line without its token is the space: sherpa-onnx reads it so.
        pairs = [(match[1] or " ", int(match[2])) for match in numbered if match]
        return {token: column for token, column in pairs if not _DISAMBIGUATION.fullmatch(token)}
    return lines
