"""A worker (分担进程): takes its share of a run's tickets in a process of its own.

    python -m sim.load.worker

One Python process sends a few thousand requests a second and no more. Worker w of n takes the
arrivals with index % n == w; the first of them is the run itself, who also keeps clerks, boards
and patience. A worker says when it is ready, reads one line, its share, and writes a line for
every answer and a last one with its histograms. All processes of one machine read one clock.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from sim.load.citizens import Meet, take_all
from sim.load.client import Answer, Client
from sim.load.http import Address, Pool
from sim.load.latency import Latencies, Latency
from sim.load.loop import ask_for_promptness, precise_loop
from sim.load.schedule import Arrival, Pace

CONNECTIONS: Final = 128
MOST_LINE_BYTES: Final = 16 * 1024 * 1024
READY: Final = b"ready\n"


class WorkerLost(Exception):
    """A worker ended before its share was done; its standard error says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What a worker is to do. headers: of the kiosk; counts_from_s: end of the warm-up, on the common clock."""

    address: Address
    headers: dict[str, str]
    hall: str
    pace: Pace
    counts_from_s: float
    arrivals: Sequence[Arrival]

    def line(self) -> bytes:
        """As it goes to the worker."""
        return json.dumps(asdict(self), ensure_ascii=False).encode() + b"\n"

    @classmethod
    def of(cls, line: bytes) -> Share:
        """As it comes from the run."""
        stored = json.loads(line)
        stored |= {"address": Address(**stored["address"]), "pace": Pace(**stored["pace"])}
        return cls(**stored | {"arrivals": [Arrival(**each) for each in stored["arrivals"]]})


class Worker:
    """The run's side of one worker."""

    def __init__(self, process: Process) -> None:
        self.process = process

    @classmethod
    async def start(cls) -> Worker:
        """A worker that is ready. Raises WorkerLost."""
        command = (sys.executable, "-m", "sim.load.worker")
        worker = cls(await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE, limit=MOST_LINE_BYTES))
        await worker._read()
        return worker

    async def play(self, share: Share, meet: Meet, latencies: Latencies) -> None:
        """Let it take its share; returns when the last has been answered. Raises WorkerLost."""
        assert self.process.stdin is not None
        with contextlib.suppress(ConnectionError):
            # A worker that is gone is noticed below, where it should have answered.
            self.process.stdin.write(share.line())
            await self.process.stdin.drain()
        arrivals = {arrival.index: arrival for arrival in share.arrivals}
        while "latencies" not in (message := json.loads(await self._read())):
            answer = Answer(message["status"], message["record"], 0.0) if message["status"] else None
            meet(arrivals[message["index"]], answer)
        for endpoint, stored in message["latencies"].items():
            latencies.of(endpoint).add(Latency.from_json(stored))

    async def end(self) -> None:
        """Let it go, whatever it is doing."""
        if self.process.returncode is None:
            self.process.kill()
        await self.process.wait()

    async def _read(self) -> bytes:
        assert self.process.stdout is not None
        line = await self.process.stdout.readline()
        if not line:
            raise WorkerLost(f"a worker ended with status {await self.process.wait()}")
        return line


async def take_share(share: Share) -> None:
    """Take the tickets, a line for each, then the histograms."""
    latencies = Latencies()
    latencies.is_recording = False
    asyncio.get_running_loop().call_at(share.counts_from_s, setattr, latencies, "is_recording", True)  # noqa: FBT003 - the value set
    client = Client(Pool(share.address, CONNECTIONS), latencies)
    client.headers = share.headers

    def meet(arrival: Arrival, answer: Answer | None) -> None:
        status, record = (0, {}) if answer is None else (answer.status, answer.record)
        write({"index": arrival.index, "status": status, "record": record})

    await take_all(share.arrivals, client, share.hall, share.pace, meet)
    write({"latencies": latencies.to_json()})


def write(message: Mapping[str, Any]) -> None:
    """One line to the run."""
    sys.stdout.write(json.dumps(message, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def main() -> None:
    """Be a worker."""
    sys.stdout.buffer.write(READY)
    sys.stdout.flush()
    ask_for_promptness()
    line = sys.stdin.buffer.readline()
    if line:
        with asyncio.Runner(loop_factory=precise_loop) as runner:
            runner.run(take_share(Share.of(line)))


if __name__ == "__main__":
    main()
