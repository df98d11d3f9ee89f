"""pyctcdecode's own beam search, run in the core."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from numpy.typing import NDArray

from earmark import _core
from earmark.compat.pyctcdecode.alphabet import Alphabet
from earmark.compat.pyctcdecode.beams import LMState, OutputBeam, _normalize_whitespace, history_words
from earmark.compat.pyctcdecode.called_lm import CalledLm
from earmark.compat.pyctcdecode.checks import check_limits
from earmark.compat.pyctcdecode.hotwords import split_hotwords
from earmark.compat.pyctcdecode.language_model import AbstractLanguageModel, LanguageModel, MultiLanguageModel
from earmark.compat.pyctcdecode.lattice import Lattice

MOST = 2**31 - 1  # of a width, in the core


@dataclass(frozen=True)
class Limits:
    """What a search keeps.

    Raises:
        ValueError: a limit cannot be used.
    """

    beam_width: int  # hypotheses a frame
    beam_prune_logp: float  # nats against the best hypothesis
    token_min_logp: float  # ln p of a label
    prune_history: bool  # keep one of the beams that the language model cannot tell apart

    def __post_init__(self) -> None:
        check_limits(self.beam_width, self.beam_prune_logp, self.token_min_logp)

    def core(self, lm: AbstractLanguageModel | None) -> _core.WordBeamOptions:
        """The options of the core."""
        history = history_words(1 if lm is None else lm.order) if self.prune_history else 0
        return _core.WordBeamOptions(min(self.beam_width, MOST), self.beam_prune_logp, history)


def search(
    rows: NDArray[Any],
    alphabet: Alphabet,
    limits: Limits,
    lm: AbstractLanguageModel | None,
    hotwords: Iterable[str] | None,
    hotword_weight: float,
    start: LMState,
) -> list[OutputBeam]:
    """The beams of one utterance, best first.

    Args:
        rows: (T, V) log-probabilities.
        alphabet: of the columns.
        limits: of the search.
        lm: language model, None for none.
        hotwords: words that earn ``hotword_weight``.
        hotword_weight: nats.
        start: state of the language model; None for that of a beginning.
    """
    lattice = Lattice.of(rows, limits.token_min_logp)
    words = _core.Hotwords(split_hotwords(hotwords), hotword_weight)
    args = (
        lattice.rows, lattice.chosen, lattice.ends, labels_of(tuple(alphabet.labels), alphabet.is_bpe),
        limits.core(lm), words,
    )  # fmt: skip
    native = getattr(lm, "native", None)
    if lm is None:
        start = None
    elif isinstance(lm, LanguageModel | MultiLanguageModel) and start is not None:
        start = lm.state_of(start)
    if lm is None or native is not None:
        return [_output(found, found[2]) for found in _core.beam_search(*args, native, start)]
    called = CalledLm(lm, lm.get_start_state() if start is None else start)
    return [_output(found, called.states[found[2]]) for found in _core.beam_search_with(*args, called)]


@lru_cache(maxsize=16)
def labels_of(labels: Sequence[str], is_bpe: bool) -> _core.BeamLabels:
    """The labels as the core has them."""
    return _core.BeamLabels(list(labels), is_bpe)


def _output(found: tuple[list[str], list[tuple[int, int]], Any, float, float], state: LMState) -> OutputBeam:
    words, frames, _, acoustic, total = found
    text = _normalize_whitespace(" ".join(words))
    return text, state, list(zip(text.split(), frames, strict=False)), acoustic, total
