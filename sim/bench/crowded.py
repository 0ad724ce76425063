"""A crowded hall (拥挤的大厅): many tickets and many calls by thirty-two connections, and a call with many waiting.

What was given and what was called is read back from the service's own journal, not believed from the answers.
"""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sim.bench.process import HALL, Service, Taker, number_of, run_async, running
from sim.bench.rows import Row, row
from sim.load.client import Answer, Client, hall_path
from sim.load.http import Address, Pool
from sim.load.latency import Latencies, Latency
from sim.load.target import only_hall, read_journal

CONNECTIONS: Final = 32
TICKETS: Final = (500, 10_000)
CALLS: Final = (200, 5_000)
DEPTHS: Final = ((10, 100), (10, 1_000, 6_000, 10_000))
"""So many wait."""
CALLS_AT_DEPTH: Final = (20, 400)
WARM_UP: Final = 5
"""Calls at each depth that are not counted."""
TICKETS_BAR_MS: Final = 100.0
SLOWEST_BAR_MS: Final = 250.0
DEPTH_BAR_MS: Final = 50.0
FLAT_BAR: Final = 2.0
"""So much more at most may the median call cost with the most waiting than with the fewest."""
LINE: Final = "综合"
DAY: Final = "2000-01-01"
YEAR_MS: Final = 365 * 24 * 3_600_000
HEAD: Final = """
[hall]
name = "三十二个窗口"
[run]
customers = 1
[[class]]
name = "综合"
arrivals = { poisson_per_hour = 1 }
service = { constant = 1 }
"""


@dataclass(slots=True)
class Staffed:
    """A hall whose counters are all open. clerks: (who, counter)."""

    hall: str
    taker: Taker
    clerks: list[tuple[Client, str]]
    administrator: Client
    latencies: Latencies

    async def act(self, number: int, action: str, body: dict[str, object] | None = None) -> Answer:
        """One command at the counter of a clerk, counted under its name. Raises RuntimeError if it is refused."""
        clerk, counter = self.clerks[number]
        answer = await clerk.command(action, hall_path(self.hall, "counters", counter, action), body)
        if not answer.is_fine:
            raise RuntimeError(f"counter {counter}, {action}: {answer.code}")
        return answer

    async def call(self, number: int) -> str:
        """Call the next and serve them in no time; the number called."""
        answer = await self.act(number, "next")
        await self.act(number, "start")
        await self.act(number, "finish", {"call_next": False})
        return str(answer.record["counter"]["ticket"]["now"]["ticket"])


def tickets(size: int) -> list[Row]:
    """Tickets by thirty-two connections: no number twice, and how long they took."""
    with running() as service:
        return run_async(lambda: _tickets(service, TICKETS[size]))


async def _tickets(service: Service, count: int) -> list[Row]:
    latency, taker = Latency(), Taker(service)
    answers = await taker.take_many(count, connections=CONNECTIONS, heard=latency.record)
    told = [number_of(answer) for answer in answers]
    administrator = await _signed_in(service, Latencies(), "admin", 0)
    given = numbers_of(await read_journal(administrator, HALL), "TicketTaken")
    errors = told.count(None)
    strays = len({number for number in told if number} ^ set(given))
    twice = len(given) - len(set(given))
    p99_ms = latency.percentile_s(99) * 1e3
    name = f"{count:,} tickets by {CONNECTIONS} connections"
    return [
        row(f"{name}, p50", latency.percentile_s(50) * 1e3, "ms"),
        row(f"{name}, p99", p99_ms, "ms", f"< {TICKETS_BAR_MS:g}", met=p99_ms < TICKETS_BAR_MS),
        row(f"{name}, the slowest", latency.max_s() * 1e3, "ms"),
        row(f"{name}, errors", errors, "answers", "== 0", met=errors == 0),
        row(f"{name}, numbers twice in the journal", twice, "tickets", "== 0", met=twice == 0),
        row(f"{name}, in answers or journal only", strays, "tickets", "== 0", met=strays == 0),
    ]


def calls(size: int) -> list[Row]:
    """Call next by thirty-two counters at once."""
    with thirty_two_counters() as service:
        return run_async(lambda: _calls(service, CALLS[size]))


async def _calls(service: Service, count: int) -> list[Row]:
    staffed = await _staff(service, CONNECTIONS)
    await staffed.taker.take_many(count)
    left, told = iter(range(count)), list[str]()

    async def serve(number: int) -> None:
        for _ in left:
            told.append(await staffed.call(number))

    await asyncio.gather(*(serve(number) for number in range(CONNECTIONS)))
    called = numbers_of(await read_journal(staffed.administrator, staffed.hall), "TicketCalled")
    wrong = len(called) - len(set(called)) + len(set(called) ^ set(told)) + abs(count - len(called))
    latency = staffed.latencies.of("next")
    errors = sum(each.errors.total() for each in staffed.latencies.endpoints.values())
    slowest_ms = latency.max_s() * 1e3
    name = f"call next by {CONNECTIONS} connections, {count:,} calls"
    return [
        row(f"{name}, called twice or not at all", wrong, "tickets", "== 0", met=wrong == 0),
        row(f"{name}, errors", errors, "answers", "== 0", met=errors == 0),
        row(f"{name}, p50", latency.percentile_s(50) * 1e3, "ms"),
        row(f"{name}, p99", latency.percentile_s(99) * 1e3, "ms"),
        row(f"{name}, the slowest", slowest_ms, "ms", f"< {SLOWEST_BAR_MS:g}", met=slowest_ms < SLOWEST_BAR_MS),
    ]


def depths(size: int) -> list[Row]:
    """Call next by one counter, with few and with many waiting."""
    with thirty_two_counters() as service:
        return run_async(lambda: _depths(service, DEPTHS[size], CALLS_AT_DEPTH[size]))


async def _depths(service: Service, waiting: tuple[int, ...], count: int) -> list[Row]:
    staffed = await _staff(service, 1)
    rows, medians, there = list[Row](), list[float](), 0
    for depth in waiting:
        await staffed.taker.take_many(depth - there)
        there = depth
        latency = await _called_at_depth(staffed, count)
        medians.append(latency.percentile_s(50) * 1e3)
        p99_ms = latency.percentile_s(99) * 1e3
        name = f"call next with {depth:,} waiting"
        rows += [
            row(f"{name}, p50", medians[-1], "ms"),
            row(f"{name}, p99", p99_ms, "ms", f"< {DEPTH_BAR_MS:g}", met=p99_ms < DEPTH_BAR_MS),
        ]
    growth = medians[-1] / medians[0]
    name = f"call next, the median with {waiting[-1]:,} waiting to that with {waiting[0]:,}"
    return [*rows, row(name, growth, "times", f"< {FLAT_BAR:g}", met=growth < FLAT_BAR)]


async def _called_at_depth(staffed: Staffed, count: int) -> Latency:
    """Calls one after the other; for everybody called somebody else comes."""
    await asyncio.sleep(1)
    for number in range(WARM_UP + count):
        if number == WARM_UP:
            staffed.latencies.endpoints.pop("next")
        await staffed.call(0)
        await staffed.taker.take_many(1, connections=1)
    return staffed.latencies.of("next")


def numbers_of(entries: list[dict[str, Any]], kind: str) -> list[str]:
    """The tickets of all events of a type, in their order."""
    return [str(event["ticket"]) for entry in entries for event in entry["events"] if event["type"] == kind]


@contextlib.contextmanager
def thirty_two_counters() -> Iterator[Service]:
    """A fresh service whose hall has one line and thirty-two counters."""
    counters = "".join(f'[[counter]]\nname = "{number}"\nserves = ["{LINE}"]\n' for number in range(1, CONNECTIONS + 1))
    with tempfile.TemporaryDirectory(prefix="yzz-bench-") as folder:
        scenario = Path(folder) / "thirty_two.toml"
        scenario.write_text(HEAD + counters, encoding="utf-8")
        with running(("--scenario", str(scenario), "--speed", "1")) as service:
            yield service


async def _signed_in(service: Service, latencies: Latencies, role: str, number: int) -> Client:
    client = Client(Pool(Address.of(service.url), limit=1), latencies)
    account = service.accounts().of_role(role, number + 1)[number]
    await client.sign_in(account.account, account.password)
    return client


async def _staff(service: Service, counters: int) -> Staffed:
    """Open the hall's day, let clerks call, and open so many counters, a connection of its own for each."""
    latencies = Latencies()
    administrator = await _signed_in(service, Latencies(), "admin", 0)
    supervisor = await _signed_in(service, Latencies(), "supervisor", 0)
    hall = await only_hall(administrator, None)
    now_ms = int((await administrator.get("/readyz")).record["now_ms"])
    day: dict[str, object] = {"day": DAY, "intervals": [[now_ms, now_ms + YEAR_MS]], "turns_at_ms": now_ms + YEAR_MS}
    for answer in (
        await supervisor.command("day", hall_path(hall, "day"), day),
        await supervisor.command("calling", hall_path(hall, "calling"), {"calling": "manual"}, method="PUT"),
    ):
        if not answer.is_fine:
            raise RuntimeError(f"the hall does not open: {answer.code}")
    clerks = [(await _signed_in(service, latencies, "clerk", number), str(number + 1)) for number in range(counters)]
    staffed = Staffed(hall, Taker(service, hall, (LINE,)), clerks, administrator, latencies)
    for number in range(counters):
        for action in ("seat", "open"):
            await staffed.act(number, action)
    return staffed
