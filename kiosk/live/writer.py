"""The writer of one hall (单一写入者): one queue, one batch at a time, nothing told before it is durable.

    take all that queued up (<= batch_limit) -> tick, decide, apply on the private hall
      -> one transaction in the commit thread, while the next batch queues up
      -> answers -> the projection moves -> listeners

The private hall runs one batch ahead of the disk and nobody else sees it; what everybody sees, the
projection, is fed by committed events alone. When anything between deciding and the end of the
commit fails, the private hall is thrown away and built again from the store, the batch is answered
with 503, and nothing is decided until a probe write succeeds.

Source: docs/decisions/0012-one-writer-a-hall.md
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Any, Final

import gevent
import orjson

from kiosk.calendars.spans import HOUR_MS, MINUTE_MS
from kiosk.hall.commands import Command
from kiosk.hall.events import DayOpened, Event as HallEvent, ToldOnce
from kiosk.hall.hall import Hall
from kiosk.hall.refusals import Refusal
from kiosk.journal import Entry, state_from_json, state_to_json
from kiosk.live.answers import Answer, AnswerBook, Kept
from kiosk.live.clock import ServiceClock, wall_ms
from kiosk.live.loop import Overloaded, Pending, StoreUnavailable, WriterLoop
from kiosk.live.notice_rows import notice_row
from kiosk.live.records import Batch, encode, entries_after, kept_answer, kept_keys, write_batch
from kiosk.live.recovery import Recovered, recover
from kiosk.live.store import Store
from kiosk.settings import Settings

__all__ = ["Answer", "HallWriter", "KeyReused", "Overloaded", "StoreUnavailable"]

LOG: Final = logging.getLogger("yzz.writer")
HTTP_OK: Final = 200

Render = Callable[[Hall, tuple[HallEvent, ...], int], dict[str, Any]]
Problem = Callable[[Refusal], tuple[int, dict[str, Any]]]
Listener = Callable[[Sequence[Entry]], None]


class KeyReused(Refusal):
    """This idempotency key already belongs to another request."""

    code = "idempotency_key_reused"


class _Pending(Pending):
    """A command and how its answer is made. command: None to let time pass only."""

    __slots__ = ("answer", "body_hash", "command", "key", "principal", "render", "status")

    def __init__(
        self, command: Command | None, principal: str, key: str | None, body_hash: str, render: Render, status: int
    ) -> None:
        super().__init__()
        self.command = command
        self.principal = principal
        self.key = key
        self.body_hash = body_hash
        self.render = render
        self.status = status
        self.answer: Answer | None = None


class HallWriter(WriterLoop[_Pending]):
    """The only one who changes a hall.

    committed: a Hall moved by durable events only; read it, never change it. listeners are called
    on the hub in order, after the answers went out; they must not wait. problem: refusal ->
    (status, body).
    """

    def __init__(
        self,
        hall: str,
        store: Store,
        clock: ServiceClock,
        settings: Settings,
        problem: Problem,
        wall: Callable[[], int] = wall_ms,
    ) -> None:
        """Recovers the hall from the store. Raises TablesDiffer, JournalError."""
        super().__init__(f"hall {hall}", store, clock, settings)
        self.hall = hall
        self.listeners: list[Listener] = []
        self._problem = problem
        self._wall = wall
        self._pending: dict[tuple[str, str], _Pending] = {}
        self._book = AnswerBook(
            settings.idempotency_h * HOUR_MS, settings.forget_every_min * MINUTE_MS, settings.answers_in_memory
        )
        self._last_ms = 0
        self.recovered = self._recover()
        self.committed = Hall(state_from_json(state_to_json(self._private.state)))
        self.committed_seq = self._seq

    def submit(
        self,
        command: Command,
        *,
        principal: str,
        key: str | None,
        body_hash: str,
        render: Render,
        status: int = 200,
    ) -> Answer:
        """Carry out a command; blocks this greenlet until the answer is durable.

        key: None for the driver's own commands, which are not kept. A refusal comes back as an
        Answer. Raises Overloaded, StoreUnavailable, KeyReused.
        """
        if key is not None:
            known = self._known(principal, key, body_hash)
            if known is not None:
                return known
        self._check_room()
        pending = _Pending(command, principal, key, body_hash, render, status)
        if key is not None:
            self._pending[principal, key] = pending
        return self._ask(pending)

    def knows(self, principal: str, key: str, body_hash: str) -> bool:
        """Whether this has been answered before and would be answered so again. Raises KeyReused."""
        return self._known(principal, key, body_hash) is not None

    def catch_up(self) -> None:
        """Let time pass up to now; returns when what it brought about is durable. Raises StoreUnavailable."""
        self._ask(_Pending(None, "", None, "", lambda *_: {}, HTTP_OK))

    def _ask(self, pending: _Pending) -> Answer:
        self._enqueue(pending)
        answer: Answer = pending.result.get()
        return answer

    def entries_after(self, seq: int, limit: int) -> list[Entry]:
        """Committed journal entries after a sequence number, read off the hub."""
        return self._store.read(lambda connection: entries_after(connection, self.hall, seq, limit))

    # Before the queue.

    def _known(self, principal: str, key: str, body_hash: str) -> Answer | None:
        """The answer of an earlier request with this key, waiting for it if it is still running."""
        kept = self._book.newest(principal, key)
        if kept is None and (principal, key) not in self._pending and self._book.may_know(principal, key):
            stored = self._store.read(lambda connection: kept_answer(connection, self.hall, principal, key))
            if stored is not None:
                kept = Kept(stored[0], Answer(stored[1], stored[2].encode()))
        running = self._pending.get((principal, key))
        if running is not None:
            if running.body_hash != body_hash:
                raise KeyReused
            answer: Answer = running.result.get()
            return answer
        if kept is None:
            return None
        if kept.body_hash != body_hash:
            raise KeyReused
        return kept.answer

    # The batch.

    def next_deadline(self) -> int | None:
        """When the hall must be woken, or None."""
        return self._private.next_deadline()

    def _step(self, running: list[_Pending]) -> None:
        """One batch from deciding to the listeners."""
        wall = self._wall()
        batch = self._decide(running, wall)
        if not batch.is_empty():
            self._store.write(lambda connection: write_batch(connection, batch))
            self.batches += 1
        self._answer(running, batch, wall)
        self._publish(batch.entries)

    def _decide(self, running: list[_Pending], wall: int) -> Batch:
        """Everything that the batch does, applied to the private hall."""
        batch = Batch(hall=self.hall)
        self._tick(batch)
        for pending in running:
            try:
                pending.answer = self._carry_out(batch, pending)
            except Exception as error:
                # A bug: the one who asked is told so (500), all others of the batch may ask again (503).
                pending.result.set_exception(error)
                raise
            if pending.key is not None:
                batch.answers.append(self._answer_row(pending, pending.answer, wall))
        batch.inserts, batch.updates = self._rows.take_changes()
        batch.cases = self._cases.take_changes()
        batch.bookings = self._bookings.take_changes()
        if any(isinstance(event, DayOpened) for entry in batch.entries for event in entry.events):
            batch.snapshot = self._snapshot()
        if batch.answers:
            batch.forget_before_ms = self._book.forget_before_ms(wall)
        return batch

    def _carry_out(self, batch: Batch, pending: _Pending) -> Answer:
        now_ms = self._tick(batch)
        if pending.command is None:
            return Answer(pending.status, b"")
        try:
            events = self._private.handle(pending.command, now_ms)
        except Refusal as refusal:
            status, body = self._problem(refusal)
        else:
            if events:
                self._journal(batch, now_ms, pending.command, events)
            status, body = pending.status, pending.render(self._private, events, self._seq)
        return Answer(status, orjson.dumps(body))

    def _tick(self, batch: Batch) -> int:
        """Let time pass; what it brings about stays, even if the command after it is refused."""
        self._last_ms = max(self._clock.now_ms(), self._last_ms)
        events = self._private.tick(self._last_ms)
        if events:
            self._journal(batch, self._last_ms, None, events)
        return self._last_ms

    def _journal(self, batch: Batch, now_ms: int, command: Command | None, events: tuple[HallEvent, ...]) -> None:
        self._seq += 1
        batch.entries.append(Entry(seq=self._seq, at_ms=now_ms, command=command, events=events))
        for event in events:
            self._rows.move(event)
            self._cases.move(event)
            self._bookings.move(event)
            if isinstance(event, ToldOnce):
                batch.notices.append(notice_row(self.hall, event))

    def _answer_row(self, pending: _Pending, answer: Answer, wall: int) -> dict[str, Any]:
        return {
            "hall": self.hall,
            "principal": pending.principal,
            "key": pending.key,
            "body_hash": pending.body_hash,
            "status": answer.status,
            "body": answer.body.decode(),
            "at_ms": wall,
        }

    def _snapshot(self) -> dict[str, Any] | None:
        """The state after this batch: a restart begins here. None if the day is over already."""
        day = self._private.state.day
        if day is None:
            return None
        state = encode(state_to_json(self._private.state))
        return {"hall": self.hall, "seq": self._seq, "day": day.day, "state": state}

    def _answer(self, running: list[_Pending], batch: Batch, wall: int) -> None:
        """The batch is durable: tell those who wait, and remember what they were told."""
        if batch.forget_before_ms is not None:
            self._book.forgot(batch.forget_before_ms, wall)
        for pending in running:
            assert pending.answer is not None, "every command of a batch was decided"
            if pending.key is not None:
                kept = Kept(pending.body_hash, pending.answer)
                self._book.remember(pending.principal, pending.key, kept, wall)
                del self._pending[pending.principal, pending.key]
            pending.result.set(pending.answer)

    def _publish(self, entries: Sequence[Entry]) -> None:
        """The projection moves at once, so that no answer is ahead of it; listeners follow the answers."""
        for entry in entries:
            for event in entry.events:
                self.committed.apply(event)
            self.committed_seq = entry.seq
        # Who waits for an answer runs now, before the screens are told.
        gevent.sleep(0)
        if not entries:
            return
        for listener in self.listeners:
            try:
                listener(entries)
            except Exception:
                LOG.exception("hall %s: a listener failed on entry %s", self.hall, self.committed_seq)

    # When something failed.

    def _drop_pending(self) -> None:
        self._pending.clear()

    def _come_back(self) -> None:
        """Rebuild the private hall; publish what turned out to be committed although its commit failed."""
        self._recover()
        while self.committed_seq < self._seq:
            self._publish(self.entries_after(self.committed_seq, self._settings.journal_page))

    def _recover(self) -> Recovered:
        # The snapshot closes the batch that opened the day, so the day begins less than a batch before it: two
        # entries a command, one for its tick.
        reach = 2 * (self._settings.batch_limit + 1)
        recovered = self._store.read(lambda connection: recover(connection, self.hall, reach))
        self._private = recovered.hall
        self._rows, self._cases, self._bookings = recovered.rows, recovered.cases, recovered.bookings
        self._seq = recovered.seq
        self._last_ms = max(recovered.at_ms, recovered.hall.state.at_ms)
        self._book.load(self._store.read(lambda connection: kept_keys(connection, self.hall)))
        return recovered
