"""Lists and keys in SQLite and PostgreSQL."""

import asyncio

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from earmark.biasing import Word, WordList
from earmark.serve.errors import RequestError
from earmark.serve.keys import digest_of
from earmark.serve.settings import Limits
from earmark.serve.store import Store
from earmark.serve.store.tables import METADATA

LIST = WordList.of([Word("Nguyen", "Nguyễn", 2.5, ("win",), ("ŋwiən",)), "Fremont", "日本"])


def wait(coroutine):
    return asyncio.run(coroutine)


def test_migrations_make_the_tables_of_the_code(store):
    with store.database.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []


def test_a_list_comes_back_as_it_was(store, url):
    head = wait(store.add("ann", "people", LIST))
    other = Store(url)  # without the first one's cache
    found = wait(other.word_list("ann", head.id))
    other.close()
    assert found.words == LIST and found.words.digest == LIST.digest
    assert (found.head.name, found.version, found.head.state.entries) == ("people", 1, 3)
    assert found.head.created.utcoffset().total_seconds() == 0


def test_another_owner_sees_nothing(store):
    head = wait(store.add("ann", "people", LIST))
    with pytest.raises(RequestError, match="there is no word list") as raised:
        wait(store.word_list("bob", head.id))
    with pytest.raises(RequestError) as invented:
        wait(store.word_list("bob", "wl_invented"))
    assert (raised.value.status, raised.value.code) == (invented.value.status, invented.value.code)
    for call in (
        store.replace("bob", head.id, LIST),
        store.delete("bob", head.id),
        store.versions("bob", head.id),
    ):
        with pytest.raises(RequestError, match="there is no"):
            wait(call)
    assert wait(store.heads("bob", 10)) == []
    assert wait(store.word_list("ann", head.id)).words == LIST


def test_versions_and_tags(store):
    head = wait(store.add("ann", "people", LIST))
    changed = wait(store.replace("ann", head.id, WordList.of(["Oslo"]), expected=head.etag))
    assert changed.version == 2 and changed.etag != head.etag
    with pytest.raises(RequestError, match="was changed") as raised:
        wait(store.replace("ann", head.id, LIST, expected=head.etag))
    assert raised.value.status == 412
    assert [one.version for one in wait(store.versions("ann", head.id))] == [2, 1]
    assert wait(store.word_list("ann", head.id, 1)).words == LIST
    assert wait(store.word_list("ann", head.id)).words == WordList.of(["Oslo"])
    same = wait(store.replace("ann", head.id, WordList.of(["Oslo"]), name="towns"))
    assert (same.version, same.name) == (2, "towns")


def test_old_versions_are_dropped(url):
    store = Store(url, Limits(versions=2))
    head = wait(store.add("ann", "n", LIST))
    for number in range(4):
        wait(store.replace("ann", head.id, WordList.of([f"town {number}"])))
    assert [one.version for one in wait(store.versions("ann", head.id))] == [5, 4]
    with pytest.raises(RequestError, match="with a version 1"):
        wait(store.word_list("ann", head.id, 1))
    store.close()


def test_deleted_lists_leave_nothing(store):
    head = wait(store.add("ann", "n", LIST))
    wait(store.delete("ann", head.id))
    with pytest.raises(RequestError):
        wait(store.word_list("ann", head.id))
    with store.database.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM word_list_versions").scalar() == 0


def test_an_owner_has_so_many_lists(url):
    store = Store(url, Limits(lists=2))
    for _ in range(2):
        wait(store.add("ann", "n", LIST))
    with pytest.raises(RequestError, match="at most 2 may be"):
        wait(store.add("ann", "n", LIST))
    wait(store.add("bob", "n", LIST))
    store.close()


def test_pages(store):
    ids = sorted(wait(store.add("ann", str(n), LIST)).id for n in range(5))
    first = [head.id for head in wait(store.heads("ann", 2))]
    rest = [head.id for head in wait(store.heads("ann", 10, first[-1]))]
    assert first + rest == ids


def test_writers_at_once_lose_nothing(store):
    head = wait(store.add("ann", "n", WordList.of(["town"])))

    async def add(number):
        while True:
            found = await store.word_list("ann", head.id)
            words = WordList.of([*found.words, f"town {number}"])
            try:
                return await store.replace("ann", head.id, words, expected=found.etag)
            except RequestError as error:
                assert error.status == 412

    async def all_of_them():
        await asyncio.gather(*(add(number) for number in range(8)))

    wait(all_of_them())
    assert len(wait(store.word_list("ann", head.id)).words) == 9


def test_keys(store):
    assert not wait(store.has_keys())
    parts = wait(store.add_key("laptop", "ann", ("transcribe",), 60))
    record = wait(store.key(parts.id))
    assert (record.name, record.owner, record.scopes, record.rate) == ("laptop", "ann", ("transcribe",), 60)
    assert record.digest == digest_of(parts.secret) and parts.secret not in str(record)
    assert wait(store.revoke_key(parts.id)) and wait(store.key(parts.id)).revoked
    assert wait(store.has_keys()), "a server that had keys does not open again"
    assert not wait(store.revoke_key("000000000000"))


def test_an_address_that_cannot_be_reached():
    with pytest.raises(RequestError, match="cannot be opened") as raised:
        Store("postgresql+psycopg://ann:secret@127.0.0.1:1/earmark")
    assert "secret" not in str(raised.value)
