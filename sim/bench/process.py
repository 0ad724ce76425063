"""A service to measure (被测服务): `yzz run` as a process of its own, pinned, and clients as lean as can be.

The service has the first core and whoever measures the others; with one core only, both share it.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sim.bench.rows import Row
from sim.load.accounts import Accounts, read_accounts
from sim.load.client import Client, hall_path
from sim.load.http import Address, Connection, Pool, Response, request_bytes
from sim.load.latency import Latencies
from sim.load.loop import precise_loop

ROOT: Final = Path(__file__).parents[2]
HALL: Final = "denggang"
LINES: Final = ("A", "B", "C", "D")
ADDRESS: Final = re.compile(r"(http://\S+?)/\s")
OPENED: Final = re.compile(r"yzz\.start: open (\d+) ms after the imports")
"""The service's own word on its start, in its log."""
RESIDENT: Final = re.compile(r"(?m)^process_resident_memory_bytes (\S+)$")
START_S: Final = 60.0
STOP_S: Final = 20.0
NO_LIMIT: Final = "1000000 per second"
CONNECTIONS: Final = 64
DEMO: Final = ("--demo", "--no-crowd")
"""The hall that is measured unless another is named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """Seconds until the first ready answer over HTTP: from the start of the process, and from the end of its imports."""

    process_s: float
    after_imports_s: float


class Service:
    """`yzz run` on a folder of its own, pinned to the service's core. options: which hall it runs."""

    def __init__(self, data: Path, cores: Cores, options: tuple[str, ...] = DEMO) -> None:
        self.data = data
        self.cores = cores
        self.options = options
        self.process: subprocess.Popen[str] | None = None
        self.url = ""

    def start(self) -> Started:
        """Start and wait for the first ready answer over HTTP."""
        command = [sys.executable, "-m", "kiosk", "run", *self.options, "--port", "0"]
        command += ["--data", str(self.data), "--rate-device", NO_LIMIT, "--rate-sign-in", NO_LIMIT]
        command += ["--rate-staff", NO_LIMIT]
        began_s = time.monotonic()
        with self.log.open("a", encoding="utf-8") as log:
            self.process = subprocess.Popen(
                command, stdout=subprocess.PIPE, stderr=log, text=True, cwd=ROOT, env=environment_without_settings()
            )
        pin(self.process.pid, self.cores.service)
        assert self.process.stdout is not None
        found = ADDRESS.search(self.process.stdout.readline())
        if found is None:
            raise RuntimeError(f"the service did not start: {self.log.read_text(encoding='utf-8')}")
        opened_s = time.monotonic()
        self.url = found[1]
        asyncio.run(self._until_ready())
        ready_s = time.monotonic()
        after_imports_s = self._opened_after_imports_s() + ready_s - opened_s
        return Started(process_s=ready_s - began_s, after_imports_s=after_imports_s)

    async def _until_ready(self) -> None:
        client = Client(Pool(Address.of(self.url), limit=1), Latencies())
        async with asyncio.timeout(START_S):
            while not (await client.get("/readyz")).is_fine:
                await asyncio.sleep(0.001)

    def _opened_after_imports_s(self) -> float:
        """What the service says of its last start: from its imports to its door."""
        return int(OPENED.findall(self.log.read_text(encoding="utf-8"))[-1]) / 1e3

    @property
    def log(self) -> Path:
        """What it wrote to standard error, over all its starts."""
        return self.data.parent / "service.log"

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

    def resident_bytes(self) -> int:
        """Memory that the process holds, as its own /metrics say."""
        with urllib.request.urlopen(f"{self.url}/metrics", timeout=START_S) as answer:  # noqa: S310 - our own service
            return int(float(RESIDENT.findall(answer.read().decode())[0]))

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


@dataclass(frozen=True, slots=True)
class Cores:
    """Who runs where; both the same set on a machine with one core, both empty where nobody can be pinned."""

    service: frozenset[int]
    client: frozenset[int]

    @classmethod
    def of_machine(cls) -> Cores:
        """The first core that this process may use for the service, the others for the client."""
        usable = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
        return cls(frozenset(usable[:1]), frozenset(usable[1:] or usable))

    def __str__(self) -> str:
        if not self.service:
            return "nobody is pinned"
        names = [", ".join(str(core) for core in sorted(each)) for each in (self.service, self.client)]
        return f"service on core {names[0]}, client on core {names[1]}"


def environment_without_settings() -> dict[str, str]:
    """Our environment, without what would change the service that is measured."""
    return {name: value for name, value in os.environ.items() if not name.startswith("YZZ_")}


def pin(pid: int, cores: frozenset[int]) -> None:
    """Keep a process (0: this one) on these cores. Does nothing where that cannot be."""
    if cores:
        with contextlib.suppress(OSError):
            os.sched_setaffinity(pid, cores)


@contextlib.contextmanager
def running(options: tuple[str, ...] = DEMO) -> Iterator[Service]:
    """A fresh service; the client goes to the other core meanwhile."""
    cores = Cores.of_machine()
    with tempfile.TemporaryDirectory(prefix="yzz-bench-") as folder:
        service = Service(Path(folder) / "data", cores, options)
        try:
            service.start()
            pin(0, cores.client)
            yield service
        finally:
            service.stop()
            pin(0, cores.service | cores.client)


def run_async(story: Callable[[], Awaitable[list[Row]]]) -> list[Row]:
    """Run a story on a loop whose timers keep to microseconds."""

    async def play() -> list[Row]:
        return await story()

    with asyncio.Runner(loop_factory=precise_loop) as runner:
        return runner.run(play())


class Taker:
    """Takes tickets with as little of our own time as possible: requests are built, answers read, no more."""

    def __init__(self, service: Service, hall: str = HALL, lines: tuple[str, ...] = LINES) -> None:
        self.address = Address.of(service.url)
        self.token = service.accounts().device("kiosk").token
        self.serial = itertools.count()
        self.path = hall_path(hall, "tickets")
        self.bodies = [json.dumps({"line": line}).encode() for line in lines]

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

    async def take_many(
        self,
        count: int,
        line: int | None = None,
        *,
        connections: int = CONNECTIONS,
        heard: Callable[[float], None] = lambda _: None,
    ) -> list[Response]:
        """So many tickets as fast as the connections go. heard: told how long each answer took, s."""
        loop = asyncio.get_running_loop()
        left = iter(range(count))
        answers: list[Response] = []

        async def loop_closed() -> None:
            connection = await self.connect()
            for _ in left:
                sent_s = loop.time()
                answers.append(await connection.send(self.wire(line)))
                heard(answers[-1].done - sent_s)
            connection.close()

        await asyncio.gather(*(loop_closed() for _ in range(connections)))
        return answers


def number_of(response: Response) -> str | None:
    """The ticket's number, or None if the answer is no ticket."""
    return str(response.json()["ticket"]) if response.status == 201 else None
