"""What was written in notes for the back office."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make it."""
    op.create_table(
        "note_writings",
        sa.Column("hall", sa.String, primary_key=True),
        sa.Column("writing", sa.String, primary_key=True),
        sa.Column("phone", sa.String),
        sa.Column("text", sa.Text),
        sa.Column("at_ms", sa.BigInteger, nullable=False),
    )
