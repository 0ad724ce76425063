"""Pages of papers that may be printed again, and who of the staff was shown what of whom."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "paper_pages",
        sa.Column("hall", sa.String, primary_key=True),
        sa.Column("paper", sa.String, primary_key=True),
        sa.Column("page", sa.Text, nullable=False),
        sa.Column("at_ms", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "disclosures",
        sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("at_ms", sa.BigInteger, nullable=False),
        sa.Column("hall", sa.String, nullable=False),
        sa.Column("account", sa.String, nullable=False),
        sa.Column("note", sa.String, nullable=False),
        sa.Column("subject_hash", sa.String),
    )
