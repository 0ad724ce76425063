"""Staff accounts, their sessions, and devices."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "accounts",
        sa.Column("account", sa.String, primary_key=True),
        sa.Column("role", sa.String, nullable=False),
        sa.Column("hall", sa.String),
        sa.Column("name_zh", sa.Text, nullable=False),
        sa.Column("name_en", sa.Text, nullable=False),
        sa.Column("password_hash", sa.Text, nullable=False),
        sa.Column("is_active", sa.Integer, nullable=False),
    )
    op.create_table(
        "staff_sessions",
        sa.Column("token_hash", sa.String, primary_key=True),
        sa.Column("account", sa.String, nullable=False),
        sa.Column("csrf", sa.String, nullable=False),
        sa.Column("ends_at_ms", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "devices",
        sa.Column("device", sa.String, primary_key=True),
        sa.Column("role", sa.String, nullable=False),
        sa.Column("hall", sa.String, nullable=False),
        sa.Column("name_zh", sa.Text, nullable=False),
        sa.Column("name_en", sa.Text, nullable=False),
        sa.Column("token_hash", sa.String, unique=True),
        sa.Column("code_hash", sa.String),
        sa.Column("code_ends_at_ms", sa.BigInteger),
    )
