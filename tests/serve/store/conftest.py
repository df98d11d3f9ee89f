"""Both stores: every test of this folder runs against SQLite and PostgreSQL."""

import os

import pytest
from postgres import WITHOUT, Postgres
from sqlalchemy import text

from earmark.serve.settings import Settings
from earmark.serve.store import Store


@pytest.fixture(scope="session")
def postgres():
    if os.environ.get(WITHOUT):
        pytest.skip(f"{WITHOUT} is set")
    with Postgres() as running:
        yield running


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path):
    """Address of an empty store."""
    if request.param == "sqlite":
        return Settings(data=tmp_path / "data").store_url
    found = Settings(database_url=request.getfixturevalue("postgres").url).store_url
    opened = Store(found)
    with opened.database.writing() as connection:
        connection.execute(text("TRUNCATE word_lists, word_list_versions, api_keys"))
    opened.close()
    return found


@pytest.fixture
def store(url):
    opened = Store(url)
    yield opened
    opened.close()
