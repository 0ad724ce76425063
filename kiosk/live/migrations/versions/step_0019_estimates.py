"""What waiting people were told, and what became of it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0016"


def upgrade() -> None:
    """A table of its own: its rows are erased when their term is over."""
    op.create_table(
        "estimates",
        *(sa.Column(name, sa.String, primary_key=True) for name in ("hall", "day", "ticket")),
        sa.Column("told_at_ms", sa.BigInteger, primary_key=True, autoincrement=False),
        *(sa.Column(name, sa.String, nullable=False) for name in ("cause", "line", "method")),
        *(sa.Column(name, sa.BigInteger) for name in ("p50_ms", "p90_ms", "ql_ms")),
        sa.Column("shift_ms", sa.BigInteger, nullable=False),
        *(sa.Column(name, sa.Integer) for name in ("about_min", "most_min")),
        *(sa.Column(name, sa.Integer, nullable=False) for name in ("waiting", "counters")),
        sa.Column("outcome", sa.String),
        sa.Column("ended_at_ms", sa.BigInteger),
    )
    op.create_index("estimates_by_time", "estimates", ["hall", "cause", "told_at_ms"])
