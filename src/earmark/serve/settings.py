"""Settings: what a server listens on, where it keeps its data, and its limits."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

INTERFACE = "1"  # version that answers name
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
CORES = os.cpu_count() or 1


def default_data() -> Path:
    """Return the folder for data of a user without a setting of its own."""
    base = os.environ.get("XDG_DATA_HOME")
    return (Path(base) if base else Path.home() / ".local" / "share") / "earmark"


@dataclass(frozen=True)
class Limits:
    """Bounds on one request and on all of them together; beyond each stands a 4xx with one sentence."""

    upload_bytes: int = 100 << 20  # of a request: an hour of 16-bit audio at 16 kHz is 115 MB, of FLAC 60 MB
    audio_seconds: float = 7200.0  # of one audio: a long meeting
    list_entries: int = 100_000  # of one list: what the search and its figures are made for
    list_bytes: int = 16 << 20  # of one list as text: 100,000 entries with pronunciations
    lists: int = 1000  # of one owner
    versions: int = 20  # kept of one list, the newest
    requests: int = 128  # read, computed or answered at a time: bounds the disk that uploads take
    queue: int = 32  # requests that wait for a worker: half a minute of work for two cores
    queue_seconds: float = 60.0  # that one of them waits at most
    form_fields: int = 10_000  # of one form: repeated keywords
    streams: int = 8 * CORES  # open at a time: a stream takes a tenth of a core
    idle_seconds: float = 60.0  # a stream without a message is closed then
    body_seconds: float = 60.0  # between two pieces of a request's body: a slow client
    shutdown_seconds: float = 60.0  # for requests that were accepted before the server stops
    cache_bytes: int = 512 << 20  # of compiled lists


@dataclass(frozen=True)
class Settings:
    """A server. Without an API key in the store it answers on loopback addresses only."""

    data: Path = field(default_factory=default_data)  # folder of the SQLite file and of compiled lists
    database_url: str | None = None  # postgresql://...; None: SQLite in ``data``
    host: str = "127.0.0.1"
    port: int = 8765  # 0 for a free one
    wyoming_port: int | None = None  # of home automation; None: no Wyoming server
    wyoming_host: str = (
        "127.0.0.1"  # the protocol has no keys, so others may not reach it unless they are meant to
    )
    model: str = "english"  # as Recognizer takes it
    transcribers: tuple[str, ...] = ()  # NAME=SPEC, or a SPEC as `earmark transcribe --transcriber` takes
    workers: int = CORES  # requests computed at a time, each on ``threads`` cores
    threads: int = 1  # of one request: one each gives the most requests a minute
    limits: Limits = field(default_factory=Limits)

    @property
    def loopback(self) -> bool:
        """Whether other machines cannot reach the server."""
        return self.host in LOOPBACK

    @property
    def store_url(self) -> str:
        """Address of the store as SQLAlchemy takes it."""
        if self.database_url is None:
            return f"sqlite:///{(self.data / 'earmark.db').absolute()}"
        for name in ("postgresql://", "postgres://"):
            if self.database_url.startswith(name):
                return "postgresql+psycopg://" + self.database_url[len(name) :]
        return self.database_url
