"""Pronunciations for the search: a lexicon, and the columns of a phone head."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from earmark import _core
from earmark.decoding.word_lm import WordLm
from earmark.language import BOUNDARY_SYMBOL
from earmark.lexicon import Lexicon
from earmark.models import CtcModel, companions_of, phone_head_of
from earmark.pickling import PickledByFields


@dataclass(frozen=True)
class PhoneLexicon(PickledByFields):
    """Pronunciations in the ids of a phone head. Immutable: any number of searches may share one."""

    lexicon: Lexicon
    symbols: tuple[str, ...]  # of the head's columns
    blank: int  # column of its blank
    rows_per_frame: float | None = None  # of the head, for each row of tokens; None where it is not known

    @property
    def boundary(self) -> int:
        """Id of the boundary between words, -1 where the head emits none."""
        return self.lexicon.phone_set.boundary if BOUNDARY_SYMBOL in self.symbols else -1

    @cached_property
    def core(self) -> _core.PhoneLexicon:
        """What the search holds.

        Raises:
            PhoneError: the head lacks a phone of the lexicon's set.
        """
        phone_set = self.lexicon.phone_set
        return _core.PhoneLexicon(
            list(self.lexicon.words),
            self.lexicon.core,
            phone_set.columns(self.symbols, self.blank).tolist(),
            phone_set.size,
            blank=phone_set.blank,
            boundary=self.boundary,
        )


def unused_lexicon(model: CtcModel, lm: WordLm | None) -> tuple[str, ...]:
    """A note where the model's own lexicon is of no use."""
    own, head = companions_of(model), phone_head_of(model)
    if own is None or own.lexicon is None or (head is not None and lm is not None):
        return ()
    lacking = "the model has no phone head" if head is None else "there is no language model"
    return (f"the lexicon {str(own.lexicon)!r} is not used: {lacking}",)
