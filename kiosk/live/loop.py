"""The loop (写入循环) of every writer: one queue, one batch at a time, nothing told before it is durable.

    take all that queued up (<= batch_limit) -> decide -> one transaction in the commit thread, while the
      next batch queues up -> answers

When anything between deciding and the end of the commit fails, the batch and all who queue are answered
with 503, and nothing is decided until a probe write succeeds. What is decided is the writer's own.

Source: docs/decisions/0012-one-writer-a-hall.md
"""

from __future__ import annotations

import logging
import time
from abc import ABC, abstractmethod
from collections import deque
from typing import Any, Final, Generic, TypeVar

import gevent
from gevent.event import AsyncResult, Event

from kiosk.hall.refusals import Refusal
from kiosk.live.clock import ServiceClock
from kiosk.live.store import Store
from kiosk.settings import Settings

LOG: Final = logging.getLogger("yzz.writer")


class Overloaded(Refusal):
    """More commands wait than the hall can soon carry out; nothing was done. retry_after_s: when to ask again."""

    code = "overloaded"

    def __init__(self, retry_after_s: int) -> None:
        super().__init__(retry_after_s=retry_after_s)
        self.retry_after_s = retry_after_s


class StoreUnavailable(Refusal):
    """The database cannot be written now; the command may or may not have been carried out."""

    code = "store_unavailable"

    def __init__(self, retry_after_s: int) -> None:
        super().__init__(retry_after_s=retry_after_s)
        self.retry_after_s = retry_after_s


class Pending:
    """Something in the queue or in the running batch, and everybody who waits for its answer."""

    __slots__ = ("due_s", "result")

    def __init__(self) -> None:
        self.due_s = time.monotonic()
        self.result: AsyncResult[Any] = AsyncResult()


Job = TypeVar("Job", bound=Pending)


class WriterLoop(ABC, Generic[Job]):
    """What writers share. name: for the log.

    batches, failures: transactions committed and batches answered 503 so far. committed_seq: of the newest entry
    that everybody sees.
    """

    committed_seq: int

    def __init__(self, name: str, store: Store, clock: ServiceClock, settings: Settings) -> None:
        self.writable = True
        self.batches = 0
        self.failures = 0
        self._name = name
        self._store = store
        self._clock = clock
        self._settings = settings
        self._queue: deque[Job] = deque()
        self._wake = Event()
        self._is_stopping = False
        self._is_waiting = False
        self._loop: gevent.Greenlet[..., None] | None = None
        clock.listeners.append(self._wake.set)

    @property
    def queue_length(self) -> int:
        """Commands that wait to be decided."""
        return len(self._queue)

    @property
    def is_stopping(self) -> bool:
        """Whether the end has been asked for."""
        return self._is_stopping

    @property
    def is_quiet(self) -> bool:
        """Whether nothing queues, runs or is due."""
        due_ms = self.next_deadline()
        return self._is_waiting and not self._queue and (due_ms is None or due_ms > self._clock.now_ms())

    def start(self) -> None:
        """Begin to decide."""
        self._loop = gevent.spawn(self._run)

    def stop(self) -> None:
        """Carry out what is queued, then end. Later commands get StoreUnavailable."""
        self._is_stopping = True
        self._wake.set()
        if self._loop is not None:
            self._loop.join()

    # What a writer adds.

    @abstractmethod
    def _step(self, running: list[Job]) -> None:
        """One batch from deciding to the listeners."""

    @abstractmethod
    def next_deadline(self) -> int | None:
        """Service time at which something happens by itself, or None."""

    @abstractmethod
    def _come_back(self) -> None:
        """Rebuild from the store; publish what turned out to be committed although its commit failed."""

    def _drop_pending(self) -> None:
        """Whoever waited has been told."""

    # The loop.

    def _enqueue(self, job: Job) -> None:
        self._queue.append(job)
        self._wake.set()

    def _check_room(self) -> None:
        if not self.writable or self._is_stopping:
            raise StoreUnavailable(self._settings.retry_after_s)
        if not self._queue:
            return
        age_ms = (time.monotonic() - self._queue[0].due_s) * 1000
        if len(self._queue) >= self._settings.queue_limit or age_ms > self._settings.queue_age_ms:
            raise Overloaded(self._settings.retry_after_s)

    def _run(self) -> None:
        while not self._is_stopping or self._queue:
            self._wait()
            running = [self._queue.popleft() for _ in range(min(len(self._queue), self._settings.batch_limit))]
            try:
                self._step(running)
            except Exception:
                LOG.exception("%s: batch after entry %s failed", self._name, self.committed_seq)
                self._fail(running)
            # While it waits for the next one nothing of this batch may stay: a scanned code stands in it.
            running = []

    def _wait(self) -> None:
        """Until a command is queued, a deadline is due, or the end is near."""
        self._wake.clear()
        if self._queue or self._is_stopping:
            return
        deadline_ms = self.next_deadline()
        self._is_waiting = True
        self._wake.wait(None if deadline_ms is None else self._clock.seconds_until(deadline_ms))
        self._is_waiting = False

    def _fail(self, running: list[Job]) -> None:
        """Answer 503 to the batch and to all who queue, then try until the store is well again."""
        self.writable = False
        self.failures += 1
        for pending in [*running, *self._queue]:
            if not pending.result.ready():
                pending.result.set_exception(StoreUnavailable(self._settings.retry_after_s))
        self._queue.clear()
        self._drop_pending()
        while not self._is_stopping:
            gevent.sleep(self._settings.probe_ms / 1000)
            try:
                self._store.probe()
                self._come_back()
            except Exception as error:  # noqa: BLE001 - whatever it is, the next probe tells whether it has passed
                LOG.warning("%s: still unable to write: %s", self._name, error)
            else:
                LOG.info("%s: writable again after entry %s", self._name, self.committed_seq)
                self.writable = True
                return
