"""Database: SQLite with a write-ahead log, or PostgreSQL, brought to the newest schema."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from earmark.checks import made_folder
from earmark.serve.errors import UNAVAILABLE, RequestError

MIGRATIONS = Path(__file__).parent / "migrations"
BUSY_SECONDS = 30.0  # that a writer waits for another in SQLite
LOCK = 0x6561726D  # of PostgreSQL, held while a schema is changed: "earm"
_migrating = threading.Lock()  # Alembic keeps its context in module variables


class Database:
    """Connections to one database. Any number of threads may share one."""

    def __init__(self, url: str) -> None:
        """Connect, and bring the schema up to date.

        Raises:
            RequestError: the database cannot be opened.
        """
        try:
            self.engine = _engine(url)
            with _migrating, self.writing() as connection:
                if self.engine.dialect.name == "postgresql":
                    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
                _migrate(connection)
        except (SQLAlchemyError, NoSuchModuleError, ArgumentError, ModuleNotFoundError) as error:
            raise RequestError(_sentence(url, error), UNAVAILABLE) from error

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that writes: all of it is stored when the block ends, or nothing."""
        with self.engine.connect().execution_options(writes=True) as connection, connection.begin():
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one state of the database."""
        with self.engine.connect() as connection, connection.begin():
            yield connection

    def close(self) -> None:
        """Close the connections."""
        self.engine.dispose()


def _engine(url: str) -> Engine:
    if make_url(url).get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True, pool_size=8, max_overflow=8)
    made_folder("the data folder", Path(make_url(url).database or "").parent)
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _: object) -> None:
    connection.isolation_level = None  # transactions are begun below, and not by the driver
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(connection: Connection) -> None:
    """Take the lock of writers at once: a reader that became one would fail when another was quicker."""
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _migrate(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _sentence(url: str, error: Exception) -> str:
    shown = make_url(url).render_as_string(hide_password=True) if "://" in url else url
    if isinstance(error, ModuleNotFoundError):
        reason = f"the package {error.name!r} is missing: pip install 'psycopg[binary]'"
    else:
        reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
    return f"the store {shown} cannot be opened: {reason}"
