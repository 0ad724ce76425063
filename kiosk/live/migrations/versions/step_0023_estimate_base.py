"""For what P50 the minutes that somebody was told were first shown: from there they may move, also after a restart."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0021"


def upgrade() -> None:
    """Unknown of what was told before."""
    op.add_column("estimates", sa.Column("base_ms", sa.BigInteger))
