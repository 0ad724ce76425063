"""The faults of devices, which outlive the service."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make it."""
    op.create_table(
        "device_faults",
        sa.Column("terminal", sa.String, primary_key=True),
        sa.Column("device", sa.String, primary_key=True),
        sa.Column("counter", sa.String, primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )
