"""Ray engine: actors of Ray Data on a cluster, or on this machine where there is none."""

from __future__ import annotations

import logging
import os
import pickle
import zlib
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from earmark.batch.engines.engine import Prepared
from earmark.batch.engines.packing import PackedRecipe, pack
from earmark.batch.engines.preparing import describe
from earmark.batch.engines.ray_actors import AtWork, PieceTranscriber
from earmark.batch.recipe import Recipe
from earmark.batch.record import Answer
from earmark.batch.row import Row
from earmark.batch.row_audio import content_here
from earmark.errors import EarmarkError, OptionsError

PIECES = 4000  # of a whole run: enough for the last ones to end together, few enough for Ray's bookkeeping
LEAST_ROWS, MOST_ROWS = 4, 100  # of a piece
WINDOW = 2000  # pieces of one dataset: Ray needs a millisecond for each before the first one runs
RESTARTS = 5  # of a dataset in which nothing was answered before it failed


class RayEngine:
    """Runs workers as actors of Ray Data."""

    def __init__(
        self, recipe: Recipe, least: int | None, most: int | None, attempts: int, address: str | None
    ) -> None:
        """Describe the engine.

        Args:
            recipe: what the recognizer is made of.
            least: actors to begin with; None for 1.
            most: actors to grow to, where the cluster has or gets room; None for any number.
            attempts: for errors that may pass.
            address: of a cluster; None for that of RAY_ADDRESS, else a cluster on this machine.

        Raises:
            OptionsError: Ray is not installed.
        """
        try:
            import ray.data  # noqa: F401
        except ImportError as error:
            raise OptionsError(
                f"the engine ray needs the package {error.name!r}, which is not installed: run pip install "
                "'ray[data]' rich fsspec pyarrow"
            ) from None
        self._recipe, self._attempts, self._address = recipe.with_absolute_paths(), attempts, address
        self._least, self._most = least or 1, most
        self.workers = most or 0
        self._own = False  # a cluster that this engine has begun
        self._packed: PackedRecipe | None = None

    def start(self) -> None:
        """Connect to the cluster, or begin one on this machine."""
        import ray

        if ray.is_initialized():
            return
        address = self._address or os.environ.get("RAY_ADDRESS")
        about: dict[str, Any] = {"log_to_driver": False, "logging_level": logging.ERROR}
        if address is None:
            about |= {"num_cpus": max(self._most or 0, os.cpu_count() or 1), "include_dashboard": False}
        try:
            ray.init(address=address, **about)
        except (ConnectionError, RuntimeError, ValueError) as error:
            raise EarmarkError(
                f"Ray cannot be reached at {address!r} ({error}): see if the cluster is up"
            ) from None
        self._own = True

    def prepare(self) -> Prepared:
        """Load the recognizer here, compile the run's list, and put what nodes lack into the object store."""
        import ray

        recognizer = self._recipe.open()
        self._packed = pack(self._recipe, recognizer, ray.put)
        return describe(self._recipe, recognizer)

    def run(self, rows: Iterable[Row], count: int) -> Iterator[Answer]:
        """Yield answers as they come, from one dataset after the other."""
        size = min(max(count // PIECES, LEAST_ROWS), MOST_ROWS)
        pieces, at_work = _pieces(rows, size), AtWork.start()
        while window := {piece[0].number: _packed(piece) for piece in islice(pieces, WINDOW)}:
            yield from self._until_answered(window, at_work)

    def _until_answered(self, pieces: dict[int, bytes], at_work: Any) -> Iterator[Answer]:
        """Answers to pieces; where a dataset fails, another takes those that are left."""
        left, failures = len(pieces), 0
        while pieces:
            try:
                for first, answers in self._answers(pieces, at_work):
                    if pieces.pop(first, None) is not None:
                        yield from answers
            except _system_errors() as error:
                failures = failures + 1 if len(pieces) == left else 1
                left = len(pieces)
                if failures >= RESTARTS:
                    raise EarmarkError(
                        f"Ray fails each time ({str(error).splitlines()[0]}): see its logs"
                    ) from error

    def close(self) -> None:
        """Leave the cluster; one that was begun here ends."""
        import ray

        if self._own:
            ray.shutdown()
            self._own = False

    def _answers(self, pieces: dict[int, bytes], at_work: Any) -> Iterator[tuple[int, list[Answer]]]:
        """(number of its first row, answers) of each piece, through one dataset."""
        import ray.data

        context = ray.data.DataContext.get_current()
        context.enable_progress_bars = False
        logging.getLogger("ray.data").setLevel(logging.ERROR)
        items = [{"first": first, "rows": rows} for first, rows in pieces.items()]
        dataset = ray.data.from_items(items, override_num_blocks=len(items)).map_batches(
            PieceTranscriber,
            fn_constructor_kwargs={
                "packed": self._packed, "attempts": self._attempts, "nbest": self._recipe.nbest,
                "at_work": at_work,
            },
            batch_size=1,
            compute=ray.data.ActorPoolStrategy(min_size=self._least, max_size=self._most),
            num_cpus=1,
        )  # fmt: skip
        made: Any
        for made in dataset.iter_batches(batch_size=None, prefetch_batches=0, batch_format="pyarrow"):
            for row in made.to_pylist():
                yield row["first"], pickle.loads(zlib.decompress(row["answers"]))


def _pieces(rows: Iterable[Row], size: int) -> Iterator[list[Row]]:
    given = iter(rows)
    while piece := list(islice(given, size)):
        yield piece


def _packed(rows: list[Row]) -> bytes:
    return zlib.compress(pickle.dumps([(row, content_here(row)) for row in rows]), 1)


def _system_errors() -> tuple[type[Exception], ...]:
    """Errors of lost nodes and workers."""
    from ray.exceptions import RayError

    return (RayError,)
