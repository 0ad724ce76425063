"""Whose a ticket is, where that is known: what the counter that calls them may see."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """A column, and what finds somebody's tickets."""
    op.add_column("tickets", sa.Column("holder", sa.String))
    op.create_index("tickets_by_holder", "tickets", ["hall", "holder", "taken_at_ms"])
