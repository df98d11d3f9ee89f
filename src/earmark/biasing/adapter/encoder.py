"""From the rows of a word list to what the adapter's frames attend to."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from earmark.arrays import spans
from earmark.biasing.adapter.memory import BiasMemory, Keys, MeanKeys, Rows
from earmark.biasing.adapter.session import open_graph

CHUNK = 128  # rows encoded at a time; more are no faster and take 0.1 MB of activations each
KEPT = 2000  # rows of a list that keeps all that was encoded, 12 MB; longer ones keep keys in bytes

Encoded = tuple[NDArray[np.float32], NDArray[np.float32]]  # keys (P, d) and values (P, C)


class Encoder:
    """Encodes rows, alone or a whole list. Any number of threads may share one."""

    def __init__(self, graph: Path) -> None:
        """``graph``: token ids (N, J) -> keys (N, J, d) and values (N, J, C)."""
        self._session = open_graph(graph)

    def catalogue(self, rows: Rows, threads: int = 0) -> BiasMemory:
        """A list encoded, on so many cores (0 = all); 100,000 names keep some 70 MB."""
        exact = len(rows.lengths) <= KEPT
        means = MeanKeys(int(rows.tokens.max(initial=0)) + 1)
        keys, values = Keys.room(0, 1, exact), np.zeros((0, 1), np.float32)
        for part, (key, value) in self._parts(rows, threads):
            if not keys.count:
                keys = Keys.room(len(rows.tokens), key.shape[1], exact)
                values = np.empty((len(rows.tokens) if exact else 0, value.shape[1]), np.float32)
            places = spans(rows.starts[part], rows.lengths[part])
            keys.put(places, key)
            if exact:
                values[places] = value
            means.add(rows.tokens[places], key)
        return BiasMemory(rows, keys, values if exact else None, means)

    def attended(self, catalogue: BiasMemory, chosen: NDArray[np.int64]) -> Encoded:
        """Keys and values of the chosen rows, row after row."""
        if catalogue.values is None:
            return self._encoded(catalogue.rows, chosen)
        places = catalogue.places(chosen)
        return catalogue.keys.at(places), catalogue.values[places]

    def _parts(self, rows: Rows, threads: int) -> Iterator[tuple[NDArray[np.int64], Encoded]]:
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

    def _encoded(self, rows: Rows, chosen: NDArray[np.int64]) -> Encoded:
        lengths = rows.lengths[chosen]
        padded = np.zeros((len(chosen), int(lengths.max())), np.int64)
        inside = np.arange(padded.shape[1]) < lengths[:, None]
        padded[inside] = rows.tokens[spans(rows.starts[chosen], lengths)]
        keys, values = self._session.run(["keys", "values"], {"entries": padded})
        return keys[inside], values[inside]
