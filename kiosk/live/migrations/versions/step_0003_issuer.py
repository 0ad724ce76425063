"""The issuer's stream, and the codes that were refused."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "issuer_journal",
        sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("at_ms", sa.BigInteger, nullable=False),
        sa.Column("command", sa.Text),
        sa.Column("events", sa.Text, nullable=False),
    )
    op.create_table(
        "issuer_refusals",
        sa.Column("refusal", sa.Integer, primary_key=True),
        sa.Column("at_ms", sa.BigInteger, nullable=False),
        sa.Column("terminal", sa.String, nullable=False),
        sa.Column("session", sa.String, nullable=False),
        sa.Column("code", sa.String, nullable=False),
    )
