"""earmark's search in C++. Use :mod:`earmark.decode`; :class:`EntryGraph` is the one public class."""

import numpy as np
from numpy.typing import NDArray

class EntryGraph:
    """All entries of a word list in one Aho-Corasick automaton over token ids; immutable.

    Entries match whole words: every path starts with a token that starts a word, and an entry
    stands complete only where the next token starts a word or the audio ends.
    """

    def __init__(
        self,
        tokens: NDArray[np.int32],
        offsets: NDArray[np.int64],
        entries: NDArray[np.int32],
        weights: NDArray[np.float32],
    ) -> None:
        """Build from K paths laid end to end.

        Args:
            tokens: (sum of lengths,) token ids >= 1, the paths one after the other.
            offsets: (K + 1,) path i is ``tokens[offsets[i]:offsets[i + 1]]``.
            entries: (K,) index of the word-list entry that path i writes.
            weights: (K,) multiplies the boost; a negative weight suppresses. Of equal paths the
                one with the greatest weight stands, then the lowest entry.

        Raises:
            ValueError: a path is empty, holds a token < 1, or the arrays' lengths disagree.
            TypeError: an array has another dtype than stated.
        """

    @property
    def nodes(self) -> int:
        """Nodes of the automaton, the root included."""

    @property
    def paths(self) -> int:
        """Token paths it was built from."""

    @property
    def memory_bytes(self) -> int:
        """What it holds in memory."""

# tokens, frames, confidences, acoustic, boost, hits of (entry, first token, last token, boost)
_Path = tuple[
    tuple[int, ...],
    tuple[int, ...],
    tuple[float, ...],
    float,
    float,
    tuple[tuple[int, int, int, float], ...],
]

class BeamSearch:
    """CTC prefix beam search; immutable. :class:`earmark.decode.DecodeOptions` documents the options."""

    def __init__(
        self,
        word_starts: NDArray[np.bool_],
        *,
        beam: int,
        top_k: int,
        token_threshold: float,
        beam_threshold: float,
        blank_skip: float,
        biasing: str,
        boost_lambda: float,
        boost_cap: float,
        boost_reach: float,
        boost_bonus: float,
        boost_first: float,
        static_reward: float,
        suppress_penalty: float,
    ) -> None:
        """word_starts: (V,) true where a token begins a new word."""

    def search_batch(
        self,
        batch: list[NDArray[np.float32]],
        graphs: list[EntryGraph | None],
        nbest: int,
        threads: int,
    ) -> list[list[_Path]]:
        """One list of paths, best first, per (T, V) array of log-probabilities.

        Raises:
            ValueError: another V than ``word_starts`` has, or a graph over other tokens.
        """

def greedy(log_probs: NDArray[np.float32]) -> _Path:
    """The best token of each frame of (T, V), repeats and blanks collapsed."""

def ctc_log_prob(log_probs: NDArray[np.float32], tokens: list[int]) -> float:
    """Natural log of the probability of ``tokens``, summed over all alignments with (T, V)."""
