"""The audit of appointments (核查预约): no slot over its quota, and the table is what the journal makes of it.

Counted anew from the events, with nothing of the kernel's own counting: so a bug there cannot hide itself.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Connection, select

from kiosk.hall import events as e
from kiosk.live import findings as f
from kiosk.live.booking_rows import STEPS, BookingRows, Row
from kiosk.live.tables import BOOKINGS

HEARD: Final[tuple[type[Any], ...]] = (e.SlotsOffered, e.BookingDayEnded, e.BookingMade, *STEPS)

Place = tuple[str, str, int, str]
"""(service, matter class, slot_at_ms, channel)."""


@dataclass(slots=True)
class Bookings:
    """Of one hall. quotas, taken: of every slot that was ever offered. persons: (whose, day) -> the one booking."""

    hall: str
    report: f.Report
    rows: dict[str, Row] = field(default_factory=dict)
    quotas: dict[Place, int] = field(default_factory=dict)
    taken: Counter[Place] = field(default_factory=Counter)
    persons: dict[tuple[str, str], str] = field(default_factory=dict)
    moving: BookingRows = field(init=False)

    def __post_init__(self) -> None:
        self.moving = BookingRows(self.hall)

    def hear(self, event: Any, where: str) -> None:
        """The next event of the hall."""
        if isinstance(event, e.SlotsOffered):
            self._offered(event, where)
        elif isinstance(event, HEARD) and not isinstance(event, e.BookingDayEnded):
            self._moved(event, where)

    def _offered(self, event: e.SlotsOffered, where: str) -> None:
        for slot in event.slots:
            known = [key for key in self.quotas if key[:3] == (slot.service, slot.matter_class, slot.slot_at_ms)]
            for key in known:
                self.quotas[key] = 0
            for channel, quota in slot.quotas:
                self.quotas[slot.service, slot.matter_class, slot.slot_at_ms, channel.value] = quota
                known.append((slot.service, slot.matter_class, slot.slot_at_ms, channel.value))
            for key in known:
                self._check(key, where)

    def _moved(self, event: Any, where: str) -> None:
        before = self.moving.open.get(event.booking)
        try:
            self.moving.move(event)
        except (KeyError, ValueError):
            said = f"{type(event).__name__} does not follow from how booking {event.booking} stood"
            self.report(f.LIFECYCLE, where, said)
            return
        for row in self.moving.take_changes():
            self.rows[row["booking"]] = row
            key = (row["service"], row["matter_class"], row["slot_at_ms"], row["channel"])
            person = (row["subject"], row["day"])
            if before is None:
                self.taken[key] += 1
                other = self.persons.setdefault(person, row["booking"])
                if other != row["booking"]:
                    self.report(f.QUOTAS, where, f"booking {row['booking']} is of whom {other} is on that day")
                self._check(key, where)
            elif row["ended_at_ms"] is not None:
                self.persons.pop(person, None)
                if row["state"] == "cancelled":
                    self.taken[key] -= 1

    def _check(self, key: Place, where: str) -> None:
        if self.taken[key] > self.quotas.get(key, 0):
            said = f"slot {key} has {self.taken[key]} bookings, its quota is {self.quotas.get(key, 0)}"
            self.report(f.QUOTAS, where, said)

    def finish(self, connection: Connection) -> None:
        """After the last entry."""
        found = connection.execute(select(BOOKINGS).where(BOOKINGS.c.hall == self.hall))
        stored = {row.booking: dict(row._mapping) for row in found}
        for number in sorted(self.rows.keys() | stored.keys()):
            known, there = self.rows.get(number, {}), stored.get(number, {})
            wrong = sorted(key for key in known.keys() | there.keys() if known.get(key) != there.get(key))
            if wrong:
                said = "; ".join(f"{key} is {there.get(key)!r}, by the journal {known.get(key)!r}" for key in wrong)
                self.report(f.BOOKINGS, f"booking {number}", said)
