"""An installation's own working days, who changed them, and every calendar that a decision may be stamped with."""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

from kiosk.calendars.workdays import WorkCalendar, calendar_name

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Calendars that halls were told of before are kept under their names as well: old decisions bear them."""
    row = (
        sa.Column("is_work", sa.Integer, nullable=True),
        sa.Column("source", sa.Text, nullable=True),
        sa.Column("note", sa.Text, nullable=True),
    )
    op.create_table(
        "workdays",
        sa.Column("date", sa.String, primary_key=True),
        sa.Column("is_work", sa.Integer, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
    )
    op.create_table(
        "workday_changes",
        sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("at_ms", sa.BigInteger, nullable=False),
        sa.Column("account", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("date", sa.String, nullable=True),
        *row,
        sa.Column("year", sa.Integer, nullable=True),
    )
    kept = op.create_table(
        "work_calendars",
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("content", sa.Text, nullable=False),
    )
    journal = sa.table("journal", sa.column("command", sa.Text))
    asked = sa.select(journal.c.command).where(journal.c.command.like("%SetWorkCalendar%"))
    found = {}
    for text in op.get_bind().execute(asked).scalars():
        content = json.loads(text).get("calendar")
        if content is not None:
            days = {name: tuple(content[name]) for name in ("free", "worked")}
            found[calendar_name(WorkCalendar(**{**content, **days}))] = json.dumps(content)
    if found:
        op.bulk_insert(kept, [{"name": name, "content": text} for name, text in found.items()])
