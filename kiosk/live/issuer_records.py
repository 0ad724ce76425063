"""What the issuer reads and writes in the store: its stream, its snapshot, the codes that were refused.

A restart takes the snapshot and the entries after it; the stream stays whole and is the truth, so a snapshot of
another version is passed over. What follows from other fields (hash -> subject, digits -> code, pair ->
authorisation) is not in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final, get_args

import orjson
from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Connection, delete, func, insert, select

from kiosk.identity.codes import CodeType
from kiosk.identity.issuer.commands import Command, IssuerConfig
from kiosk.identity.issuer.events import Event
from kiosk.identity.issuer.issuer import Issuer
from kiosk.identity.issuer.lifecycles import Availability
from kiosk.identity.issuer.state import Authorisation, Code, IssuerState, Subject
from kiosk.journal import VERSION, JournalError, fields_of, record_of
from kiosk.live.tables import ISSUER_JOURNAL, ISSUER_REFUSALS, ISSUER_SNAPSHOTS, META
from kiosk.live.ticket_rows import Row

EVENTS: Final[dict[str, type[Any]]] = {kind.__name__: kind for kind in get_args(Event)}
COMMANDS: Final[dict[str, type[Any]]] = {kind.__name__: kind for kind in get_args(Command)}
REFUSALS_SINCE: Final = "refusals_since_ms"
ENTRIES_A_CODE: Final = 4
"""A remembered code costs as much to read from a snapshot as so many entries of the stream (`tests.live.bench_issuer`)."""


@dataclass(slots=True)
class Batch:
    """What one transaction writes. told: in order of the commands, what to publish.

    forget_before_ms: refused codes of before this instant are deleted; None: not this time.
    """

    entries: list[Row] = field(default_factory=list)
    refusals: list[Row] = field(default_factory=list)
    told: list[Event] = field(default_factory=list)
    snapshot: Row | None = None
    forget_before_ms: int | None = None

    def is_empty(self) -> bool:
        """Whether there is nothing to write."""
        return not self.entries and not self.refusals and self.forget_before_ms is None


def write_batch(connection: Connection, batch: Batch) -> None:
    """Write everything, in a handful of statements."""
    if batch.forget_before_ms is not None:
        _forget_refusals(connection, batch.forget_before_ms)
    for table, rows in ((ISSUER_JOURNAL, batch.entries), (ISSUER_REFUSALS, batch.refusals)):
        if rows:
            connection.execute(insert(table), rows)
    if batch.snapshot is not None:
        connection.execute(delete(ISSUER_SNAPSHOTS))
        connection.execute(insert(ISSUER_SNAPSHOTS).values(batch.snapshot))


def _forget_refusals(connection: Connection, before_ms: int) -> None:
    """Delete those past their term, and remember from when on they are whole: the audit judges nothing older."""
    old = delete(ISSUER_REFUSALS).where(ISSUER_REFUSALS.c.at_ms < before_ms)
    if connection.execute(old).rowcount:
        connection.execute(delete(META).where(META.c.name == REFUSALS_SINCE))
        connection.execute(insert(META).values(name=REFUSALS_SINCE, value=str(before_ms)))


def refusals_since_ms(connection: Connection) -> int:
    """From when on every refused code is still remembered."""
    return int(connection.execute(select(META.c.value).where(META.c.name == REFUSALS_SINCE)).scalar() or 0)


def entry_row(seq: int, at_ms: int, command: Command | None, events: tuple[Event, ...]) -> Row:
    """One row of the stream."""
    return {
        "seq": seq,
        "at_ms": at_ms,
        "command": None if command is None else _text(_named(command)),
        "events": _text([_named(event) for event in events]),
    }


def refusal_row(at_ms: int, terminal: str, session: str, code: str) -> Row:
    """One row of the codes that were refused. code: of the refusal."""
    return {"at_ms": at_ms, "terminal": terminal, "session": session, "code": code}


def entries_after(connection: Connection, seq: int) -> Iterator[tuple[int, int, list[Event]]]:
    """(seq, at_ms, events), oldest first. Raises JournalError."""
    rows = connection.execute(
        select(ISSUER_JOURNAL.c.seq, ISSUER_JOURNAL.c.at_ms, ISSUER_JOURNAL.c.events)
        .where(ISSUER_JOURNAL.c.seq > seq)
        .order_by(ISSUER_JOURNAL.c.seq)
    )
    for number, at_ms, text in rows:
        yield number, at_ms, decode_events(text)


def decode_events(text: str) -> list[Event]:
    """The events of an entry. Raises JournalError."""
    try:
        stored = [(name, v, fields) for name, v, fields in orjson.loads(text)]
    except (ValueError, TypeError) as error:
        raise JournalError(f"no list of events: {error}") from None
    return [record_of(name, v, fields, EVENTS) for name, v, fields in stored]


def decode_command(text: str | None) -> Command | None:
    """The command of an entry. Raises JournalError."""
    if text is None:
        return None
    try:
        name, v, fields = orjson.loads(text)
    except (ValueError, TypeError) as error:
        raise JournalError(f"no command: {error}") from None
    command: Command = record_of(name, v, fields, COMMANDS)
    return command


def _named(record: Command | Event) -> tuple[str, int, Row]:
    """(type, version, fields): side by side, because a code has a type of its own."""
    return type(record).__name__, VERSION, fields_of(record)


def _text(value: object) -> str:
    return orjson.dumps(value).decode()


# A restart.


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovered:
    """The issuer as the store knows it. snapshot_seq: where it began, 0 without one; entries: read after it."""

    issuer: Issuer
    seq: int
    at_ms: int
    snapshot_seq: int
    entries: int


def recover(connection: Connection) -> Recovered:
    """The newest snapshot and the stream after it. Raises JournalError."""
    row = connection.execute(select(ISSUER_SNAPSHOTS).order_by(ISSUER_SNAPSHOTS.c.seq.desc()).limit(1)).first()
    state = None if row is None else decode_state(row.state)
    began, at_ms = (0, 0) if row is None or state is None else (row.seq, row.at_ms)
    issuer = Issuer(state)
    seq = began
    for number, stamp_ms, events in entries_after(connection, began):
        if number != seq + 1:
            raise JournalError(f"issuer: entry {seq + 1} is missing")
        for event in events:
            issuer.apply(event)
        seq, at_ms = number, stamp_ms
    newest = connection.execute(select(func.max(ISSUER_JOURNAL.c.seq))).scalar() or 0
    if newest != seq:
        raise JournalError(f"issuer: the snapshot speaks of entry {seq}, the stream ends with {newest}")
    return Recovered(issuer=issuer, seq=seq, at_ms=at_ms, snapshot_seq=began, entries=seq - began)


# The state as text.


def is_due(entries: int, state: IssuerState, least: int) -> bool:
    """Whether a snapshot pays, so many entries after the last one. least: entries, however few codes there are."""
    return entries >= max(least, ENTRIES_A_CODE * len(state.codes))


def encode_state(state: IssuerState) -> str:
    """The whole state as JSON."""
    return orjson.dumps(
        {
            "v": VERSION,
            "at_ms": state.at_ms,
            "config": state.config,
            "availability": state.availability,
            "latency_ms": state.latency_ms,
            "available_again_at_ms": state.available_again_at_ms,
            "terminals": state.terminals,
            "subjects": list(state.subjects.values()),
            "guardians": state.guardians,
            "authorisations": list(state.authorisations.values()),
            "codes": list(state.codes.values()),
            "newest": list(state.newest.values()),
            "due": state.due,
        }
    ).decode()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stored:
    """A snapshot as its text has it."""

    at_ms: int
    config: IssuerConfig | None
    availability: Availability
    latency_ms: int
    available_again_at_ms: int | None
    terminals: dict[str, tuple[CodeType, ...]]
    subjects: list[Subject]
    guardians: dict[str, tuple[str, ...]]
    authorisations: list[Authorisation]
    codes: list[Code]
    newest: list[str]
    due: list[tuple[int, str]]


def decode_state(text: str) -> IssuerState | None:
    """The state again; None if another version of this service wrote it. Raises JournalError for nonsense."""
    try:
        fields = orjson.loads(text)
        if fields.pop("v") != VERSION:
            return None
        stored = TypeAdapter(_Stored).validate_python(fields)
    except (ValueError, ValidationError, AttributeError, KeyError) as error:
        raise JournalError(f"the issuer's snapshot cannot be read: {error}") from None
    codes = {code.cti: code for code in stored.codes}
    return IssuerState(
        at_ms=stored.at_ms,
        config=stored.config,
        availability=stored.availability,
        latency_ms=stored.latency_ms,
        available_again_at_ms=stored.available_again_at_ms,
        terminals=stored.terminals,
        subjects={each.subject: each for each in stored.subjects},
        numbers={each.number_hash: each.subject for each in stored.subjects},
        guardians=stored.guardians,
        authorisations={each.authorisation: each for each in stored.authorisations},
        agencies={(each.principal, each.agent): each.authorisation for each in stored.authorisations},
        codes=codes,
        newest={codes[cti].series: cti for cti in stored.newest},
        opaque={code.opaque_hash: cti for cti, code in codes.items() if code.opaque_hash is not None},
        due=stored.due,
    )
