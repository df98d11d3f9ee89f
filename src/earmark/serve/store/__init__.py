"""The store: word lists and API keys, in SQLite or PostgreSQL."""

from earmark.serve.store.records import ListHead, StoredList, Version
from earmark.serve.store.store import Store

__all__ = ["ListHead", "Store", "StoredList", "Version"]
