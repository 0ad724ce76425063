"""Builders for tests of the live hall: a store in a folder, a writer on it, commands in one line."""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import gevent
import orjson

from kiosk.hall import commands as c
from kiosk.hall.config import HallConfig
from kiosk.hall.hall import Hall
from kiosk.hall.refusals import Refusal
from kiosk.live.clock import ServiceClock, wall_ms
from kiosk.live.records import put_hall
from kiosk.live.store import Store
from kiosk.live.writer import Answer, HallWriter
from kiosk.settings import DATABASE_FILE, Settings
from tests.builders import two_line_config

HALL = "test-hall"
DAY = "2026-11-23"
START_MS = 1_795_393_800_000
HOUR_MS = 3_600_000
OK = 200
REFUSED = 409


class HandClock:
    """A monotonic clock in seconds, moved by hand."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def settings_in(folder: Path, **values: Any) -> Settings:
    """Settings for a quick test: short waits for locks and probes."""
    quick: dict[str, Any] = {"busy_timeout_ms": 200, "probe_ms": 20}
    return Settings(data=folder, **(quick | values))


def problem(refusal: Refusal) -> tuple[int, dict[str, Any]]:
    """The one error shape, without its texts."""
    return REFUSED, {"error": {"code": refusal.code, "params": refusal.params}}


def render(hall: Hall, events: tuple[Any, ...], seq: int) -> dict[str, Any]:
    """Seq and, if there is one, the ticket of the first event."""
    del hall
    return {"seq": seq, "ticket": getattr(events[0], "ticket", None) if events else None}


class LiveHall:
    """A writer on a store, and its commands."""

    def __init__(self, store: Store, writer: HallWriter, clock: HandClock) -> None:
        self.store = store
        self.writer = writer
        self.clock = clock
        self._keys = itertools.count()

    def ask(self, command: c.Command, key: str | None = None, body_hash: str = "body", principal: str = "p") -> Answer:
        """Submit a command under a key of its own, or the one named."""
        key = f"own-{id(self)}-{next(self._keys)}" if key is None else key
        return self.writer.submit(command, principal=principal, key=key, body_hash=body_hash, render=render)

    def take(self, line: str = "A", key: str | None = None) -> str:
        """Take a ticket; its number."""
        answer = self.ask(c.TakeTicket(line=line), key=key)
        assert answer.status == OK, answer.body
        return str(orjson.loads(answer.body)["ticket"])

    def take_refused(self) -> None:
        """Ask for a ticket that is refused: the deadlines before it run."""
        assert self.ask(c.TakeTicket(line="A")).status == REFUSED

    def open(self, config: HallConfig | None = None, *, turns_in_ms: int = 15 * HOUR_MS) -> None:
        """Configure it and open the day for nine hours from now."""
        self.ask(c.ConfigureHall(config=config or two_line_config()))
        now_ms = self.writer._clock.now_ms()
        opened = c.OpenHall(day=DAY, intervals=((now_ms, now_ms + 9 * HOUR_MS),), turns_at_ms=now_ms + turns_in_ms)
        assert self.ask(opened).status == OK

    def seat(self, counter: str) -> None:
        """A clerk named like the counter sits down and opens it."""
        self.ask(c.TakeSeat(counter=counter, by=counter))
        assert self.ask(c.OpenCounter(counter=counter, by=counter)).status == OK


@contextmanager
def live_hall(
    folder: Path, synchronous: str = "FULL", wall: Callable[[], int] = wall_ms, **values: Any
) -> Iterator[LiveHall]:
    """A running hall in a folder, on a clock moved by hand; stopped and closed at the end."""
    settings = settings_in(folder, **values)
    clock = HandClock()
    with Store(settings, synchronous) as store:
        store.open()
        store.write(lambda connection: put_hall(connection, HALL, "测试大厅", "Test hall", None))
        start_ms = store.settle_clock(settings.speed, START_MS)
        writer = HallWriter(HALL, store, ServiceClock(start_ms, settings.speed, clock), settings, problem, wall)
        writer.start()
        try:
            yield LiveHall(store, writer, clock)
        finally:
            writer.stop()


def wait_until(is_so: Callable[[], bool]) -> None:
    """Let other greenlets run until a condition holds; fails after five seconds."""
    with gevent.Timeout(5):
        while not is_so():
            gevent.sleep(0.002)


def rows(folder: Path, query: str, *arguments: object) -> list[Any]:
    """What a look into the database from outside gives."""
    with sqlite3.connect(f"file:{folder / DATABASE_FILE}?mode=ro", uri=True) as connection:
        found = connection.execute(query, arguments).fetchall()
    connection.close()
    return found


def tamper(folder: Path, *statements: str) -> None:
    """Write into a database that no service has open."""
    with sqlite3.connect(folder / DATABASE_FILE) as connection:
        for statement in statements:
            connection.execute(statement)
    connection.close()
