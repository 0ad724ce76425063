"""The booking desk (预约台): what one hall's appointments need beside the kernel: history, addresses, numbers to ring."""

from __future__ import annotations

from typing import Any

from kiosk.hall import events as e
from kiosk.identity.issuer.register import subject_of
from kiosk.live.booking_rows import (
    Row,
    booking_row,
    day_booking_rows,
    missed_at_ms,
    own_booking_rows,
)
from kiosk.live.issuer_writer import IssuerWriter
from kiosk.live.kept_writings import KeptWritings
from kiosk.live.people import People
from kiosk.live.store import Store
from kiosk.live.tables import ABSENCE_PHONES, BOOKING_WRITINGS
from kiosk.live.writer import HallWriter

ENDS = (e.BookingCancelled, e.BookingUsed, e.BookingDone, e.BookingMissed, e.BookingLapsed)


class BookingDesk:
    """Of one hall. writings: addresses of bookings; phones: of absence notices. secret: of this installation."""

    def __init__(self, writer: HallWriter, store: Store, secret: bytes, issuer: IssuerWriter, people: People) -> None:
        self.writer = writer
        self._store = store
        self._issuer = issuer
        self._people = people
        self.writings = KeptWritings(
            writer,
            store,
            secret,
            BOOKING_WRITINGS,
            "writing",
            ENDS,
            lambda state: {each.writing for each in state.bookings.values()},
        )
        self.phones = KeptWritings(
            writer,
            store,
            secret,
            ABSENCE_PHONES,
            "contact",
            (e.AbsenceNoticeLeft, e.AbsenceNoticeEnded),
            lambda state: {each.contact for each in state.absences.values()},
        )

    def start(self) -> None:
        """Listen, and erase what was left behind. The writer must run."""
        self.writings.start()
        self.phones.start()

    def missed(self, comes: str, now_ms: int) -> tuple[int, ...]:
        """When somebody has missed bookings, as far back as it can still matter."""
        config = self.writer.committed.state.config
        since_ms = now_ms - (0 if config is None else config.booking.memory_ms)
        return self._store.read(lambda connection: missed_at_ms(connection, self.writer.hall, comes, since_ms))

    def subject_of(self, number: str) -> str | None:
        """Whose an identity number is, or None; nothing of the number is kept."""
        return subject_of(self._issuer.committed.state, self._people.number_hash(number))

    def names(self, subject: str) -> tuple[str, str]:
        """What may be shown of somebody, in zh and en."""
        return self._people.named(subject)

    def own(self, subject: str) -> list[Row]:
        """Bookings of somebody, and those to which they come for others."""
        return self._store.read(lambda connection: own_booking_rows(connection, self.writer.hall, subject))

    def of_day(self, day: str) -> list[Row]:
        """All bookings of a day, by slot."""
        return self._store.read(lambda connection: day_booking_rows(connection, self.writer.hall, day))

    def row(self, booking: str) -> Row | None:
        """A booking by its number, open or ended, or None."""
        return self._store.read(lambda connection: booking_row(connection, self.writer.hall, booking))

    def written(self, row: Row) -> dict[str, Any]:
        """(address, phone, text) of a booking, as far as they are still there."""
        found = self.writings.of([row["writing"]] if row["writing"] else []).get(row["writing"] or "", {})
        return {name: found.get(name) for name in ("address", "phone", "text")}

    def absence_phones(self) -> dict[str, str]:
        """Counter -> the number to ring, of notices that have one."""
        absences = self.writer.committed.state.absences
        contacts = {each.contact: key for key, each in absences.items() if each.contact is not None}
        found = self.phones.of(list(contacts))
        return {contacts[contact]: str(row["phone"]) for contact, row in found.items()}
