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
from kiosk.live.audit_counters import COMMIT_MS, Spans
from kiosk.live.disclosures import BOOKING, CASE, CITIZEN, TRANSFER, TRIAL, WITHHELD
from kiosk.live.tables import ACCOUNTS, DISCLOSURES

AT_COUNTER: Final = (CITIZEN, TRANSFER)
"""How the rows begin of what only the counter that has called somebody is shown."""


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
    spans: dict[str, Spans] = field(default_factory=dict)

    def hear(self, hall: str, event: Any, where: str, report: f.Report) -> None:
        """The next event of a hall."""
        self.spans.setdefault(hall, Spans()).hear(event, where, report)
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
        invariant, found, subject = _whose(notes, row)
        if not found:
            report(invariant, name, f"{row.note} of hall {row.hall} was not open to {row.account} at {row.at_ms}")
        elif (subject is None) != (row.subject_hash is None):
            report(invariant, name, f"{row.note} is {'nobody' if subject is None else 'somebody'}'s")
        elif subject is not None and (
            hashes.setdefault(subject, row.subject_hash) != row.subject_hash
            or persons.setdefault(row.subject_hash, subject) != subject
        ):
            report(invariant, name, f"{row.note} is another person's")


def _whose(notes: Notes, row: Any) -> tuple[int, bool, str | None]:
    """(invariant, whether it could be shown then, whose it is) of what a row speaks of."""
    prefix = next((each for each in AT_COUNTER if row.note.startswith(each)), None)
    if prefix is None:
        told = notes.told.get((row.hall, row.note))
        is_open = told is not None and told.was_open(row.at_ms)
        return f.DISCLOSURES, is_open, None if told is None else told.subject
    counter, _, ticket = row.note.removeprefix(prefix).rpartition("/")
    span = notes.spans.get(row.hall, Spans()).find(counter, ticket, row.account, row.at_ms)
    is_there = span is not None and (prefix == CITIZEN or span.note is not None)
    return f.AT_COUNTER, is_there, None if span is None else span.holder
