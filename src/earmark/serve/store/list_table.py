"""Lists in the database; every function is one part of a transaction."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, delete, func, insert, select, update

from earmark.biasing import WordList
from earmark.serve.errors import NOT_FOUND, PRECONDITION_FAILED, TOO_LARGE, RequestError
from earmark.serve.store import tables
from earmark.serve.store.packing import pack
from earmark.serve.store.records import ListHead, Version

PREFIX = "wl_"
lists, versions = tables.word_lists, tables.versions


def add_list(connection: Connection, owner: str, name: str, words: WordList, most: int) -> ListHead:
    """Store a new list.

    Raises:
        RequestError: the owner has as many as may be.
    """
    count = connection.execute(select(func.count()).where(lists.c.owner == owner)).scalar_one()
    if count >= most:
        raise RequestError(
            f"{count:,} word lists are stored, at most {most:,} may be: delete those that are not used",
            TOO_LARGE,
            code="too_many_word_lists",
        )
    id, now = PREFIX + secrets.token_urlsafe(16), datetime.now(UTC)
    connection.execute(insert(lists).values(id=id, owner=owner, name=name, version=1, created=now))
    return ListHead(id, name, now, _add_version(connection, id, 1, words))


def find_list(connection: Connection, owner: str, id: str, version: int | None = None) -> ListHead:
    """Return a list of an owner, its newest version when None.

    Raises:
        RequestError: 404; that another owner has such a list makes no difference.
    """
    wanted = lists.c.version if version is None else version
    row = connection.execute(
        _heads().where(lists.c.owner == owner, lists.c.id == id, versions.c.version == wanted)
    ).first()
    if row is None:
        what = f"word list {id[:60]!r}" + ("" if version is None else f" with a version {version}")
        raise RequestError(
            f"there is no {what}: GET /v1/word-lists shows those of this key",
            NOT_FOUND,
            param="word_list",
            code="word_list_not_found",
        )
    return _head(row)


def content_of(connection: Connection, id: str, version: int) -> bytes:
    """Return the packed words of a version."""
    wanted = select(versions.c.content).where(versions.c.list_id == id, versions.c.version == version)
    return bytes(connection.execute(wanted).scalar_one())


def list_heads(connection: Connection, owner: str, limit: int, after: str) -> list[ListHead]:
    """Return the lists of an owner behind an id, in the order of their ids."""
    wanted = _heads().where(lists.c.owner == owner, lists.c.id > after, versions.c.version == lists.c.version)
    return [_head(row) for row in connection.execute(wanted.order_by(lists.c.id).limit(limit))]


def all_versions(connection: Connection, owner: str, id: str) -> list[ListHead]:
    """Return the versions of a list that are kept, the newest first.

    Raises:
        RequestError: 404.
    """
    find_list(connection, owner, id)
    wanted = _heads().where(lists.c.owner == owner, lists.c.id == id)
    return [_head(row) for row in connection.execute(wanted.order_by(versions.c.version.desc()))]


def replace_list(
    connection: Connection,
    owner: str,
    id: str,
    words: WordList | None,
    name: str | None,
    expected: str | None,
    kept: int,
) -> ListHead:
    """Store another version of a list, or another name.

    Args:
        connection: in a transaction.
        owner: of the list.
        id: of the list.
        words: of the new version; None leaves them.
        name: None leaves it.
        expected: tag of the version that is replaced; None for any.
        kept: versions that stay.

    Raises:
        RequestError: 404; 412 where another version is the newest.
    """
    head = _locked(connection, owner, id, expected)
    if name is not None:
        connection.execute(update(lists).where(lists.c.id == id).values(name=name))
    if words is not None and words.digest != head.state.digest:
        state = _add_version(connection, id, head.version + 1, words)
        connection.execute(update(lists).where(lists.c.id == id).values(version=state.version))
        old = versions.c.version <= state.version - kept
        connection.execute(delete(versions).where(versions.c.list_id == id, old))
        return ListHead(id, name or head.name, head.created, state)
    return ListHead(id, name or head.name, head.created, head.state)


def delete_list(connection: Connection, owner: str, id: str, expected: str | None) -> None:
    """Delete a list with all versions.

    Raises:
        RequestError: 404; 412 where ``expected`` is not the tag of the newest version.
    """
    _locked(connection, owner, id, expected)
    connection.execute(delete(lists).where(lists.c.id == id))


def _locked(connection: Connection, owner: str, id: str, expected: str | None) -> ListHead:
    """Return the list, which other writers cannot change until the transaction ends."""
    connection.execute(select(lists.c.id).where(lists.c.id == id, lists.c.owner == owner).with_for_update())
    head = find_list(connection, owner, id)
    if expected is not None and expected != head.etag:
        raise RequestError(
            f"the list was changed: its tag is {head.etag} and not {expected[:60]}; read it again",
            PRECONDITION_FAILED,
            param="If-Match",
            code="word_list_changed",
        )
    return head


def _add_version(connection: Connection, id: str, number: int, words: WordList) -> Version:
    state = Version(number, words.digest, len(words), datetime.now(UTC))
    values = {"list_id": id, "version": number, "digest": state.digest, "entries": state.entries}
    connection.execute(insert(versions).values(values | {"content": pack(words), "created": state.created}))
    return state


def _heads() -> Select[Any]:
    columns = (versions.c.version, versions.c.digest, versions.c.entries, versions.c.created.label("changed"))
    joined = lists.join(versions, versions.c.list_id == lists.c.id)
    return select(lists.c.id, lists.c.name, lists.c.created, *columns).select_from(joined)


def _head(row: Row[Any]) -> ListHead:
    found = row._mapping
    state = Version(found["version"], found["digest"], found["entries"], _utc(found["changed"]))
    return ListHead(found["id"], found["name"], _utc(found["created"]), state)


def _utc(time: datetime) -> datetime:
    """SQLite keeps no time zone."""
    return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
