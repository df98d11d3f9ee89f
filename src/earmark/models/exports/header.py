"""Read what an ONNX file says of itself, without its weights: inputs, outputs and metadata.

The file is mapped and weights are skipped: a file of gigabytes costs nothing, a damaged one is refused. Field
numbers are those of ``onnx.proto``.
"""

from __future__ import annotations

import mmap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from earmark.checks import cause
from earmark.errors import ModelError

Span: TypeAlias = tuple[int, int]  # bytes of a file, [first, last)
Value: TypeAlias = int | Span  # of a field: a number, or where its bytes are

_MODEL_IR, _MODEL_PRODUCER, _MODEL_GRAPH, _MODEL_METADATA = 1, 2, 7, 14
_GRAPH_WEIGHTS, _GRAPH_INPUT, _GRAPH_OUTPUT = 5, 11, 12
_WEIGHT_NAME = 8
_TYPES = {1: "float32", 2: "uint8", 6: "int32", 7: "int64", 9: "bool", 10: "float16", 11: "float64"}

MOST_TEXT = 1 << 20  # bytes of a name or a value of metadata
VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5  # wire types


@dataclass(frozen=True)
class Tensor:
    """An input or an output of a graph."""

    name: str
    dtype: str  # as NumPy names it; "type 16" for others
    shape: tuple[int | str, ...]  # a name where the size is open, "" where it has none

    def __str__(self) -> str:
        return f"{self.name} {self.dtype} ({', '.join(str(size or '?') for size in self.shape)})"


@dataclass(frozen=True)
class OnnxHeader:
    """Inputs, outputs and metadata of an ONNX file."""

    producer: str
    inputs: tuple[Tensor, ...]
    outputs: tuple[Tensor, ...]
    metadata: Mapping[str, str]

    @classmethod
    def read(cls, path: Path) -> OnnxHeader:
        """Read the header of a file.

        Raises:
            ModelError: the file cannot be opened or is not an ONNX model.
        """
        try:
            with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
                header = _header(data)
        except (OSError, ValueError, OverflowError) as error:
            raise ModelError(
                f"{str(path)!r} cannot be read as an ONNX model ({cause(error)}): the file is damaged or of "
                "another format, copy or export it again"
            ) from None
        if not header.inputs or not header.outputs:
            raise ModelError(
                f"{str(path)!r} is not an ONNX model with inputs and outputs: copy or export it again"
            )
        return header


def _header(data: mmap.mmap) -> OnnxHeader:
    producer, metadata = "", {}
    inputs: list[Tensor] = []
    outputs: list[Tensor] = []
    weights: set[str] = set()
    for field, value in _fields(data, (0, len(data))):
        if field == _MODEL_PRODUCER:
            producer = _text(data, value)
        elif field == _MODEL_METADATA:
            key, entry = _texts(data, value, 1, 2)
            metadata[key] = entry
        elif field == _MODEL_GRAPH:
            for part, inner in _fields(data, _span(value)):
                if part == _GRAPH_INPUT:
                    inputs.append(_tensor(data, inner))
                elif part == _GRAPH_OUTPUT:
                    outputs.append(_tensor(data, inner))
                elif part == _GRAPH_WEIGHTS:
                    weights.add(_texts(data, inner, _WEIGHT_NAME)[0])
    # Before version 4 of the format weights were listed among the inputs too.
    return OnnxHeader(producer, tuple(t for t in inputs if t.name not in weights), tuple(outputs), metadata)


def _tensor(data: mmap.mmap, value: Value) -> Tensor:
    name, dtype, shape = "", 0, []
    for field, inner in _fields(data, _span(value)):
        if field == 1:
            name = _text(data, inner)
        elif field == 2:
            for kind, tensor in _fields(data, _span(inner)):
                for part, of_tensor in _fields(data, _span(tensor)) if kind == 1 else ():
                    if part == 1 and isinstance(of_tensor, int):
                        dtype = of_tensor
                    elif part == 2:
                        shape = [_size(data, size) for _, size in _fields(data, _span(of_tensor))]
    return Tensor(name, _TYPES.get(dtype, f"type {dtype}"), tuple(shape))


def _size(data: mmap.mmap, value: Value) -> int | str:
    for field, inner in _fields(data, _span(value)):
        if field == 1 and isinstance(inner, int):
            return inner
        if field == 2:
            return _text(data, inner)
    return ""


def _fields(data: mmap.mmap, span: Span) -> Iterator[tuple[int, Value]]:
    """Yield number and value of each field of a message.

    Raises:
        ValueError: the bytes are not a message.
    """
    at, end = span
    while at < end:
        tag, at = _varint(data, at, end)
        wire, value = tag & 7, (at, at)
        if tag >> 3 == 0:
            raise ValueError("it has a field without a number")
        if wire == VARINT:
            number, at = _varint(data, at, end)
            yield tag >> 3, number
            continue
        if wire == BYTES:
            length, at = _varint(data, at, end)
            value = (at, at + length)
        elif wire in (FIXED32, FIXED64):
            value = (at, at + (4 if wire == FIXED32 else 8))
        else:
            raise ValueError(f"it has a field of the unknown kind {wire}")
        at = value[1]
        if at > end:
            raise ValueError("it is cut off")
        yield tag >> 3, value


def _varint(data: mmap.mmap, at: int, end: int) -> tuple[int, int]:
    """The number at a place, and the place behind it."""
    number = 0
    for count, byte in enumerate(data[at : min(end, at + 10)]):
        number |= (byte & 0x7F) << 7 * count
        if byte < 0x80:
            return number, at + count + 1
    raise ValueError("it is cut off")


def _texts(data: mmap.mmap, value: Value, *fields: int) -> list[str]:
    """Texts of some fields of a message, "" where it has none."""
    found = {field: inner for field, inner in _fields(data, _span(value)) if field in fields}
    return [_text(data, found[field]) if field in found else "" for field in fields]


def _text(data: mmap.mmap, value: Value) -> str:
    first, last = _span(value)
    if last - first > MOST_TEXT:
        raise ValueError(f"it has a name of {last - first} bytes")
    return data[first:last].decode("utf-8")


def _span(value: Value) -> Span:
    if isinstance(value, int):
        raise ValueError("it has a number in place of bytes")
    return value
