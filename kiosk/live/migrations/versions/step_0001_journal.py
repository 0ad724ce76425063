"""The hall's tables: journal, tickets, snapshots, answers kept under their keys."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make them; literally, because kiosk.live.tables moves on and this step must not."""
    op.create_table(
        "meta",
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )
    op.create_table(
        "halls",
        sa.Column("hall", sa.String, primary_key=True),
        sa.Column("name_zh", sa.Text, nullable=False),
        sa.Column("name_en", sa.Text, nullable=False),
        sa.Column("calendar", sa.Text),
    )
    op.create_table(
        "journal",
        sa.Column("hall", sa.String, primary_key=True),
        sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("at_ms", sa.BigInteger, nullable=False),
        sa.Column("command", sa.Text),
        sa.Column("events", sa.Text, nullable=False),
    )
    _tickets()
    op.create_table(
        "snapshots",
        sa.Column("hall", sa.String, primary_key=True),
        sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("day", sa.String, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
    )
    op.create_table(
        "idempotency",
        sa.Column("hall", sa.String, primary_key=True),
        sa.Column("principal", sa.String, primary_key=True),
        sa.Column("key", sa.String, primary_key=True),
        sa.Column("body_hash", sa.String, nullable=False),
        sa.Column("status", sa.Integer, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("at_ms", sa.BigInteger, nullable=False),
    )
    op.create_index("idempotency_at_ms", "idempotency", ["at_ms"])


def _tickets() -> None:
    op.create_table(
        "tickets",
        sa.Column("hall", sa.String, primary_key=True),
        sa.Column("day", sa.String, primary_key=True),
        sa.Column("prefix", sa.String, primary_key=True),
        sa.Column("serial", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("number", sa.String, nullable=False),
        sa.Column("line", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("taken_at_ms", sa.BigInteger, nullable=False),
        sa.Column("slot_at_ms", sa.BigInteger),
        sa.Column("order_ms", sa.BigInteger, nullable=False),
        sa.Column("called_at_ms", sa.BigInteger),
        sa.Column("started_at_ms", sa.BigInteger),
        sa.Column("finished_at_ms", sa.BigInteger),
        sa.Column("counter", sa.String),
        sa.Column("parked_ms", sa.BigInteger, nullable=False),
        sa.Column("parked_since_ms", sa.BigInteger),
        sa.Column("token_hash", sa.String),
        sa.UniqueConstraint("hall", "day", "number", name="tickets_hall_day_number"),
    )
    op.create_index("tickets_token_hash", "tickets", ["token_hash"])
