"""What a hall reads and writes in the store: journal, tickets, snapshots, kept answers.

A batch is one transaction of a few statements over lists of rows: one statement a row would cost
more than the sync that makes it durable.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Final

import orjson
from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from kiosk.hall.events import Event
from kiosk.hall.lifecycles import OPEN_TICKETS
from kiosk.hall.state import HallState
from kiosk.journal import Entry, decode_entry, decode_event, encode_command, encode_event, state_from_json
from kiosk.live.booking_rows import write_bookings
from kiosk.live.case_rows import write_cases
from kiosk.live.notice_rows import write_notices
from kiosk.live.tables import DEVICE_JOURNAL, HALLS, IDEMPOTENCY, ISSUER_JOURNAL, JOURNAL, SNAPSHOTS, TICKETS
from kiosk.live.ticket_rows import KEY, Row

MOST_NAMED: Final = 500
"""Names in one condition: databases bound their number."""
INSERT_ENTRIES: Final = insert(JOURNAL)
INSERT_TICKETS: Final = insert(TICKETS)
INSERT_ANSWERS: Final = insert(IDEMPOTENCY)
UPDATE_TICKETS: Final = (
    update(TICKETS)
    .where(*(TICKETS.c[name] == bindparam(f"its_{name}") for name in KEY))
    .values(
        {
            name: bindparam(name)
            for name in (
                "line",
                "state",
                "order_ms",
                "called_at_ms",
                "started_at_ms",
                "finished_at_ms",
                "counter",
                "parked_ms",
                "parked_since_ms",
            )
        }
    )
)
"""The columns that events after the taking may change."""


@dataclass(slots=True, kw_only=True)
class Batch:
    """All that one transaction writes for a hall.

    forget_before_ms: answers kept since before this wall time are deleted; None: not this time.
    """

    hall: str
    entries: list[Entry] = field(default_factory=list)
    inserts: list[Row] = field(default_factory=list)
    updates: list[Row] = field(default_factory=list)
    cases: tuple[list[Row], list[Row]] = field(default_factory=lambda: ([], []))
    bookings: list[Row] = field(default_factory=list)
    notices: list[Row] = field(default_factory=list)
    answers: list[Row] = field(default_factory=list)
    snapshot: Row | None = None
    forget_before_ms: int | None = None

    def is_empty(self) -> bool:
        """Whether there is nothing to write."""
        return not (self.entries or self.answers or self.snapshot)


def encode(value: object) -> str:
    """Compact JSON text."""
    return orjson.dumps(value).decode()


def write_batch(connection: Connection, batch: Batch) -> None:
    """Write everything, in a handful of statements."""
    if batch.forget_before_ms is not None:
        connection.execute(
            delete(IDEMPOTENCY).where(IDEMPOTENCY.c.hall == batch.hall, IDEMPOTENCY.c.at_ms < batch.forget_before_ms)
        )
    if batch.entries:
        connection.execute(INSERT_ENTRIES, [_entry_row(batch.hall, entry) for entry in batch.entries])
    if batch.inserts:
        connection.execute(INSERT_TICKETS, batch.inserts)
    if batch.updates:
        connection.execute(UPDATE_TICKETS, [row | {f"its_{name}": row[name] for name in KEY} for row in batch.updates])
    write_cases(connection, *batch.cases)
    write_bookings(connection, batch.bookings)
    write_notices(connection, batch.notices)
    if batch.answers:
        connection.execute(INSERT_ANSWERS, batch.answers)
    if batch.snapshot is not None:
        connection.execute(insert(SNAPSHOTS).values(batch.snapshot))


def _entry_row(hall: str, entry: Entry) -> Row:
    return {
        "hall": hall,
        "seq": entry.seq,
        "at_ms": entry.at_ms,
        "command": None if entry.command is None else encode(encode_command(entry.command)),
        "events": encode([encode_event(event) for event in entry.events]),
    }


def entries_after(connection: Connection, hall: str, seq: int, limit: int) -> list[Entry]:
    """Journal entries after a sequence number, oldest first. Raises JournalError."""
    rows = connection.execute(
        select(JOURNAL.c.seq, JOURNAL.c.at_ms, JOURNAL.c.command, JOURNAL.c.events)
        .where(JOURNAL.c.hall == hall, JOURNAL.c.seq > seq)
        .order_by(JOURNAL.c.seq)
        .limit(limit)
    )
    return [
        decode_entry(
            {
                "seq": row.seq,
                "at_ms": row.at_ms,
                "command": None if row.command is None else orjson.loads(row.command),
                "events": orjson.loads(row.events),
            }
        )
        for row in rows
    ]


def events_after(connection: Connection, hall: str, seq: int) -> Iterator[tuple[int, int, list[Event]]]:
    """(seq, at_ms, events) after a sequence number: a restart needs no commands."""
    rows = connection.execute(
        select(JOURNAL.c.seq, JOURNAL.c.at_ms, JOURNAL.c.events)
        .where(JOURNAL.c.hall == hall, JOURNAL.c.seq > seq)
        .order_by(JOURNAL.c.seq)
    )
    for number, at_ms, text in rows:
        yield number, at_ms, [decode_event(stored) for stored in orjson.loads(text)]


def newest_snapshot(connection: Connection, hall: str) -> tuple[int, str, HallState] | None:
    """(seq, day, state) of the last snapshot, or None. Raises JournalError."""
    row = connection.execute(
        select(SNAPSHOTS.c.seq, SNAPSHOTS.c.day, SNAPSHOTS.c.state)
        .where(SNAPSHOTS.c.hall == hall)
        .order_by(SNAPSHOTS.c.seq.desc())
        .limit(1)
    ).first()
    return None if row is None else (row.seq, row.day, state_from_json(orjson.loads(row.state)))


def last_stamp_ms(connection: Connection) -> int | None:
    """The latest service time in any journal: the clock may not start before it."""
    others = [
        connection.execute(select(table.c.at_ms).order_by(table.c.seq.desc()).limit(1)).scalar()
        for table in (ISSUER_JOURNAL, DEVICE_JOURNAL)
    ]
    stamp: int | None = max((each for each in others if each is not None), default=None)
    for (hall,) in connection.execute(select(HALLS.c.hall)).all():
        newest = connection.execute(
            select(JOURNAL.c.at_ms).where(JOURNAL.c.hall == hall).order_by(JOURNAL.c.seq.desc()).limit(1)
        ).scalar()
        if newest is not None and (stamp is None or newest > stamp):
            stamp = newest
    return stamp


def open_ticket_rows(connection: Connection, hall: str, day: str) -> list[Row]:
    """Rows of a day's open tickets, in the order of their taking."""
    rows = connection.execute(
        select(TICKETS)
        .where(TICKETS.c.hall == hall, TICKETS.c.day == day, TICKETS.c.state.in_(sorted(OPEN_TICKETS)))
        .order_by(TICKETS.c.taken_at_ms, TICKETS.c.prefix, TICKETS.c.serial)
    )
    return [dict(row._mapping) for row in rows]


def ticket_rows_of(connection: Connection, hall: str, day: str, numbers: Iterable[str]) -> list[Row]:
    """Rows of some tickets of a day, in the order of their end."""
    wanted, rows = list(numbers), list[Row]()
    for first in range(0, len(wanted), MOST_NAMED):
        named = TICKETS.c.number.in_(wanted[first : first + MOST_NAMED])
        found = connection.execute(select(TICKETS).where(TICKETS.c.hall == hall, TICKETS.c.day == day, named))
        rows += [dict(row._mapping) for row in found]
    return sorted(rows, key=lambda row: (row["finished_at_ms"], row["prefix"], row["serial"]))


def count_tickets(connection: Connection, hall: str, day: str) -> dict[str, int]:
    """How many tickets of a day the table has, by state."""
    rows = connection.execute(
        select(TICKETS.c.state, func.count())
        .where(TICKETS.c.hall == hall, TICKETS.c.day == day)
        .group_by(TICKETS.c.state)
    )
    return {state: number for state, number in rows}  # noqa: C416 - rows are not tuples for mypy


def ticket_by_token(connection: Connection, token_hash: str) -> Row | None:
    """The ticket whose slip carries this secret, open or not, or None."""
    row = connection.execute(select(TICKETS).where(TICKETS.c.token_hash == token_hash).limit(1)).first()
    return None if row is None else dict(row._mapping)


def ticket_by_number(connection: Connection, hall: str, day: str, number: str) -> Row | None:
    """A ticket of a day, open or not, or None."""
    row = connection.execute(
        select(TICKETS).where(TICKETS.c.hall == hall, TICKETS.c.day == day, TICKETS.c.number == number)
    ).first()
    return None if row is None else dict(row._mapping)


def day_tickets(connection: Connection, hall: str, day: str) -> list[Row]:
    """All tickets of a day, in the order of their taking."""
    rows = connection.execute(
        select(TICKETS)
        .where(TICKETS.c.hall == hall, TICKETS.c.day == day)
        .order_by(TICKETS.c.taken_at_ms, TICKETS.c.prefix, TICKETS.c.serial)
    )
    return [dict(row._mapping) for row in rows]


def kept_answer(connection: Connection, hall: str, principal: str, key: str) -> tuple[str, int, str] | None:
    """(body_hash, status, body) of the answer kept under a key, or None."""
    row = connection.execute(
        select(IDEMPOTENCY.c.body_hash, IDEMPOTENCY.c.status, IDEMPOTENCY.c.body).where(
            IDEMPOTENCY.c.hall == hall, IDEMPOTENCY.c.principal == principal, IDEMPOTENCY.c.key == key
        )
    ).first()
    return None if row is None else (row.body_hash, row.status, row.body)


def kept_keys(connection: Connection, hall: str) -> list[tuple[str, str, int]]:
    """(principal, key, at_ms) of every answer kept for a hall."""
    rows = connection.execute(
        select(IDEMPOTENCY.c.principal, IDEMPOTENCY.c.key, IDEMPOTENCY.c.at_ms).where(IDEMPOTENCY.c.hall == hall)
    )
    return [(principal, key, at_ms) for principal, key, at_ms in rows]


def put_hall(connection: Connection, hall: str, name_zh: str, name_en: str, calendar: dict[str, Any] | None) -> None:
    """Enter a hall, with a series of its own, or change its names and calendar."""
    values = {
        "name_zh": name_zh,
        "name_en": name_en,
        "calendar": None if calendar is None else encode(calendar),
    }
    changed = connection.execute(update(HALLS).where(HALLS.c.hall == hall).values(values))
    if changed.rowcount == 0:
        series = next_series(set(connection.execute(select(HALLS.c.series)).scalars()))
        connection.execute(insert(HALLS).values(hall=hall, series=series, **values))


def next_series(taken: Collection[str]) -> str:
    """Digits that no other hall's serials begin with: 0 to 8, then 90 to 98, and so on; none is the beginning of another."""
    numbers = (f"{'9' * (index // 9)}{index % 9}" for index in count())
    return next(series for series in numbers if series not in taken)


def list_halls(connection: Connection) -> Sequence[Row]:
    """Every hall's row, by key; `calendar` decoded."""
    rows = connection.execute(select(HALLS).order_by(HALLS.c.hall))
    halls = [dict(row._mapping) for row in rows]
    for row in halls:
        row["calendar"] = None if row["calendar"] is None else orjson.loads(row["calendar"])
    return halls
