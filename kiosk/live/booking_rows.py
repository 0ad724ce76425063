"""Rows of the bookings table (预约表), from events: one literal table says which event writes which columns.

Rows of open bookings are kept as they will stand after the batch; a booking that has ended lies in the table and nothing
happens to it any more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from sqlalchemy import Connection, bindparam, delete, insert, select

from kiosk.hall import events as e
from kiosk.hall.lifecycles import BOOKING, OPEN_BOOKINGS, BookingState
from kiosk.live.tables import BOOKINGS

Row = dict[str, Any]
"""One row, by column name; hall and booking are its key."""
SHOWN_PAST: Final = 10
"""Ended bookings of somebody that are still shown to them."""


def _made(event: e.BookingMade) -> Row:
    return {
        "booking": event.booking,
        "service": event.service,
        "matter_class": event.matter_class,
        "day": event.day,
        "dated_on": event.dated_on,
        "channel": event.channel.value,
        "state": BookingState.BOOKED.value,
        "subject": event.subject,
        "comes": event.subject if event.agent is None else event.agent,
        "slot_at_ms": event.slot_at_ms,
        "made_at_ms": event.at_ms,
        "ended_at_ms": None,
        "agent": event.agent,
        "staff": None,
        "ticket": None,
        "token_hash": event.token_hash,
        "writing": event.writing,
        "is_late": None,
    }


def _assigned(event: e.BookingAssigned) -> Row:
    return {"staff": event.to}


def _used(event: e.BookingUsed) -> Row:
    return {"ticket": event.ticket, "is_late": int(event.is_late)}


def _nothing(event: Any) -> Row:
    del event
    return {}


STEPS: Final[dict[type[Any], tuple[str, Callable[[Any], Row]]]] = {
    e.BookingCancelled: ("cancel", _nothing),
    e.BookingAssigned: ("assign", _assigned),
    e.BookingArrived: ("arrive", _nothing),
    e.BookingUsed: ("use", _used),
    e.BookingDone: ("settle", _nothing),
    e.BookingMissed: ("miss", _nothing),
    e.BookingLapsed: ("lapse", _nothing),
}
"""Event of an open booking -> (its step, the columns that it changes besides)."""


class BookingRows:
    """Of one hall. open: number -> row as it stands after what was moved."""

    def __init__(self, hall: str, stored: Iterable[Row] = ()) -> None:
        self.hall = hall
        self.open: dict[str, Row] = {row["booking"]: row for row in stored}
        self._changed: dict[str, Row] = {}

    def move(self, event: Any) -> None:
        """The next event of the hall, of whatever kind. An event that does not fit is a bug: KeyError."""
        if isinstance(event, e.BookingMade):
            row = {"hall": self.hall, **_made(event)}
        elif type(event) in STEPS:
            what, changes = STEPS[type(event)]
            before = self.open.pop(event.booking)
            row = {**before, **changes(event), "state": BOOKING[BookingState(before["state"]), what].value}
        else:
            return
        if row["state"] in OPEN_BOOKINGS:
            self.open[event.booking] = row
        else:
            row["ended_at_ms"] = event.at_ms
        self._changed[event.booking] = row

    def take_changes(self) -> list[Row]:
        """Rows that are other than at the last taking."""
        changed, self._changed = list(self._changed.values()), {}
        return changed


DELETE: Final = delete(BOOKINGS).where(
    BOOKINGS.c.hall == bindparam("its_hall"), BOOKINGS.c.booking == bindparam("its_booking")
)


def write_bookings(connection: Connection, rows: list[Row]) -> None:
    """A batch's bookings, in two statements."""
    if rows:
        connection.execute(DELETE, [{"its_hall": row["hall"], "its_booking": row["booking"]} for row in rows])
        connection.execute(insert(BOOKINGS), rows)


def open_booking_rows(connection: Connection, hall: str) -> list[Row]:
    """Rows of bookings whose citizen is still expected, or there."""
    rows = connection.execute(
        select(BOOKINGS).where(BOOKINGS.c.hall == hall, BOOKINGS.c.state.in_(sorted(OPEN_BOOKINGS)))
    )
    return [dict(row._mapping) for row in rows]


def missed_at_ms(connection: Connection, hall: str, comes: str, since_ms: int) -> tuple[int, ...]:
    """When somebody has missed bookings since an instant, ascending."""
    column = BOOKINGS.c
    found = connection.execute(
        select(column.ended_at_ms)
        .where(
            column.hall == hall,
            column.comes == comes,
            column.state == BookingState.MISSED.value,
            column.ended_at_ms >= since_ms,
        )
        .order_by(column.ended_at_ms)
    )
    return tuple(found.scalars())


def own_booking_rows(connection: Connection, hall: str | None, subject: str) -> list[Row]:
    """Bookings that are somebody's or to which they come, the newest slots first. hall: None for those of every hall."""
    column = BOOKINGS.c
    asked = select(BOOKINGS).where((column.subject == subject) | (column.comes == subject))
    if hall is not None:
        asked = asked.where(column.hall == hall)
    ordered = asked.order_by(column.slot_at_ms.desc(), column.booking.desc())
    rows = [dict(row._mapping) for row in connection.execute(ordered)]
    still = [row for row in rows if row["state"] in OPEN_BOOKINGS]
    return still + [row for row in rows if row["state"] not in OPEN_BOOKINGS][:SHOWN_PAST]


def day_booking_rows(connection: Connection, hall: str, day: str) -> list[Row]:
    """All bookings of a day, by slot."""
    rows = connection.execute(
        select(BOOKINGS)
        .where(BOOKINGS.c.hall == hall, BOOKINGS.c.day == day)
        .order_by(BOOKINGS.c.slot_at_ms, BOOKINGS.c.booking)
    )
    return [dict(row._mapping) for row in rows]


def booking_by_token(connection: Connection, token_hash: str) -> Row | None:
    """The booking whose slip carries this secret, open or not, or None."""
    row = connection.execute(select(BOOKINGS).where(BOOKINGS.c.token_hash == token_hash).limit(1)).first()
    return None if row is None else dict(row._mapping)


def booking_row(connection: Connection, hall: str, booking: str) -> Row | None:
    """A booking by its number, or None."""
    row = connection.execute(select(BOOKINGS).where(BOOKINGS.c.hall == hall, BOOKINGS.c.booking == booking)).first()
    return None if row is None else dict(row._mapping)
