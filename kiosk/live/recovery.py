"""Recovery (恢复): a hall from the newest snapshot and the journal after it.

Events are applied, no rule is run again: a rule changed since cannot rewrite the morning. Then the
tables, which are a projection of the same events, are compared with what came out.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from sqlalchemy import Connection

from kiosk.hall.hall import Hall
from kiosk.hall.state import HallState, Visit
from kiosk.journal import Entry
from kiosk.live.booking_rows import BookingRows, open_booking_rows
from kiosk.live.case_rows import CaseRows, open_case_rows
from kiosk.live.records import events_after, newest_snapshot, open_ticket_rows, ticket_rows_of
from kiosk.live.ticket_rows import Row, TicketRows


class TablesDiffer(Exception):
    """The tickets table is not what the journal makes of it: somebody has written behind our back."""

    code = "tables_differ"

    def __init__(self, hall: str, differences: list[str]) -> None:
        super().__init__(f"hall {hall}: {'; '.join(differences[:5])} (yzz audit lists all)")
        self.hall = hall
        self.differences = differences


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovered:
    """A hall as the store knows it. at_ms: the last journal stamp; took_ms: how long it took.

    entries: without their commands, from before the running day's opening on, for whoever counts the day; decoding
    a day twice would double the time of a restart. Who has used them clears them.
    """

    hall: Hall
    rows: TicketRows
    cases: CaseRows
    bookings: BookingRows
    seq: int
    at_ms: int
    snapshot_seq: int
    entries: list[Entry]
    events: int
    took_ms: float


def recover(connection: Connection, key: str, reach: int) -> Recovered:
    """Rebuild a hall. reach: entries before the newest snapshot that are read again, for the figures of the day.

    Raises TablesDiffer, JournalError.
    """
    began_s = time.perf_counter()
    snapshot = newest_snapshot(connection, key)
    snapshot_seq, state = (0, HallState()) if snapshot is None else (snapshot[0], snapshot[2])
    hall = Hall(state)
    seq, at_ms, count = snapshot_seq, state.at_ms, 0
    entries: list[Entry] = []
    for number, stamp_ms, events in events_after(connection, key, max(0, snapshot_seq - reach)):
        entries.append(Entry(seq=number, at_ms=stamp_ms, command=None, events=tuple(events)))
        if number <= snapshot_seq:
            continue
        if number != seq + 1:
            raise TablesDiffer(key, [f"journal entry {seq + 1} is missing"])
        for event in events:
            hall.apply(event)
        seq, at_ms, count = number, stamp_ms, count + len(events)
    day = None if hall.state.day is None else hall.state.day.day
    stored = [] if day is None else open_ticket_rows(connection, key, day)
    may_return = (
        [] if day is None else ticket_rows_of(connection, key, day, (*hall.state.finished, *hall.state.no_shows))
    )
    bookings = open_booking_rows(connection, key)
    differences = [*compare(hall.state, stored), *compare_bookings(hall.state, bookings)]
    if differences:
        raise TablesDiffer(key, differences)
    return Recovered(
        hall=hall,
        rows=TicketRows(key, day, stored, may_return),
        cases=CaseRows(key, open_case_rows(connection, key)),
        bookings=BookingRows(key, bookings),
        seq=seq,
        at_ms=at_ms,
        snapshot_seq=snapshot_seq,
        entries=entries,
        events=count,
        took_ms=(time.perf_counter() - began_s) * 1000,
    )


def compare(state: HallState, stored: list[Row]) -> list[str]:
    """How the table's open tickets differ from the hall's, in words; empty if they do not."""
    rows = {row["number"]: row for row in stored}
    differences = [f"open ticket {number} is not in the table" for number in state.visits if number not in rows]
    for number, row in rows.items():
        visit = state.visits.get(number)
        if visit is None:
            differences.append(f"ticket {number} is open in the table alone")
            continue
        expected = expected_columns(state, visit)
        differences += [
            f"ticket {number}: {name} is {row[name]!r}, by the journal {value!r}"
            for name, value in expected.items()
            if row[name] != value
        ]
    return differences


def compare_bookings(state: HallState, stored: list[Row]) -> list[str]:
    """The same of open bookings."""
    rows = {row["booking"]: (row["state"], row["subject"], row["slot_at_ms"]) for row in stored}
    known = {each.booking: (each.state.value, each.subject, each.slot_at_ms) for each in state.bookings.values()}
    return [
        f"booking {number}: {rows.get(number)}, by the journal {known.get(number)}"
        for number in sorted(rows.keys() | known.keys())
        if rows.get(number) != known.get(number)
    ]


def expected_columns(state: HallState, visit: Visit) -> Row:
    """The columns of an open ticket that the hall's memory also has."""
    assert state.config is not None, "a ticket needs a line, a line a configuration"
    return {
        "line": state.config.lines[visit.line].key,
        "kind": visit.kind,
        "state": visit.state,
        "taken_at_ms": visit.taken_at_ms,
        "slot_at_ms": visit.slot_at_ms,
        "order_ms": int(state.tickets[visit.index].order_ms),
        "called_at_ms": visit.called_at_ms,
        "started_at_ms": visit.started_at_ms,
        "parked_ms": visit.parked_ms,
        "parked_since_ms": visit.parked_since_ms,
        "token_hash": visit.token_hash,
        "holder": visit.holder,
    }
