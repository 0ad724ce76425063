"""Restart (重启): ready again after a crash, with a day of many tickets behind it.

The day is made once, through the service's own front door, so every row in the store is one that its writer
wrote. Then the same folder is opened again and again, each time after kill -9. What lies after the imports
is told by the service's own clock, up to its open door, and by ours from there to the first ready answer.
"""

from __future__ import annotations

import asyncio
import signal
import statistics
from typing import Final

from sim.bench.process import HALL, Service, Taker, run_async, running
from sim.bench.rows import Row, row
from sim.load.client import Client, hall_path
from sim.load.http import Address, Pool
from sim.load.latency import Latencies

DAY_TICKETS: Final = (200, 10_000)
STARTS: Final = (1, 7)
LEFT_WAITING: Final = 50
"""A day that ends in a crash has people in its lines."""
COUNTERS: Final = ("1", "2", "3", "5")
"""All that serve the first line."""
BAR_S: Final = 3.0
AFTER_IMPORTS_BAR_S: Final = 0.5


def restart(size: int) -> list[Row]:
    """Ready again after a crash: medians, and the worst beside them."""
    tickets = DAY_TICKETS[size]
    with running() as service:
        run_async(lambda: _fill_day(service, tickets))
        started = []
        for _ in range(STARTS[size]):
            service.stop(signal.SIGKILL)
            started.append(service.start())
    total, after = [each.process_s for each in started], [each.after_imports_s for each in started]
    total_s, after_s = statistics.median(total), statistics.median(after)
    name = f"restart with a day of {tickets} tickets"
    return [
        row(f"{name}, process start to ready", total_s, "s", f"< {BAR_S:g}", met=total_s < BAR_S),
        row(f"{name}, process start to ready, the worst", max(total), "s"),
        row(
            f"{name}, of which after imports",
            after_s,
            "s",
            f"< {AFTER_IMPORTS_BAR_S:g}",
            met=after_s < AFTER_IMPORTS_BAR_S,
        ),
        row(f"{name}, of which after imports, the worst", max(after), "s"),
    ]


async def _fill_day(service: Service, tickets: int) -> list[Row]:
    """Take them all and serve nearly all: four events each, as a day has."""
    accounts, pool, latencies = service.accounts(), Pool(Address.of(service.url), limit=8), Latencies()
    await Taker(service).take_many(tickets, line=0)
    left = iter(range(tickets - LEFT_WAITING))

    async def serve(clerk: Client, counter: str) -> None:
        for action in ("seat", "open", "next"):
            await clerk.command(action, hall_path(HALL, "counters", counter, action))
        for _ in left:
            await clerk.command("start", hall_path(HALL, "counters", counter, "start"))
            await clerk.command("finish", hall_path(HALL, "counters", counter, "finish"), {"call_next": True})

    stories = []
    for counter, account in zip(COUNTERS, accounts.of_role("clerk"), strict=False):
        clerk = Client(pool, latencies)
        await clerk.sign_in(account.account, account.password)
        stories.append(serve(clerk, counter))
    await asyncio.gather(*stories)
    return []
