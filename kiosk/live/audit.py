"""The audit (核查): does a database keep every invariant that can be seen in it?

The journal of each hall is walked by an independent reading (audit_walk, audit_visits), replayed on a fresh hall,
decided again by the rules (audit_rules), and compared with what the tables, the snapshots and the kept answers say; so
is what all halls share (audit_shared). It only reads, beside a running service too, in one transaction that sees one
moment. A finding says what is wrong with which row.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import orjson
from sqlalchemy import Connection, func, make_url, select
from sqlalchemy.exc import DBAPIError

from kiosk.hall.events import DayOpened, Event
from kiosk.hall.hall import Hall
from kiosk.hall.lifecycles import OPEN_TICKETS
from kiosk.hall.state import HallState
from kiosk.journal import JournalError, decode_command, decode_event, state_from_json, state_to_json, upcast_snapshot
from kiosk.live import findings as f, schema
from kiosk.live.audit_bookings import Bookings
from kiosk.live.audit_cases import Cases, audit_looks
from kiosk.live.audit_disclosures import Notes, audit_disclosures
from kiosk.live.audit_rules import Rules
from kiosk.live.audit_serials import audit_serials
from kiosk.live.audit_services import Services
from kiosk.live.audit_shared import audit_agreement, audit_issuer, audit_ledger
from kiosk.live.audit_visits import ByCode, Visits
from kiosk.live.audit_walk import Walk
from kiosk.live.audit_workdays import audit_workdays
from kiosk.live.records import day_tickets
from kiosk.live.store import DatabaseUnusable, reading_engine
from kiosk.live.tables import IDEMPOTENCY, JOURNAL, SNAPSHOTS, TICKETS
from kiosk.live.ticket_rows import Row, TicketRows
from kiosk.settings import Settings

STAMPS: Final = ("taken_at_ms", "called_at_ms", "started_at_ms", "finished_at_ms")


@dataclass(slots=True)
class _Audit:
    """One hall under audit. happened: seq -> tickets its events name, for the kept answers."""

    connection: Connection
    hall: str
    findings: list[f.Finding] = field(default_factory=list)
    rows: dict[str, Row] = field(default_factory=dict)
    days: set[str] = field(default_factory=set)
    happened: dict[int, frozenset[str]] = field(default_factory=dict)

    def report(self, invariant: int, row: str, what: str) -> None:
        """One more finding."""
        self.findings.append(f.Finding(invariant=invariant, hall=self.hall, row=row, what=what))


def audit(database: str | Path, *, asks_rules: bool = True) -> list[f.Finding]:
    """Every breach in a database: a file, or an address. asks_rules: whether the rules decide everything again.

    Raises SchemaIsNewer, SchemaIsMissing, DatabaseUnusable.
    """
    address = str(database)
    url = make_url(address if "://" in address else f"sqlite:///{address}")
    engine = reading_engine(url, Settings())
    try:
        with engine.connect() as connection, connection.begin():
            schema.check(connection)
            is_file = url.get_backend_name() == "sqlite" and bool(url.database)
            folder = Path(str(url.database)).parent if is_file else None
            return _audit_all(connection, folder, asks_rules=asks_rules)
    except DBAPIError as error:
        raise DatabaseUnusable(url, error.orig) from error
    finally:
        engine.dispose()


def _audit_all(connection: Connection, folder: Path | None, *, asks_rules: bool) -> list[f.Finding]:
    """Hall by hall, then what they share."""
    found: list[f.Finding] = []
    log_ins: list[ByCode] = []
    last_ms: dict[str, int] = {}
    notes = Notes()
    for hall in _halls(connection):
        findings, walk = _audit_hall(connection, hall, notes, folder, asks_rules=asks_rules)
        found += findings
        log_ins += walk.visits.by_code
        last_ms |= dict.fromkeys(walk.visits.terminals, walk.entry_at_ms)

    def report(invariant: int, row: str, what: str) -> None:
        found.append(f.Finding(invariant=invariant, hall=None, row=row, what=what))

    issuer = audit_issuer(connection, report, asks_rules=asks_rules)
    audit_agreement(connection, issuer, log_ins, last_ms, report)
    audit_ledger(connection, report)
    audit_disclosures(connection, notes, report)
    audit_looks(connection, folder, report)
    audit_serials(connection, report)
    audit_workdays(connection, report)
    return found


def _is_snapshot_of(state: HallState, stored: Any) -> bool:
    """Whether a stored snapshot, whatever its version, is this state."""
    try:
        known = upcast_snapshot(stored)
    except (ValueError, KeyError, TypeError, AttributeError):
        return False
    return bool(orjson.loads(orjson.dumps(state_to_json(state))) == orjson.loads(orjson.dumps(known)))


def _halls(connection: Connection) -> list[str]:
    found: set[str] = set()
    for table in (JOURNAL, TICKETS, SNAPSHOTS, IDEMPOTENCY):
        found |= {hall for (hall,) in connection.execute(select(table.c.hall).distinct())}
    return sorted(found)


def _audit_hall(
    connection: Connection, hall: str, notes: Notes, folder: Path | None, *, asks_rules: bool
) -> tuple[list[f.Finding], Walk]:
    audited = _Audit(connection, hall)
    walk = Walk(audited.report, Visits(audited.report))
    replay = _Replay(audited)
    cases, bookings = Cases(hall, audited.report), Bookings(hall, audited.report)
    services = Services(hall, audited.report)
    rules = Rules(Hall(), _copy, audited.report)
    for seq, at_ms, asked, text in _entries(connection, hall):
        walk.enter(seq, at_ms)
        try:
            events = [decode_event(stored) for stored in orjson.loads(text)]
            command = None if asked is None else decode_command(orjson.loads(asked))
        except (JournalError, ValueError, AttributeError) as error:
            audited.report(f.SEQUENCE, walk.where, f"cannot be read: {error}")
            replay.is_running = False
            continue
        for event in events:
            walk.hear(event)
            notes.hear(hall, event, walk.where, audited.report)
            cases.hear(event, walk.where)
            bookings.hear(event, walk.where)
            services.hear(event, walk.where)
        named = frozenset(ticket for event in events if (ticket := getattr(event, "ticket", None)) is not None)
        if named:
            audited.happened[seq] = named
        replay.enter(seq, events)
        if replay.is_running and asks_rules:
            rules.enter(walk.where, at_ms, command, tuple(events), replay.hall)
    walk.visits.finish(walk.entry_at_ms)
    replay.finish()
    cases.finish(connection, folder)
    bookings.finish(connection)
    services.finish(connection)
    _check_strangers(audited)
    _check_answers(audited, walk.seq)
    return audited.findings, walk


def _copy(hall: Hall) -> Hall:
    return Hall(state_from_json(state_to_json(hall.state)))


def _entries(connection: Connection, hall: str) -> Iterator[tuple[int, int, str | None, str]]:
    columns = (JOURNAL.c.seq, JOURNAL.c.at_ms, JOURNAL.c.command, JOURNAL.c.events)
    for row in connection.execute(select(*columns).where(JOURNAL.c.hall == hall).order_by(JOURNAL.c.seq)):
        yield row.seq, row.at_ms, row.command, row.events


class _Replay:
    """The journal applied to a fresh hall and to fresh rows, compared with what is stored."""

    def __init__(self, audited: _Audit) -> None:
        self.is_running = True
        self._audited = audited
        self.hall = Hall()
        self._tables = TicketRows(audited.hall)
        self._rows: dict[str, Row] = {}
        self._snapshots = dict(_snapshots(audited.connection, audited.hall))

    def enter(self, seq: int, events: list[Event]) -> None:
        """Apply one entry."""
        if not self.is_running:
            return
        try:
            for event in events:
                if isinstance(event, DayOpened):
                    self._compare_day()
                self.hall.apply(event)
                self._tables.move(event)
        except f.STOPS_REPLAY as error:
            self._audited.report(f.REPLAY, f"journal {seq}", f"cannot be replayed: {type(error).__name__} {error}")
            self.is_running = False
            return
        self._rows |= {row["number"]: row for row in self._tables.take_changes()[0]}
        stored = self._snapshots.pop(seq, None)
        if stored is not None and not _is_snapshot_of(self.hall.state, stored):
            self._audited.report(f.SNAPSHOT, f"snapshot {seq}", "is not the state that the journal gives")

    def finish(self) -> None:
        """After the last entry."""
        if self.is_running:
            self._compare_day()
            for seq in self._snapshots:
                self._audited.report(f.SNAPSHOT, f"snapshot {seq}", "belongs to no entry of the journal")

    def _compare_day(self) -> None:
        """The tickets of the day that ends here: by the journal, and in the table."""
        audited, day = self._audited, self._tables.day
        if day is None:
            return
        audited.days.add(day)
        stored = day_tickets(audited.connection, audited.hall, day)
        by_number = {row["number"]: row for row in stored}
        for number, expected in self._rows.items():
            row = by_number.pop(number, None)
            name = f"ticket {day} {number}"
            if row is None:
                audited.report(f.SAME_TICKET, name, "is in the journal and not in the table")
                continue
            wrong = [
                f"{key} is {row[key]!r}, by the journal {value!r}"
                for key, value in expected.items()
                if row[key] != value
            ]
            if wrong:
                audited.report(f.REPLAY, name, "; ".join(wrong))
        for number in by_number:
            audited.report(f.SAME_TICKET, f"ticket {day} {number}", "is in the table and not in the journal")
        _check_rows(audited, day, stored, is_over=self.hall.state.day is None)
        self._check_conservation(day, stored)
        self._rows = {}

    def _check_conservation(self, day: str, stored: list[Row]) -> None:
        tally = self.hall.state.tally
        ended = tally.finished + tally.abandoned + tally.no_show + tally.expired
        still_open = len(self.hall.state.visits)
        if not tally.taken == ended + still_open == len(stored):
            self._audited.report(
                f.CONSERVATION,
                f"day {day}",
                f"{tally.taken} taken, {ended} ended, {still_open} open, {len(stored)} in the table",
            )


def _snapshots(connection: Connection, hall: str) -> Iterator[tuple[int, Any]]:
    for seq, state in connection.execute(select(SNAPSHOTS.c.seq, SNAPSHOTS.c.state).where(SNAPSHOTS.c.hall == hall)):
        yield seq, orjson.loads(state)


def _check_rows(audited: _Audit, day: str, stored: list[Row], *, is_over: bool) -> None:
    """What a table's rows must keep among themselves, whatever the journal says."""
    serials: dict[str, set[int]] = {}
    holders: dict[str, str] = {}
    for row in stored:
        name = f"ticket {day} {row['number']}"
        seen = serials.setdefault(row["prefix"], set())
        if row["serial"] in seen:
            audited.report(f.NUMBERS, name, "is in the table twice")
        seen.add(row["serial"])
        stamps = {key: row[key] for key in STAMPS if row[key] is not None}
        # The call may follow the start: after a transfer it is a later call, and the first start is kept.
        if stamps["taken_at_ms"] > min(stamps.values()) or row["finished_at_ms"] not in {None, max(stamps.values())}:
            audited.report(f.STAMPS, name, f"stamps go back: {stamps}")
        if row["state"] in {"called", "serving"}:
            other = holders.setdefault(row["counter"], row["number"])
            if other != row["number"]:
                audited.report(f.ONE_EACH, name, f"is at counter {row['counter']}, and so is {other}")
        if is_over and row["state"] in OPEN_TICKETS:
            audited.report(f.CLOSING, name, f"is {row['state']} although its day is over")
    for prefix, seen in serials.items():
        missing = sorted(set(range(1, max(seen) + 1)) - seen)
        if missing:
            audited.report(f.NUMBERS, f"tickets {day} {prefix}", f"serials {missing[:5]} are missing")


def _check_strangers(audited: _Audit) -> None:
    """Tickets of days that the journal has never opened."""
    found = audited.connection.execute(
        select(TICKETS.c.day, func.count()).where(TICKETS.c.hall == audited.hall).group_by(TICKETS.c.day)
    )
    for day, number in found:
        if day not in audited.days:
            audited.report(f.SAME_TICKET, f"tickets {day}", f"{number} in the table, but the journal has no such day")


def _check_answers(audited: _Audit, last_seq: int) -> None:
    """What was answered has happened, and once."""
    columns = (IDEMPOTENCY.c.principal, IDEMPOTENCY.c.key, IDEMPOTENCY.c.body)
    keys: set[tuple[str, str]] = set()
    told: dict[tuple[int, str], str] = {}
    for principal, key, text in audited.connection.execute(select(*columns).where(IDEMPOTENCY.c.hall == audited.hall)):
        name = f"answer {principal} {key}"
        if (principal, key) in keys:
            audited.report(f.SAME_ANSWER, name, "is kept twice")
        keys.add((principal, key))
        body = orjson.loads(text)
        seq, ticket = (body.get("seq"), body.get("ticket")) if isinstance(body, dict) else (None, None)
        if not isinstance(seq, int):
            continue
        if seq > last_seq:
            audited.report(f.DURABLE, name, f"speaks of entry {seq}, the journal ends with {last_seq}")
        elif isinstance(ticket, str):
            if ticket not in audited.happened.get(seq, ()):
                audited.report(f.SAME_TICKET, name, f"promised {ticket} in entry {seq}, which does not name it")
            other = told.setdefault((seq, ticket), name)
            if other != name:
                audited.report(f.SAME_ANSWER, name, f"and {other} were both given {ticket} of entry {seq}")
