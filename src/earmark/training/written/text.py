"""Cased text as spoken words with their tags."""

from __future__ import annotations

import lzma
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from earmark.language import DEFAULT
from earmark.output.written.features import FIELDS, features

_DASH = re.compile(r"\s*[—–]\s*|\s+--?\s+|--")  # a dash between words stands for a comma
_YEAR = re.compile(r"1[1-9]\d\d")  # said as "nineteen ninety eight", their second form
_CLOSING = "\"'”’)]}»*_"
_SHORT = "mr mrs ms dr st jr sr vs etc inc ltd co corp no vol gen col capt sgt rev hon prof ca fig"
_ABBREVIATIONS = frozenset(_SHORT.split())
_MARK_OF = {",": 1, ";": 1, ":": 1, ".": 2, "!": 2, "…": 2, "?": 3}
_ENGLISH = DEFAULT


@dataclass(frozen=True)
class Spoken:
    """Spoken words of one written token."""

    words: tuple[str, ...]
    case: int  # of each word, an index into CASES
    mark: int  # behind the last, an index into MARKS


@dataclass(frozen=True, eq=False)
class TaggedText:
    """Words of running text, N in all."""

    features: NDArray[np.int32]  # (N, 4)
    marks: NDArray[np.uint8]  # (N,) indices into MARKS
    cases: NDArray[np.uint8]  # (N,) indices into CASES
    starts: NDArray[np.int64]  # first word of each sentence, ascending

    def __len__(self) -> int:
        """The number of words."""
        return len(self.marks)


def sentences(path: Path) -> Iterator[str]:
    """Lines of a text, plain or .xz."""
    opened = lzma.open if path.suffix == ".xz" else open
    with opened(path, "rt", encoding="utf-8") as file:
        yield from file


def tag_text(lines: Iterable[str]) -> TaggedText:
    """Read sentences. A line that does not end with a mark is left out: it was cut, or is a heading."""
    vocabulary: dict[str, int] = {}
    ids: list[int] = []
    marks, cases = bytearray(), bytearray()
    starts: list[int] = []
    for line in lines:
        tagged = tag_sentence(line)
        if not tagged or tagged[-1].mark < 2:
            continue
        starts.append(len(ids))
        for token in tagged:
            last = len(token.words) - 1
            for place, word in enumerate(token.words):
                ids.append(vocabulary.setdefault(word, len(vocabulary)))
                marks.append(token.mark if place == last else 0)
                cases.append(token.case)
    rows = features(list(vocabulary))[np.array(ids, np.int64)] if ids else np.zeros((0, FIELDS), np.int32)
    return TaggedText(
        rows, np.frombuffer(marks, np.uint8), np.frombuffer(cases, np.uint8), np.array(starts, np.int64)
    )


def tag_sentence(line: str) -> list[Spoken]:
    """Tokens of a sentence that are spoken; a mark that stands alone belongs to the word before it."""
    found: list[Spoken] = []
    for token in _DASH.sub(", ", line.strip()).split():
        spoken = spoken_token(token)
        if spoken.words:
            found.append(spoken)
        elif spoken.mark and found:
            before = found[-1]
            found[-1] = Spoken(before.words, before.case, max(before.mark, spoken.mark))
    return found


@lru_cache(maxsize=1 << 20)
def spoken_token(token: str) -> Spoken:
    """What is said of a written token, and its tags."""
    bare = token.rstrip(_CLOSING)
    mark = max((_MARK_OF.get(c, 0) for c in _trailing(bare)), default=0)
    core = bare.strip("\"'“”‘’()[]{}«»*_.,;:!?…-")
    if mark == 2 and bare.endswith(".") and _is_abbreviation(core):
        mark = 0
    said = _ENGLISH.spoken_forms(core)[1] if _YEAR.fullmatch(core) else _ENGLISH.normalize(core)
    return Spoken(tuple(said.split()), _case(core), mark)


def _trailing(token: str) -> str:
    return token[len(token.rstrip(".,;:!?…" + _CLOSING)) :]


def _is_abbreviation(core: str) -> bool:
    """Whether the stop behind it belongs to it: Mr, an initial, U.S."""
    initial = len(core) == 1 and core.isupper() and core != "I"
    return core.lower() in _ABBREVIATIONS or "." in core or initial


def _case(core: str) -> int:
    letters = [c for c in core if c.isalpha()]
    if not letters or not letters[0].isupper() or not core[0].isalpha():
        return 0
    stem = [c for c in core.removesuffix("'s").removesuffix("’s") if c.isalpha()]
    several = len(stem) > 1 and all(c.isupper() for c in stem)
    return 2 if several or (len(letters) == 1 and core == "I") else 1
