"""The audit of working days (核查工作日): is the installation's table what its changes make of it, and each calendar its name?

A date that nobody entered would move the terms of every case; a calendar under another's name would let a decision that
was changed be judged again as if it were right.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from kiosk.calendars.workdays import calendar_name
from kiosk.live import findings as f
from kiosk.live.tables import META, WORK_CALENDARS, WORKDAY_CHANGES, WORKDAYS
from kiosk.live.work_days import ANNOUNCED, SET, YEAR, calendar_of

Days = dict[str, tuple[Any, ...]]


def audit_workdays(connection: Connection, report: f.Report) -> None:
    """The table against its changes, and every calendar against its name."""
    told, year = _told(connection, report)
    stored = {row.date: (row.is_work, row.source, row.note) for row in connection.execute(select(WORKDAYS))}
    for day in sorted({*told, *stored}):
        if told.get(day) != stored.get(day):
            report(f.WORKDAYS, f"workdays {day}", f"is {stored.get(day)}, by its changes {told.get(day)}")
    known = connection.execute(select(META.c.value).where(META.c.name == YEAR)).scalar()
    if known != (None if year is None else str(year)):
        report(f.WORKDAYS, f"meta {YEAR}", f"is {known}, by its changes {year}")
    for row in connection.execute(select(WORK_CALENDARS)):
        try:
            name = calendar_name(calendar_of(row.content))
        except (ValueError, TypeError, KeyError):
            name = "no calendar"
        if name != row.name:
            report(f.WORKDAYS, f"work_calendars {row.name}", f"is {name}")


def _told(connection: Connection, report: f.Report) -> tuple[Days, int | None]:
    """(dates, last year) as the changes tell of them, one after the other."""
    days, year, before = Days(), None, 0
    for row in connection.execute(select(WORKDAY_CHANGES).order_by(WORKDAY_CHANGES.c.seq)):
        if row.seq != before + 1:
            report(f.WORKDAYS, f"workday_changes {row.seq}", f"follows {before}: numbers are missing")
        before = row.seq
        if row.kind == ANNOUNCED:
            year = row.year
        elif row.kind == SET:
            days[row.date] = (row.is_work, row.source, row.note)
        else:
            days.pop(row.date, None)
    return days, year
