"""The issuer's snapshot; what devices have counted, and which of their operations run."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "issuer_snapshots",
        sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("at_ms", sa.BigInteger, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
    )
    op.create_table(
        "device_journal",
        sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("at_ms", sa.BigInteger, nullable=False),
        sa.Column("changes", sa.Text, nullable=False),
    )
    op.create_table(
        "device_ledger",
        sa.Column("terminal", sa.String, primary_key=True),
        sa.Column("device", sa.String, primary_key=True),
        sa.Column("counter", sa.String, primary_key=True),
        sa.Column("value", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "device_operations",
        sa.Column("terminal", sa.String, primary_key=True),
        sa.Column("op_id", sa.String, primary_key=True),
        sa.Column("device", sa.String, nullable=False),
        sa.Column("op", sa.String, nullable=False),
        sa.Column("at_ms", sa.BigInteger, nullable=False),
    )
