"""Tables of the store; migrations make them, and a test compares the two."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
)

METADATA = MetaData()

keys = Table(
    "api_keys",
    METADATA,
    Column("id", String(12), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("owner", String(200), nullable=False),
    Column("digest", String(64), nullable=False),  # SHA-256 of the secret
    Column("scopes", JSON, nullable=False),
    Column("rate", Integer),  # requests a minute
    Column("created", DateTime(timezone=True), nullable=False),
    Column("revoked", Boolean, nullable=False),
)

word_lists = Table(
    "word_lists",
    METADATA,
    Column("id", String(40), primary_key=True),
    Column("owner", String(200), nullable=False),
    Column("name", String(200), nullable=False),
    Column("version", Integer, nullable=False),  # the newest, from 1
    Column("created", DateTime(timezone=True), nullable=False),
    Index("word_lists_by_owner", "owner", "id"),
)

versions = Table(
    "word_list_versions",
    METADATA,
    Column("list_id", String(40), ForeignKey("word_lists.id", ondelete="CASCADE"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("digest", String(32), nullable=False),  # of the words
    Column("entries", Integer, nullable=False),
    Column("content", LargeBinary, nullable=False),  # words as compressed JSON
    Column("created", DateTime(timezone=True), nullable=False),
)
