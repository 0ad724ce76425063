"""Rows of the notices table (告知书表), from events: a notice that was given is never changed.

Codes alone: what they mean the catalogue says, in the version that the row names.
"""

from __future__ import annotations

from typing import Any, Final

import orjson
from sqlalchemy import Connection, insert, select

from kiosk.hall import events as e
from kiosk.live.tables import TOLD_NOTICES

Row = dict[str, Any]
"""One row, by column name; hall and notice are its key. items: (item, reason) in the clerk's order."""
INSERT: Final = insert(TOLD_NOTICES)


def notice_row(hall: str, event: e.ToldOnce) -> Row:
    """As the table has it."""
    items = [[each.item, each.reason] for each in event.items]
    return {
        "hall": hall,
        "notice": event.notice,
        "day": event.day,
        "ticket": event.ticket,
        "counter": event.counter,
        "matter": event.matter,
        "version": event.version,
        "items": orjson.dumps(items).decode(),
        "times": event.times,
        "at_ms": event.at_ms,
    }


def write_notices(connection: Connection, rows: list[Row]) -> None:
    """A batch's notices, in one statement."""
    if rows:
        connection.execute(INSERT, rows)


def notices_of(connection: Connection, hall: str, day: str, ticket: str) -> list[Row]:
    """What the holder of a ticket was told, the oldest first; items decoded."""
    column = TOLD_NOTICES.c
    found = connection.execute(
        select(TOLD_NOTICES)
        .where(column.hall == hall, column.day == day, column.ticket == ticket)
        .order_by(column.at_ms, column.notice)
    )
    return [_decoded(dict(row._mapping)) for row in found]


def notice_by_number(connection: Connection, hall: str, notice: str) -> Row | None:
    """One notice, items decoded, or None."""
    column = TOLD_NOTICES.c
    row = connection.execute(select(TOLD_NOTICES).where(column.hall == hall, column.notice == notice)).first()
    return None if row is None else _decoded(dict(row._mapping))


def all_notices(connection: Connection, hall: str) -> list[Row]:
    """Every notice of a hall, as stored."""
    return [dict(row._mapping) for row in connection.execute(select(TOLD_NOTICES).where(TOLD_NOTICES.c.hall == hall))]


def _decoded(row: Row) -> Row:
    return {**row, "items": [(item, reason) for item, reason in orjson.loads(row["items"])]}
