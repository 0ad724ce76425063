"""Papers on phones (我的文件): what could not be printed and was sent to its holder's phone instead.

The very page that the printer would have got lies in an erasable table until its term; only its holder's phone is shown
it. The hall's journal knows that a paper of a pseudonym was sent, and nothing of what stands on it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import gevent
from sqlalchemy import Connection, delete, func, insert, select
from sqlalchemy.exc import SQLAlchemyError

from devices.edge.layouts import draw_layouts
from kiosk.calendars.spans import DAY_MS
from kiosk.certificates.case_slip import draw_case_slip
from kiosk.certificates.fonts import FontFamily
from kiosk.live.case_receipts import slip_of
from kiosk.live.store import Store
from kiosk.live.tables import PHONE_FILES

Row = Mapping[str, Any]
AGAIN_MS: Final = 60_000
"""After a store that could not erase it is asked again so much later, in service time."""


class PhoneFiles:
    """Of all halls. term_days: of service time. Lives in the devices' time: what is over is erased then.

    wake: called when something is due earlier than it was.
    """

    def __init__(self, store: Store, now_ms: Callable[[], int], term_days: int, wake: Callable[[], None]) -> None:
        self._store = store
        self._now_ms = now_ms
        self._term_ms = term_days * DAY_MS
        self._due_ms: int | None = None
        self._wake = wake

    def start(self) -> None:
        """Look what there is. The store must be open."""
        self._plan(self._store.read(_first_end))

    def put(self, hall: str, paper: str, subject: str, matter: str, page: str) -> None:
        """On the holder's phone; durable on return. The same paper again changes nothing. Raises SQLAlchemyError."""
        now_ms = self._now_ms()
        until_ms = now_ms + self._term_ms
        row = {
            "hall": hall, "paper": paper, "subject": subject, "matter": matter, "page": page,
            "at_ms": now_ms, "until_ms": until_ms,
        }  # fmt: skip
        self._store.write(lambda connection: _put(connection, row))
        self._plan(until_ms)

    def of(self, subject: str) -> list[Row]:
        """What is on somebody's phone, the newest first; without the pages."""
        return self._store.read(lambda connection: _of(connection, subject, self._now_ms()))

    def page(self, subject: str, hall: str, paper: str) -> str | None:
        """The page of one of somebody's own papers; None for another one's as for one that is not there."""
        return self._store.read(lambda connection: _page(connection, subject, hall, paper, self._now_ms()))

    # In the devices' time.

    def next_deadline(self) -> int | None:
        """When the first term ends, or None."""
        return self._due_ms

    def tick(self, now_ms: int) -> None:
        """Terms may have ended; erasing is done elsewhere, because nothing here may wait."""
        if self._due_ms is not None and self._due_ms <= now_ms:
            self._due_ms = None
            gevent.spawn(self.erase_over)

    def erase_over(self) -> None:
        """Erase whatever's term is over."""
        now_ms = self._now_ms()
        try:
            self._plan(self._store.write(lambda connection: _erase(connection, now_ms)))
        except SQLAlchemyError:
            self._plan(now_ms + AGAIN_MS)

    def _plan(self, end_ms: int | None) -> None:
        if end_ms is not None and (self._due_ms is None or end_ms < self._due_ms):
            self._due_ms = end_ms
            self._wake()


def draw_page(page: str, fonts: FontFamily) -> bytes:
    """A page as it would have come out, as PNG."""
    slip = slip_of(page)
    return draw_layouts((page,), fonts) if slip is None else draw_case_slip(slip, fonts)


def _put(connection: Connection, row: Row) -> None:
    table = PHONE_FILES
    same = (table.c.hall == row["hall"], table.c.paper == row["paper"])
    if connection.execute(select(table.c.paper).where(*same)).first() is None:
        connection.execute(insert(table), [row])


def _of(connection: Connection, subject: str, now_ms: int) -> list[Row]:
    table = PHONE_FILES
    columns = (table.c.hall, table.c.paper, table.c.matter, table.c.at_ms, table.c.until_ms)
    found = connection.execute(
        select(*columns)
        .where(table.c.subject == subject, table.c.until_ms > now_ms)
        .order_by(table.c.at_ms.desc(), table.c.paper.desc())
    )
    return [dict(row) for row in found.mappings()]


def _page(connection: Connection, subject: str, hall: str, paper: str, now_ms: int) -> str | None:
    table = PHONE_FILES
    own = (table.c.subject == subject, table.c.hall == hall, table.c.paper == paper, table.c.until_ms > now_ms)
    found: str | None = connection.execute(select(table.c.page).where(*own)).scalar()
    return found


def _erase(connection: Connection, now_ms: int) -> int | None:
    connection.execute(delete(PHONE_FILES).where(PHONE_FILES.c.until_ms <= now_ms))
    return _first_end(connection)


def _first_end(connection: Connection) -> int | None:
    found: int | None = connection.execute(select(func.min(PHONE_FILES.c.until_ms))).scalar()
    return found
