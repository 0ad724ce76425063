"""Appointments with what was written in them, and the telephone numbers of absence notices."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0014"


def upgrade() -> None:
    """Nobody has booked yet: nothing to fill in."""
    op.create_table(
        "bookings",
        *(sa.Column(name, sa.String, primary_key=True) for name in ("hall", "booking")),
        *(sa.Column(name, sa.String, nullable=False) for name in ("service", "matter_class", "day", "dated_on")),
        *(sa.Column(name, sa.String, nullable=False) for name in ("channel", "state", "subject", "comes")),
        *(sa.Column(name, sa.BigInteger, nullable=False) for name in ("slot_at_ms", "made_at_ms")),
        sa.Column("ended_at_ms", sa.BigInteger),
        *(sa.Column(name, sa.String) for name in ("agent", "staff", "ticket", "token_hash", "writing")),
        sa.Column("is_late", sa.Integer),
    )
    op.create_index("bookings_by_comes", "bookings", ["hall", "comes", "state", "ended_at_ms"])
    op.create_index("bookings_by_day", "bookings", ["hall", "day", "slot_at_ms", "booking"])
    op.create_index("bookings_by_subject", "bookings", ["subject", "slot_at_ms"])
    op.create_index("bookings_by_token", "bookings", ["token_hash"], unique=True)
    op.create_table(
        "booking_writings",
        *(sa.Column(name, sa.String, primary_key=True) for name in ("hall", "writing")),
        *(sa.Column(name, sa.Text) for name in ("address", "phone", "text")),
        sa.Column("at_ms", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "absence_phones",
        *(sa.Column(name, sa.String, primary_key=True) for name in ("hall", "contact")),
        sa.Column("phone", sa.String, nullable=False),
        sa.Column("at_ms", sa.BigInteger, nullable=False),
    )
