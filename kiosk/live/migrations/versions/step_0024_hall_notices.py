"""What a supervisor tells everybody in the hall."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    """A table of its own: its rows are erased with their notices."""
    op.create_table(
        "hall_notices",
        *(sa.Column(name, sa.String, primary_key=True) for name in ("hall", "writing")),
        *(sa.Column(name, sa.String, nullable=False) for name in ("zh", "en")),
        sa.Column("at_ms", sa.BigInteger, nullable=False),
    )
