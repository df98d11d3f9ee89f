"""Actors of the Ray engine: those that transcribe, and one that knows which rows are in work."""

from __future__ import annotations

import pickle
import zlib
from collections import Counter
from typing import Any

import numpy as np

from earmark.batch.engines.engine import WorkerDied
from earmark.batch.engines.packing import PackedRecipe
from earmark.batch.record import Answer, record_of_error
from earmark.batch.row import Row
from earmark.batch.row_audio import fetched
from earmark.batch.transcribing import RowTranscriber

DEATHS = 3  # of workers at one row, after which the row fails


class AtWork:
    """Counts the workers that began a row and never ended it."""

    def __init__(self) -> None:
        self._begun: Counter[int] = Counter()

    @classmethod
    def start(cls) -> Any:
        """Start it as an actor on this node, which no lost node takes along."""
        import ray
        from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

        here = NodeAffinitySchedulingStrategy(ray.get_runtime_context().get_node_id(), soft=False)
        return ray.remote(cls).options(num_cpus=0, scheduling_strategy=here).remote()

    def begin(self, number: int) -> int:
        """Note that a row is begun; return how many workers have died at it."""
        self._begun[number] += 1
        return self._begun[number] - 1

    def end(self, number: int) -> None:
        """Note that a row is done."""
        del self._begun[number]


class PieceTranscriber:
    """Transcribes pieces of a manifest: a class for ``map_batches``, one piece a batch."""

    def __init__(self, packed: PackedRecipe, attempts: int, nbest: int | None, at_work: Any) -> None:
        import ray

        node = ray.get_runtime_context().get_node_id()[:8]
        recognizer = packed.unpack(ray.get).open()
        self._transcriber = RowTranscriber(recognizer, nbest, attempts, f"node {node}")
        self._at_work, self._get = at_work, ray.get

    def __call__(self, batch: dict[str, Any]) -> dict[str, Any]:
        """(1,) pieces of rows -> (1,) pieces of answers."""
        rows = pickle.loads(zlib.decompress(batch["rows"][0]))
        made = zlib.compress(pickle.dumps([self._answer(row, content) for row, content in rows]), 1)
        return {"first": batch["first"], "answers": np.array([made], dtype=object)}

    def _answer(self, row: Row, content: bytes | Exception | None) -> Answer:
        if self._get(self._at_work.begin.remote(row.number)) >= DEATHS:
            error = WorkerDied(
                f"{DEATHS} workers died on this row: the memory is too small for it, or the file crashes a "
                "library; transcribe it alone to see why"
            )
            answer = Answer(row.number, record_of_error(row, error, DEATHS))
        else:
            answer = self._transcriber.answer(row, fetched(row, content))
        self._at_work.end.remote(row.number)
        return answer
