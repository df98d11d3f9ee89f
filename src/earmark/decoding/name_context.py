"""NameContext: how much the words around a place speak for a name there."""

from __future__ import annotations

from pathlib import Path

from earmark import _core
from earmark.errors import LanguageModelError
from earmark.pickling import SharedByCopies


class NameContext(SharedByCopies):
    """Logistic regression over the words around a place (``core/lm/name_context.h``). Immutable.

    Any number of threads may share one.
    """

    _holds = "weights in the core"
    _advice = "load its file in each process"

    def __init__(self, core: _core.NameContext) -> None:
        self.core = core  # what the search holds

    @classmethod
    def load(cls, path: str | Path) -> NameContext:
        """Read what ``earmark train names`` wrote.

        Raises:
            LanguageModelError: the file is missing, of another kind or damaged.
        """
        try:
            return cls(_core.NameContext.open(str(path)))
        except RuntimeError as error:
            raise LanguageModelError(
                f"cannot read the names' contexts {str(path)!r} ({error}): "
                "give what `earmark train names` wrote"
            ) from None

    def log_odds(self, before: tuple[str, str], after: tuple[str, str], word: str = "<rare>") -> float:
        """ln of the odds that a name stands in a place, and not a word that it sounds like.

        Args:
            before: the two words before the place, the nearest last; ``<s>`` where the sentence begins.
            after: the two words after it, the nearest first; ``</s>`` where it ends.
            word: the ordinary word that would stand there; ``<rare>`` for one that the model does not know.
        """
        return self.core.log_odds([*before, word, *after])
