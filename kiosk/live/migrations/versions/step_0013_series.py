"""Every hall has a series of its own for its cases; the table of cases has its indexes; what was signed is kept."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0009"


def upgrade() -> None:
    """Whoever has opened cases keeps the numbers that they have: theirs is the first series."""
    with op.batch_alter_table("halls") as table:
        table.add_column(sa.Column("series", sa.String, nullable=True))
    connection = op.get_bind()
    halls = sa.table("halls", sa.column("hall", sa.String), sa.column("series", sa.String))
    cases = sa.table("cases", sa.column("hall", sa.String))
    having = set(connection.execute(sa.select(cases.c.hall).distinct()).scalars())
    known = connection.execute(sa.select(halls.c.hall)).scalars()
    for index, hall in enumerate(sorted(known, key=lambda each: (each not in having, each))):
        series = f"{'9' * (index // 9)}{index % 9}"
        connection.execute(halls.update().where(halls.c.hall == hall).values(series=series))
    with op.batch_alter_table("halls") as table:
        table.alter_column("series", existing_type=sa.String, nullable=False)
    op.create_index("halls_by_series", "halls", ["series"], unique=True)
    op.create_table(
        "case_sheets",
        *(sa.Column(name, sa.String, primary_key=True) for name in ("hall", "case", "facts")),
        sa.Column("sha256", sa.String, nullable=False),
        sa.Column("pdf", sa.LargeBinary, nullable=False),
        sa.Column("at_ms", sa.BigInteger, nullable=False),
    )
    for name in ("cases_by_holder", "cases_by_alias"):
        op.drop_index(name, "cases")
    op.create_index("cases_by_holder", "cases", ["holder", "opened_at_ms", "case"])
    op.create_index("cases_by_alias", "cases", ["alias"], unique=True)
    op.create_index("cases_by_number", "cases", ["case"], unique=True)
    op.create_index("cases_by_state", "cases", ["hall", "state", "opened_at_ms", "case"])
