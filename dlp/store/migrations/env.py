"""Alembic's way in: runs on the connection, and in the transaction, that `database` gives it."""

from alembic import context

from dlp.store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
)
context.run_migrations()
