"""Keys in the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from earmark.serve.keys import KeyParts, KeyRecord, digest_of, new_parts
from earmark.serve.store import tables


def add_key(
    connection: Connection, name: str, owner: str, scopes: Sequence[str], rate: int | None
) -> KeyParts:
    """Store a new key; its secret is in the answer only."""
    parts = new_parts()
    values = {
        "id": parts.id, "name": name, "owner": owner, "digest": digest_of(parts.secret),
        "scopes": list(scopes), "rate": rate, "created": datetime.now(UTC), "revoked": False,
    }  # fmt: skip
    connection.execute(insert(tables.keys).values(values))
    return parts


def any_key(connection: Connection) -> bool:
    """Whether there are keys, revoked ones included: a server that had some does not open without."""
    return connection.execute(select(tables.keys.c.id).limit(1)).first() is not None


def find_key(connection: Connection, id: str) -> KeyRecord | None:
    """Return the key with an id."""
    row = connection.execute(select(tables.keys).where(tables.keys.c.id == id)).first()
    return None if row is None else _record(row)


def all_keys(connection: Connection) -> list[KeyRecord]:
    """Return all keys, the oldest first."""
    return [_record(row) for row in connection.execute(select(tables.keys).order_by(tables.keys.c.created))]


def revoke_key(connection: Connection, id: str) -> bool:
    """Revoke a key; return whether there is one."""
    changed = update(tables.keys).where(tables.keys.c.id == id).values(revoked=True)
    return connection.execute(changed).rowcount == 1


def _record(row: Row[Any]) -> KeyRecord:
    values = dict(row._mapping)
    return KeyRecord(**(values | {"scopes": tuple(values["scopes"])}))
