"""Formats of shards: JSONL, and Parquet with one schema for all of them."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from earmark.batch.record import FIELDS, Record
from earmark.errors import OptionsError


@dataclass(frozen=True)
class ShardFormat:
    """How records are written into a file and read again."""

    name: str
    suffix: str
    write: Callable[[Sequence[Record]], bytes]
    read: Callable[[bytes], list[Record]]


def shard_format(name: str) -> ShardFormat:
    """The format of a name.

    Raises:
        OptionsError: there is no such format, or its package is not installed.
    """
    if name not in FORMATS:
        raise OptionsError(f"the format of the output is {name!r}, expected one of {', '.join(FORMATS)}")
    if name == "parquet":
        try:
            import pyarrow  # noqa: F401
        except ModuleNotFoundError:
            raise OptionsError(
                "Parquet is written by pyarrow, which is not installed: run pip install pyarrow, or "
                "write jsonl"
            ) from None
    return FORMATS[name]


def write_jsonl(records: Sequence[Record]) -> bytes:
    """One object a line."""
    lines = (json.dumps(record, ensure_ascii=False) for record in records)
    return "".join(f"{line}\n" for line in lines).encode("utf-8", "surrogatepass")


def read_jsonl(content: bytes) -> list[Record]:
    """The records of a shard."""
    return [json.loads(line) for line in content.splitlines()]


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
    return pyarrow.Table.from_pylist(rows, schema=parquet_schema())


def read_parquet(content: bytes) -> list[Record]:
    """The records of a shard."""
    from pyarrow import parquet

    rows = parquet.read_table(io.BytesIO(content)).to_pylist()
    return [row | {"transcript": _of_json(row["transcript"])} for row in rows]


def parquet_schema() -> Any:
    """The columns of a shard."""
    import pyarrow as pa

    text, number, count = pa.string(), pa.float64(), pa.int32()
    word = [("text", text), ("start", number), ("end", number), ("confidence", number)]
    word += [("acoustic_confidence", number), ("entry", text), ("ending", text)]
    entry = [("entry", text), ("text", text), ("start", number), ("end", number), ("confidence", number)]
    entry += [("boost", number), ("lm", number), ("spoken", text), ("alternative", text)]
    entry += [(name, number) for name in ("acoustic", "phones", "words", "phone_match", "log_odds")]
    entry += [(name, number) for name in ("attention", "acoustic_confidence", "context", "rarity")]
    entry += [("techniques", pa.list_(text)), ("verifier", text), ("ending", text)]
    replaced = [("entry", text), ("before", text), ("text", text), ("change", text), ("start", number)]
    replaced += [("end", number)]
    told = [("code", text), ("sentence", text), ("share", number), ("entry", text), ("place", count)]
    told += [("number", count), ("reason", text)]
    kinds = {
        "offset": number, "duration": number, "audio_seconds": number, "attempts": count,
        "words": pa.list_(pa.struct(word)), "entries": pa.list_(pa.struct(entry)),
        "rejected": pa.list_(pa.struct(entry)), "nbest": pa.list_(text),
        "replacements": pa.list_(pa.struct(replaced)), "diagnostics": pa.list_(pa.struct(told)),
    }  # fmt: skip
    return pa.schema([(name, kinds.get(name, text)) for name in FIELDS])


def _as_json(value: Any) -> str | None:
    return value if value is None else json.dumps(value, ensure_ascii=False)


def _of_json(value: str | None) -> Any:
    return value if value is None else json.loads(value)


FORMATS = {
    "jsonl": ShardFormat("jsonl", ".jsonl", write_jsonl, read_jsonl),
    "parquet": ShardFormat("parquet", ".parquet", write_parquet, read_parquet),
}
