"""The tokens of a model: how they are spelt, and how they make words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from earmark._core import Segmenter, TokenTable
from earmark.checks import shown
from earmark.errors import ModelError
from earmark.models import byte_level
from earmark.models.alphabet_check import check_bytes, check_labels, check_tokens, checked_silent
from earmark.models.labels import (
    SEPARATORS,
    USUAL_MARKS,
    WORD_START,
    WordMarks,
    find_blank,
    find_marks,
    in_columns,
    is_marked,
    is_special,
    is_unspaced,
    letters_of,
)
from earmark.pickling import PickledByFields

Case: TypeAlias = Literal["lower", "upper", "mixed"]

INITIALS = 5  # letters of a text that a model with capitals may write in capitals alone: "NASA"

# What a token does to the words around it: TokenRole of core/ctc/token_table.h.
CONTINUES, BEGINS, ALONE, SEPARATES, SILENT, ENDS = range(6)


@dataclass(frozen=True)
class TokenWord:
    """Tokens ``first`` to ``last``, both inclusive, that write one word."""

    first: int
    last: int
    text: str  # as the model writes it
    spaced: bool  # a space stands between it and the word before it
    tail: str = ""  # punctuation that follows it


@dataclass(frozen=True)
class Alphabet(PickledByFields):
    """The V tokens of a model in column order, and how they make words.

    ``words`` says how: "begun" by a mark ("▁the"), all but "continued" ones ("##ing"), "ended" by a mark
    ("ing</w>"), all but "joined" ones ("fre@@"), "separated" by a token of their own ("|"), or "unmarked": an
    entry of a list may begin with any token, and each counts as a word by itself. Words begun by "Ġ" are
    spelt in bytes (byte-level BPE).
    """

    tokens: tuple[str, ...]  # (V,) as the model names them
    blank: int = 0  # column of the CTC blank
    words: WordMarks = "begun"
    mark: str = WORD_START  # prefix or suffix of tokens, or the separator; "" for unmarked
    silent: frozenset[str] = field(default=frozenset(), repr=False)  # further tokens that write nothing

    def __post_init__(self) -> None:
        check_tokens(self.tokens, self.blank, self.words, self.mark)
        object.__setattr__(self, "tokens", tuple(self.tokens))
        object.__setattr__(self, "blank", int(self.blank))
        object.__setattr__(self, "silent", checked_silent(self.silent))
        if self.byte_level:
            written = enumerate(self.tokens)
            check_bytes({n: t for n, t in written if n != self.blank and not self._is_silent(t)}, self.mark)

    def __len__(self) -> int:
        return len(self.tokens)

    @classmethod
    def guess(
        cls,
        labels: Sequence[str] | Mapping[str, int],
        *,
        blank: int | str | None = None,
        words: WordMarks | None = None,
        mark: str | None = None,
        silent: Iterable[str] = (),
    ) -> Alphabet:
        """The alphabet of a model whose columns have these labels, in order or with their numbers.

        Args:
            labels: one for each of the model's columns, the blank included.
            blank: its column or its label; found by its name when None.
            words: how words are marked; found by the labels when None.
            mark: of that kind, where it is not the usual one.
            silent: labels that write nothing, besides those such as "<unk>" and "[PAD]".

        Raises:
            ModelError: what the labels leave open; the message says what to give.
        """
        check_labels(labels, blank, words, mark)
        tokens = in_columns(labels)
        if isinstance(blank, str) and blank not in tokens:
            raise ModelError(
                f"the blank {blank!r} is not among the {len(tokens)} labels: give its label or column"
            )
        column = (
            tokens.index(blank) if isinstance(blank, str) else find_blank(tokens) if blank is None else blank
        )
        if words is None:
            words, found = find_marks(tokens, column)
        else:
            separators = (label for label in tokens if label.lower() in SEPARATORS)
            found = USUAL_MARKS[words] if words in USUAL_MARKS else next(separators, SEPARATORS[0])
        return cls(tokens, column, words, found if mark is None else mark, checked_silent(silent))

    def difference(self, other: Alphabet) -> str:
        """How many tokens each has, as messages say it where the two are not equal."""
        if self.tokens == other.tokens:
            return f"{len(self)} tokens with another blank or other marks of words"
        return f"{len(self)} tokens, this one has {len(other)}{' others' * (len(self) == len(other))}"

    @cached_property
    def table(self) -> TokenTable:
        """What the core knows of the tokens: their letters in lower case, as language models have them."""
        texts = [
            b"" if role in (SEPARATES, SILENT) else byte_level.encoded(letters_of(text))
            for text, role in zip(self.texts, self.roles, strict=True)
        ]
        return TokenTable(texts, self.roles, self.blank)

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """(V,) what each token writes, without marks and spaces; see :func:`byte_level.text_of`."""
        return tuple(self._text(token) for token in range(len(self)))

    @cached_property
    def roles(self) -> NDArray[np.uint8]:
        """(V,) what each token does to the words around it."""
        return np.array([self._role(token) for token in range(len(self))], dtype=np.uint8)

    @property
    def byte_level(self) -> bool:
        """Whether the tokens are spelt in bytes."""
        return self.words == "begun" and self.mark == byte_level.WORD_START

    @property
    def separator(self) -> int | None:
        """The token that separates words, where one does."""
        return self.tokens.index(self.mark) if self.words == "separated" else None

    @cached_property
    def spells_letters(self) -> bool:
        """Whether no token writes more than one letter."""
        return max(map(len, map(letters_of, self.texts))) <= 1

    def is_whole(self, tokens: Sequence[int]) -> bool:
        """Whether ``tokens`` write whole words: the first may begin a word, the last may end one."""
        first, last = (self.roles[tokens[place]] for place in (0, -1))
        ended = self.words in ("ended", "joined")
        anywhere = (CONTINUES, ENDS) if ended or self.words == "separated" else ()
        begins = first in (BEGINS, ALONE, *anywhere)
        return bool(begins and last != SEPARATES and not (ended and last == CONTINUES))

    def writable(self, token: int) -> bool:
        """Whether the token may stand in what is written: it is neither the blank nor silent."""
        return bool(self.roles[token] != SILENT)

    @cached_property
    def case(self) -> Case:
        """The case of the letters that the model writes."""
        written = "".join(text for text, spare in zip(self.texts, self._spare, strict=True) if not spare)
        if written == written.lower():
            return "lower"
        return "upper" if written == written.upper() else "mixed"

    @cached_property
    def speller(self) -> Segmenter:
        """Spells words in tokens, by their exact letters."""
        spare = np.array(self._spare)
        texts = [b"" if s else byte_level.encoded(text) for text, s in zip(self.texts, spare, strict=True)]
        return Segmenter(TokenTable(texts, np.where(spare, SILENT, self.roles).astype(np.uint8), self.blank))

    def cased(self, text: str) -> tuple[str, ...]:
        """``text`` as the model may write it: in its case, or with and without capitals where it has both."""
        if self.case == "mixed":
            capitals = " ".join(word[:1].upper() + word[1:] for word in text.split(" "))
            initials = (text.upper(),) if len(text) <= INITIALS else ()
            return tuple(dict.fromkeys((text, capitals, *initials)))
        return (text.lower() if self.case == "lower" else text.upper(),)

    def text(self, tokens: Iterable[int]) -> str:
        """What ``tokens`` write: words with one space between, or none where the model knows no words.

        Raises:
            ModelError: one of them is not a column of the model.
        """
        tokens = self._columns(tokens)
        written = byte_level.joined("".join(self._before[t] + self.texts[t] + self._after[t] for t in tokens))
        return " ".join(written.split())

    def words_of(self, tokens: Sequence[int]) -> list[TokenWord]:
        """The words that ``tokens`` write, in order; tokens that write nothing belong to none.

        Raises:
            ModelError: one of them is not a column of the model.
        """
        tokens = self._columns(tokens)
        found: list[TokenWord] = []
        space = False
        for first, last, _ in self.table.words(tokens):
            text = self.text(tokens[first : last + 1])
            space = bool(self._before[tokens[first]]) or (first > 0 and bool(self._after[tokens[first - 1]]))
            if not text:
                continue
            if found and not space and not letters_of(text):
                found[-1] = replace(found[-1], tail=found[-1].tail + text)
            else:
                found.append(TokenWord(first, last, text, space))
        return found

    def _columns(self, tokens: Iterable[int]) -> list[int]:
        columns = list(tokens)
        if columns and not (min(columns) >= 0 and max(columns) < len(self)):
            raise ModelError(f"tokens are {shown(columns)}, expected columns from 0 to {len(self) - 1}")
        return columns

    @cached_property
    def _before(self) -> tuple[str, ...]:
        """(V,) the space that each token writes before its text, if it does."""
        return tuple(" " if self._begins(token) else "" for token in range(len(self)))

    @cached_property
    def _after(self) -> tuple[str, ...]:
        """(V,) the space that each token writes behind its text, if it does."""
        return tuple(
            " " if role == SEPARATES or (role != SILENT and self._ends(token)) else ""
            for token, role in enumerate(self.roles)
        )

    def _begins(self, token: int) -> bool:
        """Whether the token's label says that a word begins."""
        if self.words == "begun":
            return self._marked(token)
        return self.words == "continued" and bool(self.roles[token] == BEGINS)

    def _marked(self, token: int) -> bool:
        return is_marked(self.tokens[token], self.words, self.mark)

    def _ends(self, token: int) -> bool:
        """Whether the token's label says that its word ends."""
        return self.words in ("ended", "joined") and self._marked(token) == (self.words == "ended")

    def _text(self, token: int) -> str:
        label = self.tokens[token]
        if token == self.blank or self._is_silent(label) or self._is_separator(label):
            return ""
        byte = byte_level.fallback_text(label)
        if byte is not None:
            return "" if byte < " " else byte
        if self.words == "begun":
            label = label.replace(self.mark, "")
            return byte_level.text_of(label) if self.byte_level else label
        if self.words in ("ended", "joined"):
            return label.removesuffix(self.mark)
        return label.removeprefix(self.mark) if self.words == "continued" else label

    def _role(self, token: int) -> int:
        label, text = self.tokens[token], self.texts[token]
        if token == self.blank or self._is_silent(label):
            return SILENT
        if self._is_separator(label):
            return SEPARATES
        if self.words == "begun" and self._marked(token):
            return BEGINS
        if not text:
            return ENDS if self._ends(token) else SILENT
        if self.words == "unmarked" or not letters_of(text) or is_unspaced(text):
            return ALONE
        if self._ends(token):
            return ENDS
        return BEGINS if self.words == "continued" and not self._marked(token) else CONTINUES

    def _is_separator(self, label: str) -> bool:
        is_space = (byte_level.fallback_text(label) or "").isspace()
        return is_space or (self.words == "separated" and label == self.mark)

    @cached_property
    def _spare(self) -> tuple[bool, ...]:
        """(V,) whether a token spells an ASCII character as a byte: others write it too."""
        return tuple((byte_level.fallback_text(label) or "\udc80").isascii() for label in self.tokens)

    def _is_silent(self, label: str) -> bool:
        return label in self.silent or (is_special(label) and label != self.mark)
