"""Run by Alembic: brings the connection that `storage.schema` hands over to the wanted version."""

from __future__ import annotations

from alembic import context

from queue_server.storage import all_tables

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=all_tables.metadata,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
