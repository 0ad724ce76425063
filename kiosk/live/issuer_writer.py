"""The writer of the issuer (发码方写入者): one stream for the installation, every answer durable before it is given.

It runs the loop of all writers on the store's one commit thread, and sees to it that of two terminals
with one code exactly one wins, whatever halls they stand in. A restart applies the stream, so a code that
was used before it is refused after it. A refused code leaves a row for whoever looks into an attack.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final, get_args

import orjson
from sqlalchemy import Connection, insert, select

from kiosk.hall.refusals import Refusal
from kiosk.identity.codes import Keys
from kiosk.identity.issuer.commands import Command
from kiosk.identity.issuer.events import Event
from kiosk.identity.issuer.issuer import Issuer
from kiosk.identity.issuer.issuing import identified
from kiosk.identity.issuer.lifecycles import Availability
from kiosk.identity.issuer.port import SILENCE, Answer, Question, redeeming
from kiosk.journal import VERSION, JournalError, fields_of, record_of
from kiosk.live.clock import ServiceClock
from kiosk.live.loop import Pending, WriterLoop
from kiosk.live.store import Store
from kiosk.live.tables import ISSUER_JOURNAL, ISSUER_REFUSALS
from kiosk.settings import Settings

EVENTS: Final[dict[str, type[Any]]] = {kind.__name__: kind for kind in get_args(Event)}
Row = dict[str, Any]


@dataclass(slots=True)
class _Batch:
    """What one transaction writes. told: in order of the commands, what to publish."""

    entries: list[Row] = field(default_factory=list)
    refusals: list[Row] = field(default_factory=list)
    told: list[Event] = field(default_factory=list)


class _Job(Pending):
    """work: decides on the private issuer at an instant; what it gives is told once it is durable."""

    __slots__ = ("error", "value", "work")

    def __init__(self, work: Callable[[_Batch, int], Any]) -> None:
        super().__init__()
        self.work = work
        self.value: Any = None
        self.error: Refusal | None = None


class IssuerWriter(WriterLoop[_Job]):
    """The only one who changes the issuer. committed: moved by durable events only; read it, never change it."""

    def __init__(self, store: Store, clock: ServiceClock, settings: Settings, keys: Keys) -> None:
        """Recovers the issuer from its stream. Raises JournalError."""
        super().__init__("issuer", store, clock, settings)
        self._keys = keys
        self._private, self._seq, self._last_ms = Issuer(), 0, 0
        self._recover()
        self.committed, self.committed_seq = Issuer(), 0
        self._publish(self._after(0))

    def submit(self, command: Command) -> tuple[Event, ...]:
        """Carry out a command; durable on return. Raises its Refusal, Overloaded, StoreUnavailable."""
        events: tuple[Event, ...] = self._ask(partial(self._command, command))
        return events

    def submit_all(self, commands: Iterable[Command]) -> None:
        """Carry out several, as one batch if it is free; durable on return. Raises as `submit`, at the first refusal."""
        self._check_room()
        jobs = [_Job(partial(self._command, command)) for command in commands]
        for job in jobs:
            self._enqueue(job)
        for job in jobs:
            job.result.get()

    def ask(self, question: Question, now_ms: int) -> Answer:
        """Redeem a code for a session: the port of terminals. Raises Overloaded, StoreUnavailable."""
        del now_ms
        answer: Answer = self._ask(partial(self._redeem, question))
        return answer

    def catch_up(self) -> None:
        """Let time pass up to now; returns when what it brought about is durable. Raises StoreUnavailable."""
        self._ask(lambda _batch, _now_ms: None)

    def _ask(self, work: Callable[[_Batch, int], Any]) -> Any:
        self._check_room()
        job = _Job(work)
        self._enqueue(job)
        return job.result.get()

    # Deciding.

    def next_deadline(self) -> int | None:
        """When the issuer must be woken, or None."""
        return self._private.next_deadline()

    def _step(self, running: list[_Job]) -> None:
        batch = _Batch()
        self._tick(batch)
        for job in running:
            now_ms = self._tick(batch)
            try:
                job.value = job.work(batch, now_ms)
            except Refusal as refusal:
                job.error = refusal
        if batch.entries or batch.refusals:
            self._store.write(lambda connection: _write(connection, batch))
            self.batches += 1
        # The projection moves before anybody is told, so that no answer is ahead of it.
        for event in batch.told:
            self.committed.apply(event)
        self.committed_seq = self._seq
        for job in running:
            if job.error is None:
                job.result.set(job.value)
            else:
                job.result.set_exception(job.error)

    def _tick(self, batch: _Batch) -> int:
        self._last_ms = max(self._clock.now_ms(), self._last_ms)
        self._journal(batch, None, self._private.tick(self._last_ms))
        return self._last_ms

    def _command(self, command: Command, batch: _Batch, now_ms: int) -> tuple[Event, ...]:
        events = self._private.handle(command, now_ms)
        self._journal(batch, command, events)
        return events

    def _redeem(self, question: Question, batch: _Batch, now_ms: int) -> Answer:
        state = self._private.state
        if state.availability is Availability.DOWN:
            return SILENCE
        try:
            command = redeeming(question, self._keys, state)
            self._command(command, batch, now_ms)
            return Answer(after_ms=state.latency_ms, identified=identified(state, command))
        except Refusal as refused:
            row = {"at_ms": now_ms, "terminal": question.terminal, "session": question.session, "code": refused.code}
            batch.refusals.append(row)
            return Answer(after_ms=state.latency_ms, refusal=refused)

    def _journal(self, batch: _Batch, command: Command | None, events: tuple[Event, ...]) -> None:
        if not events:
            return
        self._seq += 1
        batch.told += events
        batch.entries.append(
            {
                "seq": self._seq,
                "at_ms": self._last_ms,
                "command": None if command is None else _text(_named(command)),
                "events": _text([_named(event) for event in events]),
            }
        )

    # The stream.

    def _after(self, seq: int) -> list[tuple[int, int, list[Event]]]:
        return self._store.read(lambda connection: list(_entries_after(connection, seq)))

    def _recover(self) -> None:
        self._private, self._seq, self._last_ms = Issuer(), 0, 0
        for seq, at_ms, events in self._after(0):
            if seq != self._seq + 1:
                raise JournalError(f"issuer: entry {self._seq + 1} is missing")
            for event in events:
                self._private.apply(event)
            self._seq, self._last_ms = seq, at_ms

    def _come_back(self) -> None:
        self._recover()
        self._publish(self._after(self.committed_seq))

    def _publish(self, entries: list[tuple[int, int, list[Event]]]) -> None:
        for seq, _, events in entries:
            for event in events:
                self.committed.apply(event)
            self.committed_seq = seq


def _write(connection: Connection, batch: _Batch) -> None:
    for table, rows in ((ISSUER_JOURNAL, batch.entries), (ISSUER_REFUSALS, batch.refusals)):
        if rows:
            connection.execute(insert(table), rows)


def _entries_after(connection: Connection, seq: int) -> Iterator[tuple[int, int, list[Event]]]:
    """(seq, at_ms, events), oldest first. Raises JournalError."""
    rows = connection.execute(
        select(ISSUER_JOURNAL.c.seq, ISSUER_JOURNAL.c.at_ms, ISSUER_JOURNAL.c.events)
        .where(ISSUER_JOURNAL.c.seq > seq)
        .order_by(ISSUER_JOURNAL.c.seq)
    )
    for number, at_ms, text in rows:
        yield number, at_ms, [record_of(name, v, stored, EVENTS) for name, v, stored in orjson.loads(text)]


def _named(record: Command | Event) -> tuple[str, int, Row]:
    """(type, version, fields): side by side, because a code has a type of its own."""
    return type(record).__name__, VERSION, fields_of(record)


def _text(value: object) -> str:
    return orjson.dumps(value).decode()
