"""What the labels of a model's columns say about its alphabet: the blank, and how words are marked."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Literal, TypeAlias

from earmark.errors import ModelError
from earmark.models import byte_level

WordMarks: TypeAlias = Literal["begun", "continued", "ended", "joined", "separated", "unmarked"]

WORD_START = "▁"  # SentencePiece's mark (U+2581) on a token that begins a word
CONTINUATION = "##"  # WordPiece's on a token that continues one
WORD_END = "</w>"  # on a token that ends a word: BPE of subword-nmt and of Hugging Face
JOINER = "@@"  # on a token that does not, in text that subword-nmt wrote
SEPARATORS = ("|", " ", "<space>", "[space]", "<sp>")  # compared in lower case

BLANK = "<blank>"  # for a blank that has no label
# Names of the blank, the surest first: a model that has one of a line has its blank there.
_BLANKS = (
    ("<blank>", "<blk>", "<eps>", "<ctc>", "<ctc_blank>", "[blank]", "<b>", "blank"),
    ("",),
    ("<pad>", "[pad]"),
    ("ε", "_", "-"),
)

_GREEK = frozenset("αβγδεζηθικλμνξοπρστυφχψω")

# Scripts that are written without spaces: Thai to Lao, Myanmar, Khmer, ideographs and kana.
_UNSPACED = (
    (0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x2E80, 0x312F), (0x3190, 0x9FFF),
    (0xF900, 0xFAFF), (0xFF66, 0xFF9D), (0x20000, 0x3FFFF),
)  # fmt: skip


# Marks on tokens, the surest first.
_MARKS: tuple[tuple[WordMarks, str], ...] = (
    ("begun", WORD_START), ("begun", byte_level.WORD_START), ("continued", CONTINUATION),
    ("ended", WORD_END), ("joined", JOINER),
)  # fmt: skip
USUAL_MARKS: Mapping[WordMarks, str] = {
    "begun": WORD_START, "continued": CONTINUATION, "ended": WORD_END, "joined": JOINER, "unmarked": "",
}  # fmt: skip


def is_marked(label: str, words: WordMarks, mark: str) -> bool:
    """Whether ``label`` has the mark, in front of its text or behind it."""
    return label.endswith(mark) if words in ("ended", "joined") else label.startswith(mark)


def is_special(label: str) -> bool:
    """Whether the token writes nothing: one of the model's own, such as ``<unk>``, ``</s>`` or ``[PAD]``."""
    in_brackets = len(label) > 2 and (label[0], label[-1]) in {("<", ">"), ("[", "]")}
    return "⁇" in label or (in_brackets and byte_level.fallback_text(label) is None)


def is_unspaced(text: str) -> bool:
    """Whether ``text`` is of a script that is written without spaces."""
    return text != "" and all(any(low <= ord(c) <= high for low, high in _UNSPACED) for c in text)


def in_columns(labels: Sequence[str] | Mapping[str, int]) -> tuple[str, ...]:
    """The labels in the order of their columns, from a list or from a vocabulary with numbers.

    Raises:
        ModelError: there are none, or the numbers are not those of columns.
    """
    if isinstance(labels, Mapping):
        if sorted(labels.values()) != list(range(len(labels))):
            raise ModelError(
                f"the vocabulary's {len(labels)} numbers are not 0 to {len(labels) - 1}, each once: "
                "give the labels as a list in the order of the model's columns"
            )
        labels = sorted(labels, key=labels.__getitem__)
    if isinstance(labels, str) or len(labels) < 2:
        raise ModelError(
            f"the labels are {labels!r}, expected a list with one for each of the model's columns"
        )
    return tuple(labels)


def names_blank(label: str) -> bool:
    """Whether the label is a known name of the blank."""
    return any(label.lower() in names for names in _BLANKS)


def find_blank(labels: Sequence[str]) -> int:
    """The column of the blank.

    Raises:
        ModelError: no label or several are names of the blank.
    """
    greek = sum(label in _GREEK for label in labels) > 1  # then ε is a letter
    for names in _BLANKS:
        known = [label.lower() in names and not (greek and label in _GREEK) for label in labels]
        found = [column for column, is_known in enumerate(known) if is_known]
        if len(found) == 1:
            return found[0]
        if found:
            several = " and ".join(f"{labels[column]!r} (column {column})" for column in found)
            raise ModelError(f"the labels {several} may each be the CTC blank: say which with blank=")
    raise ModelError(
        f"none of the {len(labels)} labels is a known name of the CTC blank ('<blank>', '<pad>', '' ...): "
        "say which column it is with blank=, and give as many labels as the model has columns"
    )


def find_marks(labels: Sequence[str], blank: int) -> tuple[WordMarks, str]:
    """How words are marked, and by what.

    Raises:
        ModelError: nothing in the labels says how, or it can be read in two ways.
    """
    rest = [label for column, label in enumerate(labels) if column != blank]
    for words, mark in _MARKS:
        if any(is_marked(label, words, mark) and label != mark for label in rest):
            return words, mark
    separators = [label for label in rest if label.lower() in SEPARATORS or label == WORD_START]
    if len(separators) == 1:
        return "separated", separators[0]
    if separators:
        several = " and ".join(repr(label) for label in separators)
        raise ModelError(
            f"the labels {several} may each separate words: say which with words='separated', mark="
        )
    written = [label for label in rest if not is_special(label)]
    if 2 * sum(map(is_unspaced, written)) > len(written):
        return "unmarked", ""
    raise ModelError(
        f"none of the {len(labels)} labels begins with '▁', 'Ġ' or '##', ends in '</w>' or '@@' or is a "
        "separator such as '|' or ' ': "
        "say how words are marked with words=, 'unmarked' for a model that writes no spaces"
    )


def letters_of(text: str) -> str:
    """The letters, digits and apostrophes of ``text`` in lower case, and bytes of cut characters."""
    return "".join(filter(_counts, text.lower()))


def _counts(character: str) -> bool:
    is_mark = unicodedata.category(character)[0] == "M"
    return character.isalnum() or character == "'" or is_mark or byte_level.is_cut(character)
