"""The audit of disclosures (核查查阅记录): does every row speak of something that could be shown then?

A row that names a note which was not open at that instant, another person than the note's, or that is missing from the
count has been made, changed or taken away by somebody else than the service.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Connection, select

from kiosk.hall import events as e
from kiosk.live import findings as f
from kiosk.live.disclosures import BOOKING, CASE, TRIAL, WITHHELD
from kiosk.live.tables import ACCOUNTS, DISCLOSURES

COMMIT_MS: Final = 60_000
"""A note that was closed so shortly before may still have been shown: everybody sees an end once it is durable."""


@dataclass(slots=True)
class _Told:
    """A note as the journal tells of it. closed_at_ms: None while it is open."""

    left_at_ms: int
    subject: str | None
    closed_at_ms: int | None = None

    def was_open(self, at_ms: int) -> bool:
        """Whether somebody who asked at an instant may have found it open."""
        return self.left_at_ms <= at_ms and (self.closed_at_ms is None or at_ms <= self.closed_at_ms + COMMIT_MS)


@dataclass(slots=True)
class Notes:
    """The notes of all halls: (hall, number) -> what is told of it."""

    told: dict[tuple[str, str], _Told] = field(default_factory=dict)

    def hear(self, hall: str, event: Any) -> None:
        """The next event of a hall."""
        if isinstance(event, e.CaseOpened):
            # A case stays what staff may look at, also when it is closed.
            holder = event.subject if event.principal is None else event.principal
            for prefix in (CASE, WITHHELD):
                self.told[hall, f"{prefix}{event.alias}"] = _Told(event.at_ms, holder)
        elif isinstance(event, e.BookingMade):
            self.told[hall, f"{BOOKING}{event.booking}"] = _Told(event.at_ms, event.subject)
        elif isinstance(event, e.NoteLeft):
            self.told[hall, event.note] = _Told(event.at_ms, event.subject)
        elif isinstance(event, e.NoteClosed) and (hall, event.note) in self.told:
            self.told[hall, event.note].closed_at_ms = event.at_ms


def audit_disclosures(connection: Connection, notes: Notes, report: f.Report) -> None:
    """The rows against the journals and among themselves."""
    accounts = set(connection.execute(select(ACCOUNTS.c.account)).scalars())
    hashes: dict[str, str] = {}
    persons: dict[str, str] = {}
    before_seq = before_ms = 0
    for row in connection.execute(select(DISCLOSURES).order_by(DISCLOSURES.c.seq)):
        name = f"disclosures {row.seq}"
        if row.seq != before_seq + 1:
            report(f.SEQUENCE, name, f"follows row {before_seq}")
        if row.at_ms < before_ms:
            report(f.STAMPS, name, f"is stamped {row.at_ms}, before the row ahead of it ({before_ms})")
        before_seq, before_ms = row.seq, row.at_ms
        if row.account not in accounts:
            report(f.DISCLOSURES, name, f"names {row.account}, who has no account")
        if row.note.startswith(TRIAL):
            # Somebody of the town, to try a matter: there is no case that it could be of.
            continue
        told = notes.told.get((row.hall, row.note))
        if told is None or not told.was_open(row.at_ms):
            report(f.DISCLOSURES, name, f"note {row.note} of hall {row.hall} was not open at {row.at_ms}")
            continue
        if (told.subject is None) != (row.subject_hash is None):
            report(f.DISCLOSURES, name, f"note {row.note} is {'nobody' if told.subject is None else 'somebody'}'s")
        elif told.subject is not None and (
            hashes.setdefault(told.subject, row.subject_hash) != row.subject_hash
            or persons.setdefault(row.subject_hash, told.subject) != told.subject
        ):
            report(f.DISCLOSURES, name, f"note {row.note} is another person's")
