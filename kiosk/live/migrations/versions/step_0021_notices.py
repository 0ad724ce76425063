"""What counters have told people that is missing."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    """A table by number, found by ticket."""
    op.create_table(
        "told_notices",
        *(sa.Column(name, sa.String, primary_key=True) for name in ("hall", "notice")),
        *(sa.Column(name, sa.String, nullable=False) for name in ("day", "ticket", "counter", "matter")),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("items", sa.Text, nullable=False),
        sa.Column("times", sa.Integer, nullable=False),
        sa.Column("at_ms", sa.BigInteger, nullable=False),
    )
    op.create_index("told_notices_by_ticket", "told_notices", ["hall", "day", "ticket"])
