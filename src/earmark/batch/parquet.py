"""Parquet shards: one schema for all of them, made of the fields of results."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import fields
from types import NoneType
from typing import Any, Literal, get_args, get_origin, get_type_hints

from earmark.batch.record import FIELDS, REPLACED, Record
from earmark.correction.result import Replacement
from earmark.errors import AudioDiagnostic, Diagnostic
from earmark.transcript import TranscribedWord, WrittenEntry

ALWAYS = frozenset(TranscribedWord("", 0.0, 0.0, None).to_dict())  # keys of a word that JSON always has


def write_parquet(records: Sequence[Record]) -> bytes:
    """A Parquet file; transcripts of other recognizers are JSON in it, as their shapes differ."""
    from pyarrow import parquet

    file = io.BytesIO()
    parquet.write_table(as_table(records), file, compression="zstd")
    return file.getvalue()


def as_table(records: Sequence[Record]) -> Any:
    """The records as an Arrow table."""
    import pyarrow

    rows = [record | {"transcript": _as_json(record["transcript"])} for record in records]
    return pyarrow.Table.from_pylist(rows, schema=schema())


def read_parquet(content: bytes) -> list[Record]:
    """The records of a shard, as JSONL has them."""
    from pyarrow import parquet

    rows: list[Record] = parquet.read_table(io.BytesIO(content)).to_pylist()
    for row in rows:
        row["transcript"] = None if row["transcript"] is None else json.loads(row["transcript"])
        row["words"] = _each_without_none(row["words"], ALWAYS)
        row["diagnostics"] = _each_without_none(row["diagnostics"], frozenset())
    return rows


def schema() -> Any:
    """The columns of a shard."""
    import pyarrow as pa

    kinds = {
        "offset": pa.float64(), "duration": pa.float64(), "audio_seconds": pa.float64(),
        "attempts": pa.int32(), "nbest": pa.list_(pa.string()),
        "words": pa.list_(_struct(TranscribedWord)),
        "entries": pa.list_(_struct(WrittenEntry)),
        "rejected": pa.list_(_struct(WrittenEntry)),
        "replacements": pa.list_(_struct(Replacement, names=REPLACED)),
        "diagnostics": pa.list_(_struct(AudioDiagnostic, Diagnostic)),
    }  # fmt: skip
    return pa.schema([(name, kinds.get(name, pa.string())) for name in FIELDS])


def _struct(*classes: Any, names: Sequence[str] | None = None) -> Any:
    """The Arrow type of dataclasses: all fields of all of them, or those named."""
    import pyarrow as pa

    columns: dict[str, Any] = {}
    for kind in classes:
        hints, own = get_type_hints(kind), [field.name for field in fields(kind)]
        columns |= {name: _type_of(hints[name]) for name in own if names is None or name in names}
    return pa.struct(list(columns.items()))


def _type_of(hint: Any) -> Any:
    """The Arrow type of a field; None is a value of each."""
    import pyarrow as pa

    if get_origin(hint) is tuple:
        return pa.list_(_type_of(get_args(hint)[0]))
    if get_origin(hint) is Literal:
        return pa.string()
    chosen = [kind for kind in get_args(hint) or (hint,) if kind is not NoneType]
    return {str: pa.string(), float: pa.float64(), int: pa.int32()}[chosen[0]]


def _each_without_none(items: list[Record] | None, kept: frozenset[str]) -> list[Record] | None:
    """Items without keys that are None and that JSON leaves out then."""
    if items is None:
        return None
    return [{k: v for k, v in item.items() if v is not None or k in kept} for item in items]


def _as_json(value: Any) -> str | None:
    return value if value is None else json.dumps(value, ensure_ascii=False)
