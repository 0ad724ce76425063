"""A small service for the crash tests: takes tickets as fast as it can and says which are acknowledged.

    python -m tests.live.driver

Each line of its input, [FOLDER --synchronous OFF --die-at WHERE, {environment}] as JSON, starts one service in a forked
child, so that imports are paid once. The child prints "ready PID", then one line "KEY NUMBER" for each acknowledged ticket, flushed as it is
acknowledged: the parent's copy of these lines is the client's ledger. It runs until it is killed.
"""

from __future__ import annotations

# ruff: noqa: E402 - patched before anything else is imported, as the service does it
from gevent import monkey

monkey.patch_all()

import argparse
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import gevent
import orjson

from kiosk.hall import commands as c
from kiosk.hall.refusals import Refusal
from kiosk.live.clock import ServiceClock
from kiosk.live.records import last_stamp_ms, put_hall
from kiosk.live.store import Store
from kiosk.live.writer import HallWriter
from kiosk.settings import Settings
from tests.builders import two_line_config
from tests.live.halls import DAY, HALL, HOUR_MS, OK, START_MS, problem, render

COUNTDOWN = 5
"""Batches before the driver dies at the place named."""


def die() -> None:
    """As the kernel would do it: no handler, no flush, no goodbye."""
    os.kill(os.getpid(), signal.SIGKILL)


class MortalStore(Store):
    """Kills its process at one place of the COUNTDOWN-th write after `arm`."""

    left = -1
    where = ""

    def arm(self, where: str) -> None:
        """From now on count."""
        self.left, self.where = COUNTDOWN, where

    def set_synchronous(self, mode: str) -> None:
        """PRAGMA synchronous, which no transaction may be open for."""
        assert self._connection is not None
        raw: Any = self._connection.connection.dbapi_connection
        self.aside(lambda: raw.execute(f"pragma synchronous = {mode}").close())

    def write(self, work: Any) -> Any:
        self.left -= 1
        is_last = self.left == 0
        if is_last and self.where == "before_begin":
            die()

        def watched(connection: Any) -> Any:
            result = work(connection)
            if is_last and self.where == "mid_batch":
                die()
            return result

        result = super().write(watched)
        if is_last and self.where == "after_commit":
            die()
        return result


def main(arguments: Sequence[str]) -> None:
    """Recover, open the day if it is not open, take tickets for ever."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--synchronous", default="FULL")
    parser.add_argument("--die-at", default="")
    parser.add_argument("--greenlets", type=int, default=16)
    options = parser.parse_args(arguments)
    settings = Settings(data=options.folder)
    store = MortalStore(settings)
    store.open()
    store.write(lambda connection: put_hall(connection, HALL, "测试", "Test", None))
    start_ms = max(store.settle_clock(1.0, START_MS), store.read(last_stamp_ms) or 0)
    writer = HallWriter(HALL, store, ServiceClock(start_ms), settings, problem)
    writer.start()
    if writer.committed.state.day is None:
        _open_day(writer, start_ms)
    # Only now, so that what is lost is lost by the commits of tickets and nothing else.
    store.set_synchronous(options.synchronous)
    print(f"ready {os.getpid()}", flush=True)
    store.arm(options.die_at)
    if options.die_at == "before_publishing":
        writer.listeners.append(_dies_at_fifth(store))
    clients = [gevent.spawn(_take_for_ever, writer, number) for number in range(options.greenlets)]
    gevent.joinall(clients, raise_error=True)


def _dies_at_fifth(store: MortalStore) -> Any:
    def listen(entries: object) -> None:
        del entries
        if store.left <= 0:
            die()

    return listen


def _open_day(writer: HallWriter, now_ms: int) -> None:
    day = c.OpenHall(day=DAY, intervals=((now_ms, now_ms + 9 * HOUR_MS),), turns_at_ms=now_ms + 15 * HOUR_MS)
    for key, command in (("configure", c.ConfigureHall(config=two_line_config())), ("open", day)):
        writer.submit(command, principal="driver", key=key, body_hash="", render=render)


def _take_for_ever(writer: HallWriter, greenlet: int) -> None:
    process = os.getpid()
    serial = 0
    while True:
        serial += 1
        key = f"{process}-{greenlet}-{serial}"
        try:
            answer = writer.submit(c.TakeTicket(line="A"), principal="p", key=key, body_hash="", render=render)
        except Refusal:
            gevent.sleep(0.01)
            continue
        if answer.status == OK:
            # One write call a line: a line is in the pipe whole or not at all.
            os.write(1, f"{key} {orjson.loads(answer.body)['ticket']}\n".encode())


def serve() -> None:
    """Fork a service for each line; when it is dead, say "gone"."""
    for line in sys.stdin:
        arguments, environment = orjson.loads(line)
        child = os.fork()
        if child == 0:
            os.environ.update(environment)
            main(arguments)
        os.waitpid(child, 0)
        print("gone", flush=True)


if __name__ == "__main__":
    serve()
