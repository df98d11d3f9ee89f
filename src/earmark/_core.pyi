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
