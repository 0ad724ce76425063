"""HTTP figures of the live service, measured from outside: one core for it, one for the client.

The service is `yzz run` as a process of its own, durable as always. With one core only, both share it.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any, Final

from sim.bench.rows import Row, row
from sim.load.accounts import Accounts, read_accounts
from sim.load.client import Client, hall_path
from sim.load.http import Address, Connection, Pool, Response, request_bytes
from sim.load.latency import Latencies, Latency
from sim.load.loop import precise_loop
from sim.load.target import read_journal

ROOT: Final = Path(__file__).parents[2]
HALL: Final = "denggang"
LINES: Final = ("A", "B", "C", "D")
ADDRESS: Final = re.compile(r"(http://\S+?)/\s")
START_S: Final = 60.0
STOP_S: Final = 20.0
NO_LIMIT: Final = "1000000 per second"
CONNECTIONS: Final = 64
IMPORTS: Final = (
    "from gevent import monkey; monkey.patch_all()\n"
    "import kiosk.app, kiosk.live.server, kiosk.live.demo, kiosk.live.websocket"
)
"""What `yzz run` loads before it opens the store."""
QUICK, FULL = 0, 1
CLOSED_S: Final = (3.0, 10.0)
OPEN_S: Final = (4.0, 15.0)
OPEN_PER_S: Final = 300.0
WARM_S: Final = 2.0
ROUNDS: Final = (100, 1000)
DAY_TICKETS: Final = (2_000, 10_000)


class Service:
    """`yzz run --demo` on a folder of its own, pinned to the first core."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.process: subprocess.Popen[str] | None = None
        self.url = ""

    def start(self) -> float:
        """Seconds from starting the process to its first ready answer over HTTP."""
        command = [sys.executable, "-m", "kiosk", "run", "--demo", "--no-crowd", "--port", "0"]
        command += ["--data", str(self.data), "--rate-device", NO_LIMIT, "--rate-sign-in", NO_LIMIT]
        began_s = time.monotonic()
        with (self.data.parent / "service.log").open("a", encoding="utf-8") as log:
            self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True, cwd=ROOT)
        pin(self.process.pid, first=True)
        assert self.process.stdout is not None
        found = ADDRESS.search(self.process.stdout.readline())
        if found is None:
            raise RuntimeError(f"the service did not start: {(self.data.parent / 'service.log').read_text()}")
        self.url = found[1]
        asyncio.run(self._until_ready())
        return time.monotonic() - began_s

    async def _until_ready(self) -> None:
        client = Client(Pool(Address.of(self.url), limit=1), Latencies())
        async with asyncio.timeout(START_S):
            while not (await client.get("/readyz")).is_fine:
                await asyncio.sleep(0.001)

    def accounts(self) -> Accounts:
        """Who plays."""
        return read_accounts(self.data / "demo-accounts.json")

    def cpu_s(self) -> float:
        """Processor seconds spent so far, user and system; 0 where /proc does not tell."""
        try:
            assert self.process is not None
            fields = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        except OSError:
            return 0.0
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End the process; SIGKILL for a crash."""
        if self.process is None:
            return
        self.process.send_signal(how)
        try:
            self.process.wait(STOP_S)
        finally:
            self.process.kill()
            self.process.wait()
            if self.process.stdout is not None:
                self.process.stdout.close()
            self.process = None


def pin(pid: int, *, first: bool) -> None:
    """Keep a process on the first core, or off it. Does nothing where that cannot be."""
    if not hasattr(os, "sched_setaffinity"):
        return
    cores = sorted(os.sched_getaffinity(0) if first else range(os.cpu_count() or 1))
    with contextlib.suppress(OSError):
        os.sched_setaffinity(pid, {0} if first else set(cores) - {0} or {0})


@contextlib.contextmanager
def running() -> Iterator[Service]:
    """A fresh service; the client goes to the other core meanwhile."""
    before = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else set()
    with tempfile.TemporaryDirectory(prefix="yzz-bench-") as folder:
        service = Service(Path(folder) / "data")
        try:
            service.start()
            pin(0, first=False)
            yield service
        finally:
            service.stop()
            if before:
                os.sched_setaffinity(0, before)


def run_async(story: Callable[[], Awaitable[list[Row]]]) -> list[Row]:
    """Run a story on a loop whose timers keep to microseconds."""

    async def play() -> list[Row]:
        return await story()

    with asyncio.Runner(loop_factory=precise_loop) as runner:
        return runner.run(play())


class Taker:
    """Takes tickets with as little of our own time as possible: requests are built, answers read, no more."""

    def __init__(self, service: Service) -> None:
        self.address = Address.of(service.url)
        self.token = service.accounts().device("kiosk").token
        self.serial = itertools.count()
        self.path = hall_path(HALL, "tickets")
        self.bodies = [json.dumps({"line": line}).encode() for line in LINES]

    def wire(self, line: int | None = None) -> bytes:
        """One more request."""
        number = next(self.serial)
        headers = {"Authorization": f"Bearer {self.token}", "Idempotency-Key": f"bench-{number}"}
        body = self.bodies[number % len(self.bodies) if line is None else line]
        return request_bytes(self.address, "POST", self.path, headers, body)

    async def connect(self) -> Connection:
        """A connection of its own."""
        loop = asyncio.get_running_loop()
        _, connection = await loop.create_connection(Connection, self.address.host, self.address.port)
        return connection

    async def take_many(self, count: int, line: int | None = None) -> list[Response]:
        """So many tickets as fast as 64 connections go."""
        left = iter(range(count))
        answers: list[Response] = []

        async def loop_closed() -> None:
            connection = await self.connect()
            answers.extend([await connection.send(self.wire(line)) for _ in left])
            connection.close()

        await asyncio.gather(*(loop_closed() for _ in range(CONNECTIONS)))
        return answers


def number_of(response: Response) -> str | None:
    """The ticket's number, or None if the answer is no ticket."""
    return str(response.json()["ticket"]) if response.status == 201 else None


def tickets_closed(size: int) -> list[Row]:
    """Tickets through HTTP, durable, 64 connections, one core for the service."""
    with running() as service:
        return run_async(lambda: _closed(service, CLOSED_S[size]))


async def _closed(service: Service, duration_s: float) -> list[Row]:
    loop = asyncio.get_running_loop()
    taker, latency, numbers = Taker(service), Latency(), []
    errors = 0
    counts_from_s = loop.time() + WARM_S
    ends_s = counts_from_s + duration_s

    async def loop_closed() -> None:
        nonlocal errors
        connection = await taker.connect()
        while (sent_s := loop.time()) < ends_s:
            response = await connection.send(taker.wire())
            number = number_of(response)
            numbers.append(number)
            errors += number is None
            if sent_s >= counts_from_s:
                latency.record(response.done - sent_s)
        connection.close()

    cpu = loop.call_at(counts_from_s, lambda: spent.append(service.cpu_s()))
    spent: list[float] = []
    await asyncio.gather(*(loop_closed() for _ in range(CONNECTIONS)))
    cpu.cancel()
    rate, p99_ms = latency.done / duration_s, latency.percentile_s(99) * 1e3
    doubled = len(numbers) - len(set(numbers))
    cpu_us = (service.cpu_s() - spent[0]) / max(1, latency.done) * 1e6
    name = f"tickets through HTTP, {CONNECTIONS} connections"
    return [
        row(name, rate, "tickets/s", ">= 1500", met=rate >= 1500),
        row(f"{name}, p50", latency.percentile_s(50) * 1e3, "ms"),
        row(f"{name}, p99", p99_ms, "ms", "< 150", met=p99_ms < 150),
        row(f"{name}, numbers given twice", doubled, "tickets", "== 0", met=doubled == 0),
        row(f"{name}, errors", errors, "answers", "== 0", met=errors == 0),
        row(f"{name}, service", cpu_us, "us of processor a ticket"),
    ]


def tickets_open(size: int) -> list[Row]:
    """Open loop: Poisson 300/s, latency from the due time."""
    with running() as service:
        return run_async(lambda: _open(service, OPEN_S[size]))


async def _open(service: Service, duration_s: float) -> list[Row]:
    loop = asyncio.get_running_loop()
    taker, take, lag = Taker(service), Latency(), Latency()
    pool = Pool(taker.address, limit=256)
    # Warm up first: connections, caches and the first page faults of a fresh process.
    await taker.take_many(1000)
    chance = Random(300)
    headers = {"Authorization": f"Bearer {taker.token}"}
    stories = []
    begins_s = loop.time() + 0.1

    async def one(due_s: float, number: int) -> None:
        key = {"Idempotency-Key": f"open-{number}"}
        response = await pool.request("POST", taker.path, headers | key, taker.bodies[number % 4])
        if due_s >= begins_s + WARM_S and response.status == 201:
            take.record(response.done - due_s)

    due_s, number = begins_s, 0
    while due_s < begins_s + WARM_S + duration_s:
        await asyncio.sleep(max(0.0, due_s - loop.time()))
        if due_s >= begins_s + WARM_S:
            take.offered += 1
            lag.record(loop.time() - due_s)
        stories.append(asyncio.ensure_future(one(due_s, number)))
        due_s, number = due_s + chance.expovariate(OPEN_PER_S), number + 1
    await asyncio.gather(*stories)
    p50_ms, p99_ms = (take.percentile_s(each) * 1e3 for each in (50, 99))
    lag_ms = lag.percentile_s(99) * 1e3
    name = f"open loop, {OPEN_PER_S:.0f} tickets/s Poisson, from the due time"
    return [
        row(f"{name}, p50", p50_ms, "ms", "< 6", met=p50_ms < 6),
        row(f"{name}, p99", p99_ms, "ms", "< 25", met=p99_ms < 25),
        row(
            f"{name}, offered and not done", take.offered - take.done, "tickets", "== 0", met=take.offered == take.done
        ),
        row(f"{name}, the generator's own lag, p99", lag_ms, "ms", "< 10", met=lag_ms < 10),
    ]


def keep_alive(size: int) -> list[Row]:
    """The second request on one keep-alive connection: 44 ms without TCP_NODELAY."""
    with running() as service:
        return run_async(lambda: _keep_alive(service, 20 + 80 * size))


async def _keep_alive(service: Service, rounds: int) -> list[Row]:
    loop = asyncio.get_running_loop()
    taker, seconds = Taker(service), []
    for _ in range(rounds):
        connection = await taker.connect()
        await connection.send(taker.wire())
        sent_s = loop.time()
        seconds.append((await connection.send(taker.wire())).done - sent_s)
        connection.close()
    median_ms = statistics.median(seconds) * 1e3
    return [row("second request on a keep-alive connection, median", median_ms, "ms", "< 5", met=median_ms < 5)]


def two_counters(size: int) -> list[Row]:
    """Two counters call next at the same moment; every ticket is called once."""
    with running() as service:
        return run_async(lambda: _two_counters(service, ROUNDS[size]))


async def _two_counters(service: Service, rounds: int) -> list[Row]:
    accounts, pool, latencies = service.accounts(), Pool(Address.of(service.url), limit=8), Latencies()
    await Taker(service).take_many(2 * rounds, line=0)
    clerks = []
    for counter, account in zip(("1", "2"), accounts.of_role("clerk"), strict=False):
        clerk = Client(pool, latencies)
        await clerk.sign_in(account.account, account.password)
        clerks.append((clerk, counter))

    async def both(action: str) -> list[Any]:
        paths = [hall_path(HALL, "counters", counter, action) for _, counter in clerks]
        body: dict[str, object] | None = {"call_next": False} if action == "finish" else None
        return await asyncio.gather(
            *(clerk.command(action, path, body) for (clerk, _), path in zip(clerks, paths, strict=True))
        )

    for action in ("seat", "open"):
        await both(action)
    called = []
    for _ in range(rounds):
        called += [answer.record["counter"]["ticket"]["now"]["ticket"] for answer in await both("next")]
        await both("start")
        await both("finish")
    administrator = Client(pool, latencies)
    account = accounts.of_role("admin")[0]
    await administrator.sign_in(account.account, account.password)
    events = [event for entry in await read_journal(administrator, HALL) for event in entry["events"]]
    journal = [event["ticket"] for event in events if event["type"] == "TicketCalled"]
    name = f"call next by two counters at once, {rounds} times"
    once = len(set(called)) == len(called) == 2 * rounds == len(journal) and set(journal) == set(called)
    return [
        row(f"{name}, called twice or not at all", 2 * rounds - len(set(called)), "tickets", "== 0", met=once),
        row(f"{name}, p99 of a call", latencies.of("next").percentile_s(99) * 1e3, "ms"),
    ]


def restart(size: int) -> list[Row]:
    """Ready again after a crash with a day of many tickets behind it."""
    tickets = DAY_TICKETS[size]
    with running() as service:
        run_async(lambda: _fill_day(service, tickets))
        service.stop(signal.SIGKILL)
        totals = []
        for _ in range(3):
            totals.append(service.start())
            service.stop(signal.SIGKILL)
        imports = statistics.median(_import_s() for _ in range(3))
    total = statistics.median(totals)
    name = f"restart with a day of {tickets} tickets"
    return [
        row(f"{name}, process start to ready", total, "s", "< 3", met=total < 3),
        row(f"{name}, of which after imports", total - imports, "s", "< 0.5", met=total - imports < 0.5),
    ]


async def _fill_day(service: Service, tickets: int) -> list[Row]:
    """Take them all and serve nearly all: four events each, as a day has."""
    accounts, pool, latencies = service.accounts(), Pool(Address.of(service.url), limit=8), Latencies()
    await Taker(service).take_many(tickets, line=0)
    left = iter(range(tickets - 50))

    async def serve(clerk: Client, counter: str) -> None:
        for action in ("seat", "open", "next"):
            await clerk.command(action, hall_path(HALL, "counters", counter, action))
        for _ in left:
            await clerk.command("start", hall_path(HALL, "counters", counter, "start"))
            await clerk.command("finish", hall_path(HALL, "counters", counter, "finish"), {"call_next": True})

    stories = []
    for counter, account in zip(("1", "2", "3", "5"), accounts.of_role("clerk"), strict=False):
        clerk = Client(pool, latencies)
        await clerk.sign_in(account.account, account.password)
        stories.append(serve(clerk, counter))
    await asyncio.gather(*stories)
    return []


def _import_s() -> float:
    """Seconds to start Python and import what the service imports, on the service's core."""
    began_s = time.monotonic()
    process = subprocess.Popen([sys.executable, "-c", IMPORTS], cwd=ROOT)
    pin(process.pid, first=True)
    if process.wait() != 0:
        raise RuntimeError("the service's modules cannot be imported")
    return time.monotonic() - began_s
