"""From the rows of a word list to what the adapter's frames attend to."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from earmark.arrays import spans
from earmark.biasing.adapter.memory import AttentionKeys, BiasMemory, BiasPhrases, TokenKeySums
from earmark.biasing.adapter.session import open_graph

CHUNK = 128  # rows encoded at a time; more are no faster and take 0.1 MB of activations each
KEPT = 2000  # rows of a list that keeps all that was encoded, 12 MB; longer ones keep keys in bytes

Encoded = tuple[NDArray[np.float32], NDArray[np.float32]]  # keys (P, d) and values (P, C)


class Encoder:
    """Encodes rows, alone or a whole list. Any number of threads may share one."""

    def __init__(self, graph: Path, ids: NDArray[np.int64]) -> None:
        """Load an encoder.

        Args:
            graph: token ids (N, J) -> keys (N, J, d) and values (N, J, C).
            ids: (V,) the graph's id of each token of the model.
        """
        self._session, self._ids = open_graph(graph), ids

    def encode(self, phrases: BiasPhrases, threads: int = 0) -> BiasMemory:
        """Encode a list on so many cores (0 = all); 100,000 names keep some 70 MB."""
        exact = len(phrases.lengths) <= KEPT
        sums = TokenKeySums(int(phrases.tokens.max(initial=0)) + 1)
        keys, values = AttentionKeys.allocate(0, 1, exact), np.zeros((0, 1), np.float32)
        for part, (key, value) in self._parts(phrases, threads):
            if not keys.count:
                keys = AttentionKeys.allocate(len(phrases.tokens), key.shape[1], exact)
                values = np.empty((len(phrases.tokens) if exact else 0, value.shape[1]), np.float32)
            places = spans(phrases.starts[part], phrases.lengths[part])
            keys.put(places, key)
            if exact:
                values[places] = value
            sums.add(phrases.tokens[places], key)
        return BiasMemory(phrases, keys, values if exact else None, sums.means())

    def attended(self, memory: BiasMemory, chosen: NDArray[np.int64]) -> Encoded:
        """Return keys and values of the chosen rows, row after row."""
        if memory.values is None:
            return self._encoded(memory.phrases, chosen)
        places = memory.places(chosen)
        return memory.keys.at(places), memory.values[places]

    def _parts(self, rows: BiasPhrases, threads: int) -> Iterator[tuple[NDArray[np.int64], Encoded]]:
        """All rows, those of like length together, a chunk at a time and always in the same order."""
        order = np.argsort(rows.lengths, kind="stable")
        parts = [order[at : at + CHUNK] for at in range(0, len(order), CHUNK)]
        workers = min(threads or os.cpu_count() or 1, len(parts))
        if workers <= 1:
            yield from ((part, self._encoded(rows, part)) for part in parts)
            return
        with ThreadPoolExecutor(workers, thread_name_prefix="earmark-entries") as pool:
            for first in range(0, len(parts), 4 * workers):  # no more than that wait in memory
                several = parts[first : first + 4 * workers]
                yield from zip(
                    several, pool.map(lambda part: self._encoded(rows, part), several), strict=True
                )

    def _encoded(self, rows: BiasPhrases, chosen: NDArray[np.int64]) -> Encoded:
        lengths = rows.lengths[chosen]
        padded = np.zeros((len(chosen), int(lengths.max())), np.int64)
        inside = np.arange(padded.shape[1]) < lengths[:, None]
        padded[inside] = self._ids[rows.tokens[spans(rows.starts[chosen], lengths)]]
        keys, values = self._session.run(["keys", "values"], {"entries": padded})
        return keys[inside], values[inside]
