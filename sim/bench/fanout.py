"""Fan-out (推送): a call, from its commit, on two hundred boards at twenty calls a second, and on a thousand.

Three processes on one machine: the service as it is (`yzz run`, its commit on disk), the boards, and this one,
which plays kiosk and clerks through the interface. All read the machine's monotonic clock. With two cores the
service has one and boards and clerks the other.

When the commit happened only the service knows, and it is not asked: the commit lies between our sending
the request and the arrival of its answer. So every call gives two latencies, one from before its commit, which
is never shorter than what is asked for and is what the bar is held to, and one from after it.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from sim.bench.boards import Board
from sim.bench.process import HALL, ROOT, Service, pin, run_async, running
from sim.bench.rows import Row, row
from sim.load.accounts import Account
from sim.load.client import Answer, Client, hall_path
from sim.load.http import Address, Pool
from sim.load.latency import Latencies, Latency

BOARDS: Final = (20, 200)
MANY_BOARDS: Final = 1_000
MANY_CALLS: Final = 200
MANY_PER_S: Final = 10 / 4
"""Of a call with all that goes with it (call, start, finish, somebody comes): ten events a second."""
MANY_BAR_MS: Final = 60.0
DEAF_TIMES: Final = 3
DEAF_ASKS: Final = 2_000
"""So often a board that reads nothing asks for the whole hall."""
DEAF_S: Final = 2.0
"""As long as it reads nothing after its last question."""
DEAF_BYTES: Final = 4_096
"""What the machine receives for it at most, as far as it goes by that."""
DEAF_BAR_MB: Final = 5.0
MB: Final = 1e6
CALLS: Final = (40, 600)
"""Counted calls."""
WARM_UP: Final = 20
PER_S: Final = 20
BAR_MS: Final = 30.0
STOP_S: Final = 60.0
LEAD_S: Final = 0.5
"""Before the first call, and after the last one for frames on their way."""
DESKS: Final = {"1": "A", "2": "A", "3": "A", "4": "C", "5": "B", "6": "D"}
"""Counter -> the line in which somebody comes after its call."""
STOCK: Final = 4
"""Tickets that wait for each counter at the start."""
LEAST_SHARE: Final = 0.95
"""Of the rate asked for; below it these were not so many calls a second."""

Arrivals = dict[str, dict[int, int]]
"""Ticket -> board -> when its call arrived there first, monotonic ns."""


@dataclass(frozen=True, slots=True)
class Made:
    """One call: sent_ns and answered_ns, on the monotonic clock, enclose its commit."""

    ticket: str
    sent_ns: int
    answered_ns: int


@dataclass(slots=True)
class Desk:
    """A clerk at a counter. turn: one call after the other."""

    clerk: Client
    counter: str
    line: str
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def act(self, action: str, body: dict[str, object] | None = None) -> Answer:
        """One command of the counter."""
        return await self.clerk.command(action, hall_path(HALL, "counters", self.counter, action), body)


def run(size: int) -> list[Row]:
    """Two hundred boards at twenty calls a second, one that stops reading, and a thousand at ten events; quick: no thousand."""
    few = [*fan_out(BOARDS[size], CALLS[size], PER_S, BAR_MS), *deaf()]
    return [*few, *fan_out(MANY_BOARDS, MANY_CALLS, MANY_PER_S, MANY_BAR_MS)] if size else few


def deaf() -> list[Row]:
    """A board that asks and asks and reads nothing, three times: it is cut, and the service's memory stays."""
    with running() as service:
        address, token = Address.of(service.url), service.accounts().device("board").token
        _deafened(address, token)  # what the first one costs, the service keeps for all
        before = service.resident_bytes()
        cut = [_deafened(address, token) for _ in range(DEAF_TIMES)]
        grown_mb = (service.resident_bytes() - before) / MB
    name = f"a board that stops reading, {DEAF_TIMES} times"
    clean = sum(each is not None for each in cut)
    return [
        row(f"{name}, cut with whole frames in order", clean, "boards", f"== {DEAF_TIMES}", met=clean == DEAF_TIMES),
        row(f"{name}, read before the end", max((each or 0) for each in cut), "frames", f"< {DEAF_ASKS}"),
        row(f"{name}, memory grown", grown_mb, "MB", f"< {DEAF_BAR_MB:g}", met=grown_mb < DEAF_BAR_MB),
    ]


def _deafened(address: Address, token: str) -> int | None:
    """Answers that a board gets that reads only when it has been hung up on; None unless they are the first ones in order."""
    board = Board(address.host, address.port, token, receive_bytes=DEAF_BYTES)
    board.socket.setblocking(True)  # noqa: FBT003 - its signature
    asks = 0
    with contextlib.suppress(OSError):
        for asks in range(DEAF_ASKS):
            board.send(f"42{asks}".encode() + json.dumps(["watch", {"hall": HALL, "room": "hall"}]).encode())
    # The system may take every question at once: deaf is who reads nothing while they are answered.
    time.sleep(DEAF_S)
    found: list[bytes] = []
    with contextlib.suppress(OSError):
        while True:
            found += board.receive()
    board.socket.close()
    numbers = [int(message[2 : message.index(b"[")]) for message in found if message.startswith(b"43")]
    is_prefix = numbers == list(range(len(numbers))) and len(numbers) < DEAF_ASKS
    return len(numbers) if is_prefix else None


def fan_out(boards: int, calls: int, per_s: float, bar_ms: float) -> list[Row]:
    """Latency on each board, from before and from after the commit; lost frames; what the service spent."""
    with running() as service, reading(service, boards) as stop:
        made: list[Made] = []
        spent_s = service.cpu_s()
        began_s = time.monotonic()
        run_async(lambda: _make_calls(service, WARM_UP + calls, made, per_s))
        spent_pct = 100 * (service.cpu_s() - spent_s) / (time.monotonic() - began_s)
        arrived = first_arrivals(**stop())
    counted = made[WARM_UP:]
    before = latency_of((each.sent_ns, arrived.get(each.ticket, {})) for each in counted)
    after = latency_of((each.answered_ns, arrived.get(each.ticket, {})) for each in counted)
    lost = calls * boards - before.done
    realised = (calls - 1) / (counted[-1].sent_ns - counted[0].sent_ns) * 1e9
    name = f"a call on {boards} boards at {per_s:g}/s"
    p99_ms = before.percentile_s(99) * 1e3
    return [
        row(f"{name}, from before its commit, p50", before.percentile_s(50) * 1e3, "ms"),
        row(f"{name}, from before its commit, p99", p99_ms, "ms", f"< {bar_ms:g}", met=not lost and p99_ms < bar_ms),
        row(f"{name}, from before its commit, the worst", before.max_s() * 1e3, "ms"),
        row(f"{name}, from after its commit, p50", after.percentile_s(50) * 1e3, "ms"),
        row(f"{name}, from after its commit, p99", after.percentile_s(99) * 1e3, "ms"),
        row(
            f"{name}, realised", realised, "calls/s", f">= {LEAST_SHARE * per_s:g}", met=realised >= LEAST_SHARE * per_s
        ),
        row(f"{name}, lost", lost, "frames", "== 0", met=lost == 0),
        row(f"{name}, service", spent_pct, "% of a core"),
    ]


def latency_of(calls: Iterable[tuple[int, dict[int, int]]]) -> Latency:
    """Of every call on every board. calls: (from when, board -> when it arrived), monotonic ns."""
    latency = Latency()
    for since_ns, boards in calls:
        for at_ns in boards.values():
            # A board may hear of a call before the clerk's page has its answer: that is no time at all.
            latency.record(max(0, at_ns - since_ns) / 1e9)
    return latency


def first_arrivals(messages: list[str], arrivals: list[tuple[int, int, int]]) -> Arrivals:
    """When each call was first on each board. messages, arrivals: what `sim.bench.boards` prints."""
    called = [_called(message) for message in messages]
    found: Arrivals = {}
    for message, board, at_ns in arrivals:
        for ticket in called[message]:
            found.setdefault(ticket, {}).setdefault(board, at_ns)
    return found


def _called(message: str) -> list[str]:
    """Tickets that a Socket.IO patch shows as called; those that leave the board are an empty list there."""
    _, patch = json.loads(message.removeprefix("42"))
    return [ticket for ticket, record in patch["changes"].get("calls", {}).items() if record != []]


@contextmanager
def reading(service: Service, boards: int) -> Iterator[Callable[[], dict[str, Any]]]:
    """Boards that watch the hall; enters as a function that stops them and answers what arrived."""
    address, token = Address.of(service.url), service.accounts().device("board").token
    command = [sys.executable, "-m", "sim.bench.boards", address.host, str(address.port), str(boards), token]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    pin(process.pid, service.cores.client)
    assert process.stdout is not None
    try:
        if process.stdout.readline() != "watching\n":
            raise RuntimeError("the boards could not watch")
        yield lambda: dict(json.loads(process.communicate("stop\n", timeout=STOP_S)[0]))
    finally:
        process.kill()
        process.communicate()


async def _make_calls(service: Service, calls: int, made: list[Made], per_s: float) -> list[Row]:
    """So many calls, each at its due time whatever became of the one before, by one counter after the other."""
    loop, accounts, pool = asyncio.get_running_loop(), service.accounts(), Pool(Address.of(service.url), limit=16)
    kiosk = Client(pool, Latencies(), accounts.device("kiosk").token)
    clerks = zip(DESKS.items(), accounts.of_role("clerk", len(DESKS)), strict=False)
    desks = [await _sit_down(pool, account, counter, line) for (counter, line), account in clerks]
    for _ in range(STOCK):
        for line in DESKS.values():
            await _take(kiosk, line)
    stories = []
    begins_s = loop.time() + LEAD_S
    for number in range(calls):
        await asyncio.sleep(begins_s + number / per_s - loop.time())
        stories.append(asyncio.ensure_future(_call(desks[number % len(desks)], kiosk, made)))
    await asyncio.gather(*stories)
    await asyncio.sleep(LEAD_S)
    return []


async def _sit_down(pool: Pool, account: Account, counter: str, line: str) -> Desk:
    desk = Desk(Client(pool, Latencies()), counter, line)
    await desk.clerk.sign_in(account.account, account.password)
    for action in ("seat", "open"):
        await desk.act(action)
    return desk


async def _call(desk: Desk, kiosk: Client, made: list[Made]) -> None:
    """Call the next and serve them in no time; then somebody else comes."""
    async with desk.turn:
        sent_ns = time.monotonic_ns()
        answer = await desk.act("next")
        answered_ns = time.monotonic_ns()
        if not answer.is_fine:
            raise RuntimeError(f"counter {desk.counter} could not call: {answer.code}")
        made.append(Made(answer.record["counter"]["ticket"]["now"]["ticket"], sent_ns, answered_ns))
        await desk.act("start")
        await desk.act("finish", {"call_next": False})
    await _take(kiosk, desk.line)


async def _take(kiosk: Client, line: str) -> None:
    await kiosk.command("take", hall_path(HALL, "tickets"), {"line": line})
