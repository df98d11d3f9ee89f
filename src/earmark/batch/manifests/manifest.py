"""Manifest: rows that can be read again and again, one at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from earmark.batch.locations import folder_of
from earmark.batch.row import Row, row_of
from earmark.errors import ManifestError

Numbered: TypeAlias = tuple[int, Mapping[str, Any]]  # line or row of the file, from 1, and its fields


_ODD_ID = {
    True: "has an id and the rows before it have none",
    False: "has no id and the rows before it have one",
}


@dataclass(frozen=True)
class Manifest:
    """A file of rows. Iterating reads it from the beginning; one row is in memory at a time."""

    location: str  # path or URL
    unit: str  # "line" or "row", for messages
    read: Callable[[str], Iterable[Numbered]]

    def __iter__(self) -> Iterator[Row]:
        """Yield every row.

        Raises:
            ManifestError: the file cannot be read, a row cannot be used, or some rows have an id and others
                not.
        """
        folder, first = self.folder, None
        for number, (where, fields) in enumerate(self.read(self.location)):
            row, own = row_of(fields, number, folder, self.place, where)
            first = own if first is None else first
            if own != first:
                raise ManifestError(f"{self.place(where)} {_ODD_ID[own]}: give every row an id, or none")
            yield row

    @property
    def folder(self) -> str:
        """The folder that relative paths and URLs begin at."""
        return folder_of(self.location)

    def place(self, where: int) -> str:
        """Where a row stands."""
        return f"{self.location}, {self.unit} {where}"
