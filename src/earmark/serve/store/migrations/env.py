"""Runs migrations on the connection that the database gives."""

from alembic import context

from earmark.serve.store.tables import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA)
context.run_migrations()
