"""The working days of an installation (本地工作日): kept, laid over those that were announced, told to every hall.

A change is durable, with who made it, before anybody counts by it; so is the calendar that comes of it, because decisions
are stamped with its name. Then every hall is told, and counts the terms of its open cases again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

import orjson
from gevent.lock import BoundedSemaphore
from sqlalchemy import Connection, delete, func, insert, select

from kiosk.calendars.local_days import LocalDay, LocalDays, laid_over
from kiosk.calendars.statutory import announced_work_calendar
from kiosk.calendars.workdays import WorkCalendar, calendar_name
from kiosk.live.catalogue_book import WorkCalendars
from kiosk.live.store import Store
from kiosk.live.tables import META, WORK_CALENDARS, WORKDAY_CHANGES, WORKDAYS

Row = dict[str, Any]
YEAR: Final = "workdays_year"
"""Row of META: the last year that is known whole, where it is not the library's."""
SET: Final = "set"
REMOVED: Final = "removed"
ANNOUNCED: Final = "announced"


class WorkDays:
    """Of a whole installation. tell: called with who changed them; every hall has been told when it returns.

    Reads what the store has; raises LocalDaysInvalid where that can no longer be laid over what the library announces.
    """

    def __init__(
        self, store: Store, now_ms: Callable[[], int], tell: Callable[[str], None], base: WorkCalendar | None = None
    ) -> None:
        self.base = base or announced_work_calendar()
        self.local = store.read(local_days)
        self.calendars = WorkCalendars(laid_over(self.base, self.local))
        self._store = store
        self._now_ms = now_ms
        self._tell = tell
        self._one_changes = BoundedSemaphore(1)
        for each in store.write(lambda connection: _kept(connection, self.calendars.current)):
            self.calendars.know(each)

    def change(self, by: str, edit: Callable[[LocalDays], LocalDays]) -> None:
        """Somebody changes the days; durable and told when this returns. Raises LocalDaysInvalid, DatabaseAway."""
        with self._one_changes:
            before, after = self.local, edit(self.local)
            changes = list(_changes(before, after))
            if not changes:
                return
            calendar = laid_over(self.base, after)
            rows = [{"at_ms": self._now_ms(), "account": by, **each} for each in changes]
            self._store.write(lambda connection: _write(connection, after, rows, calendar))
            self.local = after
            self.calendars.count_by(calendar)
            self._tell(by)

    def newest(self, most: int) -> list[Row]:
        """Who changed what, the newest first."""
        return self._store.read(lambda connection: _newest(connection, most))


def local_days(connection: Connection) -> LocalDays:
    """What the tables say."""
    rows = connection.execute(select(WORKDAYS).order_by(WORKDAYS.c.date))
    year = connection.execute(select(META.c.value).where(META.c.name == YEAR)).scalar()
    days = tuple(LocalDay(day=row.date, is_work=bool(row.is_work), source=row.source, note=row.note) for row in rows)
    return LocalDays(days=days, announced_year=None if year is None else int(year))


def _changes(before: LocalDays, after: LocalDays) -> Iterator[Row]:
    """Rows of what is different, in the order of the dates."""
    was, now = ({each.day: each for each in those.days} for those in (before, after))
    for name in sorted({*was, *now}):
        if name not in now:
            yield _change(REMOVED, date=name)
        elif was.get(name) != now[name]:
            yield _change(SET, **_row(now[name]))
    if before.announced_year != after.announced_year:
        yield _change(ANNOUNCED, year=after.announced_year)


def _row(day: LocalDay) -> Row:
    return {"date": day.day, "is_work": int(day.is_work), "source": day.source, "note": day.note}


def _change(kind: str, **what: object) -> Row:
    return {"kind": kind, **dict.fromkeys(("date", "is_work", "source", "note", "year")), **what}


def _write(connection: Connection, after: LocalDays, rows: list[Row], calendar: WorkCalendar) -> None:
    last = connection.execute(select(func.max(WORKDAY_CHANGES.c.seq))).scalar() or 0
    connection.execute(insert(WORKDAY_CHANGES), [{"seq": seq, **row} for seq, row in enumerate(rows, start=last + 1)])
    touched = [row["date"] for row in rows if row["date"] is not None]
    connection.execute(delete(WORKDAYS).where(WORKDAYS.c.date.in_(touched)))
    new = [_row(each) for each in after.days if each.day in touched]
    if new:
        connection.execute(insert(WORKDAYS), new)
    connection.execute(delete(META).where(META.c.name == YEAR))
    if after.announced_year is not None:
        connection.execute(insert(META).values(name=YEAR, value=str(after.announced_year)))
    _kept(connection, calendar)


def _kept(connection: Connection, calendar: WorkCalendar) -> list[WorkCalendar]:
    """Every calendar that ever counted; this one is kept as well."""
    stored = {row.name: row.content for row in connection.execute(select(WORK_CALENDARS))}
    name = calendar_name(calendar)
    if name not in stored:
        stored[name] = orjson.dumps(calendar).decode()
        connection.execute(insert(WORK_CALENDARS).values(name=name, content=stored[name]))
    return [calendar_of(text) for text in stored.values()]


def calendar_of(text: str) -> WorkCalendar:
    """A kept calendar. Raises ValueError."""
    content = orjson.loads(text)
    return WorkCalendar(**{**content, "free": tuple(content["free"]), "worked": tuple(content["worked"])})


def _newest(connection: Connection, most: int) -> list[Row]:
    rows = connection.execute(select(WORKDAY_CHANGES).order_by(WORKDAY_CHANGES.c.seq.desc()).limit(most))
    # Names of columns that SQL knows as words of its own are no plain strings, and no keys of JSON.
    return [{str(name): value for name, value in row._mapping.items()} for row in rows]
