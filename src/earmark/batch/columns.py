"""Columns: batches and data frames in, the same with results out, for anybody's pipeline."""

from __future__ import annotations

import json
import math
import pickle
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from earmark.batch.parquet import as_table
from earmark.batch.recipe import USUAL, Recipe
from earmark.batch.record import FIELDS, Record, record_of_error
from earmark.batch.row import AUDIO_FIELDS, Row, row_of
from earmark.batch.row_audio import fetched
from earmark.batch.transcribing import ATTEMPTS, RowTranscriber
from earmark.errors import ManifestError

if TYPE_CHECKING:
    import pandas
    import pyarrow

CONTENT = "bytes"  # column of sound files as ray.data.read_binary_files reads them, with their "path"
INPUTS = frozenset((*AUDIO_FIELDS, "id", "offset", "duration", "words", "transcript", CONTENT))
NUMBERS = {"offset": "double", "duration": "double", "audio_seconds": "double", "attempts": "int"}
SPARK_SCHEMA = ", ".join(f"{name} {NUMBERS.get(name, 'string')}" for name in FIELDS)


class TranscribeBatch:
    """A class for ``map_batches`` of Ray Data: loads a recognizer once and transcribes batch after batch.

    ::

        kwargs = {"recipe": Recipe(words=words)}
        dataset.map_batches(TranscribeBatch, fn_constructor_kwargs=kwargs, batch_size=8, concurrency=4)

    Batches have the columns of manifests: ``audio_filepath`` (or ``path``), and where they are wanted ``id``,
    ``offset``, ``duration``, ``words`` and ``transcript``; ``bytes`` is the content of a sound file. Every
    row comes out, in order, with the fields of the output and its other columns; errors of rows are not
    raised.
    """

    def __init__(self, recipe: Recipe = USUAL, *, attempts: int = ATTEMPTS) -> None:
        """Load the recognizer.

        Raises:
            EarmarkError: the model, an option or the list cannot be used.
        """
        self._transcriber = RowTranscriber(recipe.open(), recipe.nbest, attempts)

    def __call__(self, batch: Any) -> pyarrow.Table:
        """Transcribe a batch: a mapping of columns, a pandas data frame or an Arrow table."""
        rows = list(_rows_of(batch))
        made = as_table([_record(self._transcriber, row) for row in rows])
        for name in rows[0] if rows else ():
            if name not in INPUTS and name not in FIELDS:
                made = made.append_column(name, [[row[name] for row in rows]])
        return made


def map_in_pandas(
    recipe: Recipe = USUAL, *, attempts: int = ATTEMPTS
) -> Callable[[Iterable[pandas.DataFrame]], Iterator[pandas.DataFrame]]:
    """A function for ``DataFrame.mapInPandas`` of Spark, with ``SPARK_SCHEMA`` as its schema.

    Frames have the columns of manifests. The recognizer is loaded once in each process; words, entries and
    other nested results are JSON.
    """

    def transcribe(frames: Iterable[pandas.DataFrame]) -> Iterator[pandas.DataFrame]:
        import pandas as pd

        transcriber = RowTranscriber(_opened(pickle.dumps(recipe)), recipe.nbest, attempts)
        for frame in frames:
            records = [_flat(_record(transcriber, row)) for row in _rows_of(frame)]
            yield pd.DataFrame(records, columns=list(FIELDS))

    return transcribe


@cache
def _opened(recipe: bytes) -> Any:
    """The recognizer of a pickled recipe."""
    return pickle.loads(recipe).open()


def _record(transcriber: RowTranscriber, fields: Mapping[str, Any]) -> Record:
    """The record of a row of a batch; one that cannot be read is a failed row."""
    given = {name: _plain(fields[name]) for name in INPUTS if name in fields}
    given.setdefault("audio_filepath", fields.get("path"))
    content = given.pop(CONTENT, None)
    if content is not None and given["audio_filepath"] is None:
        given["audio_filepath"] = "the audio"
    try:
        row, _ = row_of(given, 0, "", lambda line: "a row of the batch", 0)
    except ManifestError as error:
        return record_of_error(Row(0, str(given.get("id", "")), str(given["audio_filepath"]), ""), error, 1)
    return transcriber.answer(row, fetched(row, content)).record


def _rows_of(batch: Any) -> Iterator[Mapping[str, Any]]:
    if hasattr(batch, "to_pylist"):
        yield from batch.to_pylist()
        return
    columns = {str(name): list(batch[name]) for name in batch}
    names = list(columns)
    yield from (dict(zip(names, values, strict=True)) for values in zip(*columns.values(), strict=True))


def _plain(value: Any) -> Any:
    """Values of NumPy and pandas as JSON has them; what is missing is None."""
    if isinstance(value, np.ndarray):
        return [_plain(item) for item in value.tolist()]
    if isinstance(value, np.generic):
        value = value.item()
    return None if isinstance(value, float) and math.isnan(value) else value


def _flat(record: Record) -> dict[str, Any]:
    nested = (list, dict)
    return {
        name: json.dumps(value, ensure_ascii=False) if isinstance(value, nested) else value
        for name, value in record.items()
    }
