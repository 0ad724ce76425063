"""Papers that were sent to their holder's phone instead of being printed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Make it."""
    op.create_table(
        "phone_files",
        sa.Column("hall", sa.String, primary_key=True),
        sa.Column("paper", sa.String, primary_key=True),
        sa.Column("subject", sa.String, nullable=False),
        sa.Column("matter", sa.String, nullable=False),
        sa.Column("at_ms", sa.BigInteger, nullable=False),
        sa.Column("until_ms", sa.BigInteger, nullable=False),
        sa.Column("page", sa.Text, nullable=False),
    )
    op.create_index("phone_files_by_subject", "phone_files", ["subject"])
