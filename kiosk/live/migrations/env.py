"""What Alembic runs: the steps, on the connection that kiosk.live.schema hands in."""

from __future__ import annotations

from alembic import context

from kiosk.live.tables import METADATA

# Transactional: a migration killed half-way must leave the schema it found. Alembic assumes that
# SQLite cannot, because Python's driver would commit behind our back; the store's begin is its own.
context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,
    transactional_ddl=True,
)
context.run_migrations()
