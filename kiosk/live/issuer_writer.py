"""The writer of the issuer (发码方写入者): one stream for the installation, every answer durable before it is given.

It runs the loop of all writers on the store's one commit thread, and sees to it that of two terminals
with one code exactly one wins, whatever halls they stand in. A restart applies a snapshot and the stream after it,
so a code that was used before it is refused after it. A refused code leaves a row for whoever looks into an attack.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, Final

from kiosk.hall.refusals import Refusal
from kiosk.identity.codes import Keys
from kiosk.identity.issuer.commands import Command
from kiosk.identity.issuer.events import CodeRedeemed, Event
from kiosk.identity.issuer.issuer import Issuer
from kiosk.identity.issuer.issuing import identified
from kiosk.identity.issuer.lifecycles import Availability
from kiosk.identity.issuer.port import SILENCE, Answer, Question, redeeming
from kiosk.live.clock import ServiceClock
from kiosk.live.issuer_records import (
    Batch,
    Recovered,
    decode_state,
    encode_state,
    entries_after,
    entry_row,
    is_due,
    recover,
    refusal_row,
    write_batch,
)
from kiosk.live.loop import Overloaded, Pending, StoreUnavailable, WriterLoop
from kiosk.live.store import Store
from kiosk.live.ticket_rows import Row
from kiosk.settings import Settings

MINUTE_MS: Final = 60_000
DAY_MS: Final = 86_400_000


class _Job(Pending):
    """work: decides on the private issuer at an instant; what it gives is told once it is durable."""

    __slots__ = ("error", "value", "work")

    def __init__(self, work: Callable[[Batch, int], Any]) -> None:
        super().__init__()
        self.work = work
        self.value: Any = None
        self.error: Refusal | None = None


class IssuerWriter(WriterLoop[_Job]):
    """The only one who changes the issuer. committed: moved by durable events only; read it, never change it.

    recovered: how much the start had to read. listeners: told what has happened once it is durable and answered; they
    must not wait.
    """

    def __init__(self, store: Store, clock: ServiceClock, settings: Settings, keys: Keys) -> None:
        """Recovers the issuer from its stream. Raises JournalError."""
        super().__init__("issuer", store, clock, settings)
        self._keys = keys
        self.listeners: list[Callable[[tuple[Event, ...]], None]] = []
        self._forget_at_ms = 0
        self._last_ms = 0
        # What was told of used codes while the store was away.
        self._owed: list[Row] = []
        self.recovered = self._recover()
        self.committed = Issuer(decode_state(encode_state(self._private.state)))
        self.committed_seq = self._seq

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

    def note_refusal(self, terminal: str, session: str, code: str) -> None:
        """Remember what was told to whoever showed a code that is used up all the same.

        Durable on return; while the store is away it is owed, and written as soon as the store is back.
        """
        try:
            self._ask(lambda batch, now_ms: batch.refusals.append(refusal_row(now_ms, terminal, session, code)))
        except (StoreUnavailable, Overloaded):
            self._owe(terminal, session, code)

    def _owe(self, terminal: str, session: str, code: str) -> None:
        self._owed.append(refusal_row(max(self._clock.now_ms(), self._last_ms), terminal, session, code))

    def catch_up(self) -> None:
        """Let time pass up to now; returns when what it brought about is durable. Raises StoreUnavailable."""
        self._ask(lambda _batch, _now_ms: None)

    def _ask(self, work: Callable[[Batch, int], Any]) -> Any:
        self._check_room()
        job = _Job(work)
        self._enqueue(job)
        return job.result.get()

    # Deciding.

    def next_deadline(self) -> int | None:
        """When the issuer must be woken, or None."""
        return self._private.next_deadline()

    def _step(self, running: list[_Job]) -> None:
        batch = Batch()
        self._tick(batch)
        batch.refusals += (owed := tuple(self._owed))
        for job in running:
            now_ms = self._tick(batch)
            try:
                job.value = job.work(batch, now_ms)
            except Refusal as refusal:
                job.error = refusal
        batch.snapshot = self._snapshot()
        batch.forget_before_ms = self._forget_before_ms()
        if not batch.is_empty():
            self._store.write(lambda connection: write_batch(connection, batch))
            self.batches += 1
            self._remember(batch)
            del self._owed[: len(owed)]
        # The projection moves before anybody is told, so that no answer is ahead of it.
        for event in batch.told:
            self.committed.apply(event)
        self.committed_seq = self._seq
        for job in running:
            if job.error is None:
                job.result.set(job.value)
            else:
                job.result.set_exception(job.error)
        if batch.told:
            for listener in self.listeners:
                listener(tuple(batch.told))

    def _tick(self, batch: Batch) -> int:
        self._last_ms = max(self._clock.now_ms(), self._last_ms)
        self._journal(batch, None, self._private.tick(self._last_ms))
        return self._last_ms

    def _command(self, command: Command, batch: Batch, now_ms: int) -> tuple[Event, ...]:
        events = self._private.handle(command, now_ms)
        self._journal(batch, command, events)
        return events

    def _redeem(self, question: Question, batch: Batch, now_ms: int) -> Answer:
        state = self._private.state
        if state.availability is Availability.DOWN:
            return SILENCE
        try:
            command = redeeming(question, self._keys, state)
            self._command(command, batch, now_ms)
            return Answer(after_ms=state.latency_ms, identified=identified(state, command))
        except Refusal as refused:
            batch.refusals.append(refusal_row(now_ms, question.terminal, question.session, refused.code))
            return Answer(after_ms=state.latency_ms, refusal=refused)

    def _journal(self, batch: Batch, command: Command | None, events: tuple[Event, ...]) -> None:
        if not events:
            return
        self._seq += 1
        batch.told += events
        batch.entries.append(entry_row(self._seq, self._last_ms, command, events))

    # What is kept, and how long.

    def _snapshot(self) -> Row | None:
        """The state after this batch, so many entries after the last one: a restart begins here.

        Not while most of them are of codes still remembered: reading those entries is cheaper than reading the codes.
        """
        if not is_due(self._seq - self._snapshot_seq, self._private.state, self._settings.issuer_snapshot_every):
            return None
        return {"seq": self._seq, "at_ms": self._last_ms, "state": encode_state(self._private.state)}

    def _forget_before_ms(self) -> int | None:
        if self._last_ms < self._forget_at_ms:
            return None
        return self._last_ms - self._settings.refusals_days * DAY_MS

    def _remember(self, batch: Batch) -> None:
        """The batch is durable."""
        if batch.snapshot is not None:
            self._snapshot_seq = batch.snapshot["seq"]
        if batch.forget_before_ms is not None:
            self._forget_at_ms = self._last_ms + self._settings.forget_every_min * MINUTE_MS

    # The stream.

    def _recover(self) -> Recovered:
        found = self._store.read(recover)
        self._private, self._seq, self._last_ms = found.issuer, found.seq, found.at_ms
        self._snapshot_seq = found.snapshot_seq
        return found

    def _come_back(self) -> None:
        self._recover()
        entries = self._store.read(lambda connection: list(entries_after(connection, self.committed_seq)))
        for seq, _, events in entries:
            for event in events:
                self.committed.apply(event)
                if isinstance(event, CodeRedeemed):
                    # Used up after all, and whoever showed it was told that the store is away.
                    self._owe(event.terminal, event.session, StoreUnavailable.code)
            self.committed_seq = seq
        if self._owed:
            self._enqueue(_Job(lambda _batch, _now_ms: None))
