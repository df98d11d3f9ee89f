"""Formats of shards: JSONL, and Parquet with one schema for all of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from earmark.batch.parquet import read_parquet, write_parquet
from earmark.batch.record import Record
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


FORMATS = {
    "jsonl": ShardFormat("jsonl", ".jsonl", write_jsonl, read_jsonl),
    "parquet": ShardFormat("parquet", ".parquet", write_parquet, read_parquet),
}
