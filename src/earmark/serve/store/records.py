"""Records: lists and versions as the store has them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from earmark.biasing import WordList


@dataclass(frozen=True)
class Version:
    """One state of a list."""

    version: int  # from 1
    digest: str  # of the words: equal for equal words in equal order
    entries: int
    created: datetime

    @property
    def etag(self) -> str:
        """Tag of HTTP, quotes included."""
        return f'"{self.version}-{self.digest[:16]}"'


@dataclass(frozen=True)
class ListHead:
    """A list without its words."""

    id: str
    name: str
    created: datetime
    state: Version

    @property
    def version(self) -> int:
        """Number of the state, from 1."""
        return self.state.version

    @property
    def etag(self) -> str:
        """Tag of the state."""
        return self.state.etag


@dataclass(frozen=True)
class StoredList:
    """A list with its words."""

    head: ListHead
    words: WordList

    @property
    def version(self) -> int:
        """Number of the state, from 1."""
        return self.head.version

    @property
    def etag(self) -> str:
        """Tag of the state."""
        return self.head.etag
