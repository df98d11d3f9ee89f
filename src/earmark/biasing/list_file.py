"""Files of compiled lists: a header in JSON, then arrays that are memory-mapped where they lie."""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray

from earmark.errors import WordListError

SUFFIX = ".earmark"
KIND = b"earmark compiled list "
MAGIC = KIND + b"3\n"
NUMBERS = 8 + 4  # bytes behind MAGIC: length of the header, and its checksum
ALIGNED = 64  # bytes: where an array may begin

Arrays = dict[str, NDArray[Any]]
AGAIN = "compile the list again with `earmark words compile`"


def is_list_file(path: str | Path) -> bool:
    """The file holds a compiled list, by its name or first bytes. A pipe does not: it is read once only."""
    if not os.path.isfile(path):
        return False
    if str(path).endswith(SUFFIX):
        return True
    try:
        with open(path, "rb") as file:
            return file.read(len(KIND)) == KIND
    except OSError:
        return False


def pack(header: Mapping[str, Any], arrays: Arrays) -> tuple[bytes, NDArray[np.uint8]]:
    """The two parts of a file."""
    layout, at = [], 0
    for name, array in arrays.items():
        at += -at % ALIGNED
        layout.append({"name": name, "dtype": array.dtype.str, "shape": array.shape, "offset": at})
        at += array.nbytes
    body = np.zeros(at, np.uint8)
    for entry, array in zip(layout, arrays.values(), strict=True):
        body[entry["offset"] :][: array.nbytes] = np.ascontiguousarray(array).reshape(-1).view(np.uint8)
    head = json.dumps(
        {**header, "arrays": layout, "bytes": at, "crc": zlib.crc32(body.data)}, ensure_ascii=False
    ).encode("utf-8", "surrogatepass")
    start = MAGIC + len(head).to_bytes(8, "little") + zlib.crc32(head).to_bytes(4, "little") + head
    return start + b"\0" * (-len(start) % ALIGNED), body


def write_whole(path: str | Path, parts: Iterable[bytes | memoryview]) -> None:
    """Write a file of several parts, which stands complete or not at all.

    Raises:
        WordListError: the file cannot be written.
    """
    unfinished = Path(f"{path}.{uuid4().hex}.part")  # another thread may write the same list
    try:
        with open(unfinished, "wb") as file:
            file.writelines(parts)
        unfinished.replace(path)
    except OSError as error:
        with suppress(OSError):
            unfinished.unlink()
        raise WordListError(
            f"the compiled list cannot be written to {str(path)!r} ({error.strerror or error}): give a file "
            "in a folder that exists"
        ) from None


class ListFile:
    """Header and arrays of one file."""

    def __init__(self, data: NDArray[np.uint8], source: str) -> None:
        """Read the header of ``data``, which ``source`` names in messages.

        Raises:
            WordListError: it is of another kind or version, or damaged.
        """
        self.source = source
        if not len(data):
            raise WordListError(f"{source} is empty: {AGAIN}")
        if (first := bytes(data[: len(MAGIC)])) != MAGIC:
            raise WordListError(f"{source} {_fault(first)}: {AGAIN}")
        at = len(MAGIC) + NUMBERS
        size = int.from_bytes(bytes(data[len(MAGIC) : at - 4]), "little")
        head = bytes(data[at : at + size])
        try:
            if zlib.crc32(head) != int.from_bytes(bytes(data[at - 4 : at]), "little"):
                raise ValueError
            header: dict[str, Any] = json.loads(head.decode("utf-8", "surrogatepass"))
            body = data[at + size + -(at + size) % ALIGNED :]
            whole = len(body) == header["bytes"] and zlib.crc32(body.data) == header["crc"]
            layout = header["arrays"]
        except (ValueError, KeyError, TypeError):
            whole = False
        if not whole:
            raise WordListError(f"{source} is damaged or cut short: {AGAIN}")
        self.header = header
        self._arrays = {
            entry["name"]: _array(body, entry["dtype"], entry["shape"], entry["offset"]) for entry in layout
        }

    @classmethod
    def open(cls, path: str | Path) -> ListFile:
        """Map a file.

        Raises:
            WordListError: it is missing, of another kind or version, or damaged.
        """
        source = f"the compiled list {str(path)!r}"
        try:
            empty = os.path.getsize(path) == 0
            data = np.zeros(0, np.uint8) if empty else np.memmap(path, np.uint8, "r")
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) else error
            raise WordListError(f"{source} cannot be read ({reason}): check the path") from None
        return cls(data, source)

    def part(self, name: str) -> Arrays:
        """The arrays whose names begin with ``name`` and a slash."""
        prefix = f"{name}/"
        return {key.removeprefix(prefix): a for key, a in self._arrays.items() if key.startswith(prefix)}


def _fault(first: bytes) -> str:
    """What is wrong with a file that begins with other bytes than MAGIC."""
    if first.startswith(KIND):
        return "was written by another version of earmark"
    return "is damaged or cut short" if MAGIC.startswith(first) else "is another kind of file"


def _array(body: NDArray[np.uint8], dtype: str, shape: list[int], offset: int) -> NDArray[Any]:
    kind = np.dtype(dtype)
    size = kind.itemsize * int(np.prod(shape))
    return np.asarray(body[offset : offset + size]).view(kind).reshape(shape)
