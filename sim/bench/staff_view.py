"""What staff see (员工所见): the first view of monitor and counter with two hundred waiting, and the patches after it.

A first view is asked on a connection of its own by somebody whom nobody watches with, so that the room is made anew
each time. What the same connections cost without a view is taken off its processor time and told beside it.
"""

from __future__ import annotations

import asyncio
import json
import statistics
from collections.abc import Awaitable, Callable
from typing import Any, Final

from sim.bench.process import CONNECTIONS, HALL, Service, Taker, run_async, running
from sim.bench.rows import Row, row
from sim.load.client import Client, hall_path
from sim.load.http import Address, Pool
from sim.load.latency import Latencies
from sim.load.push import PushClient, connect

WAITING: Final = 200
VIEWS: Final = (10, 200)
EVENTS: Final = (4, 40)
VIEW_BAR_KB: Final = 40.0
CPU_BAR_MS: Final = 5.0
DELTA_BAR_KB: Final = 0.5
KB: Final = 1000
QUIET_S: Final = (0.5, 3.0)
"""Until the waits of those who came have been foretold."""
SETTLE_S: Final = 0.6
"""After a command, for its patches."""


def size_kb(message: object) -> float:
    """A message as it stands on the wire, but for the few bytes around it."""
    return len(json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()) / KB


def run(size: int) -> list[Row]:
    """Bytes and processor time of first views; bytes of the patches of each event."""
    with running() as service:
        return run_async(lambda: _measured(service, VIEWS[size], EVENTS[size], QUIET_S[size]))


async def _measured(service: Service, views: int, events: int, quiet_s: float) -> list[Row]:
    clerk, supervisor = await _signed_in(service, "clerk"), await _signed_in(service, "supervisor")
    for action in ("seat", "open"):
        await clerk.command(action, hall_path(HALL, "counters", "1", action))
    taker = Taker(service)
    await taker.take_many(WAITING, connections=CONNECTIONS)
    await asyncio.sleep(quiet_s)
    rows = []
    for room, who in (("monitor", supervisor), ("counter:1", clerk)):
        rows += await _first_views(service, who, room, views)
    for room, who in (("monitor", supervisor), ("counter:1", clerk)):
        rows += await _patches(service, taker, clerk, who, room, events)
    return rows


async def _signed_in(service: Service, role: str) -> Client:
    client = Client(Pool(Address.of(service.url), limit=1), Latencies())
    account = service.accounts().of_role(role)[0]
    await client.sign_in(account.account, account.password)
    return client


async def _watch(client: PushClient, room: str) -> dict[str, Any]:
    snapshot: dict[str, Any] = await client.ask("watch", {"hall": HALL, "room": room})
    if "state" not in snapshot:
        raise RuntimeError(f"{room} cannot be watched: {snapshot}")
    return snapshot


async def _first_views(service: Service, who: Client, room: str, views: int) -> list[Row]:
    kb: list[float] = []

    async def look(client: PushClient) -> None:
        kb.append(size_kb(await _watch(client, room)))

    async def pass_by(client: PushClient) -> None:
        del client

    connecting_ms = await _cpu_ms(service, who, pass_by, views)
    cpu_ms = await _cpu_ms(service, who, look, views) - connecting_ms
    name = f"first view of {room} with {WAITING} waiting"
    return [
        row(f"{name}, size", max(kb), "KB", f"< {VIEW_BAR_KB:g}", met=max(kb) < VIEW_BAR_KB),
        row(f"{name}, processor", cpu_ms, "ms", f"< {CPU_BAR_MS:g}", met=cpu_ms < CPU_BAR_MS),
        row(f"{name}, processor of the connection", connecting_ms, "ms"),
    ]


async def _cpu_ms(service: Service, who: Client, do: Callable[[PushClient], Awaitable[None]], times: int) -> float:
    """Processor ms of the service a time, for a connection on which something is done."""
    began_s = service.cpu_s()
    for _ in range(times):
        client = await connect(Address.of(service.url), who.headers, lambda *_: None)
        await do(client)
        client.close()
        await client.lost
    return (service.cpu_s() - began_s) / times * 1e3


async def _patches(service: Service, taker: Taker, clerk: Client, who: Client, room: str, events: int) -> list[Row]:
    """Each command waits for its patches: (take, call, start, finish) by turns."""
    got: list[float] = []
    sums: list[float] = []
    client = await connect(Address.of(service.url), who.headers, lambda _, patch: got.append(size_kb(patch)))
    await _watch(client, room)
    await asyncio.sleep(SETTLE_S)
    for number in range(events):
        got.clear()
        await _happen(taker, clerk, number)
        await asyncio.sleep(SETTLE_S)
        sums.append(sum(got))
    client.close()
    name = f"patches of an event to {room}"
    mean_kb = statistics.fmean(sums)
    return [
        row(f"{name}, mean", mean_kb, "KB", f"< {DELTA_BAR_KB:g}", met=mean_kb < DELTA_BAR_KB),
        row(f"{name}, the most", max(sums), "KB"),
    ]


async def _happen(taker: Taker, clerk: Client, number: int) -> None:
    """One event of a service, in the order in which they come."""
    action = ("take", "next", "start", "finish")[number % 4]
    if action == "take":
        await taker.take_many(1, 0, connections=1)
        return
    body: dict[str, object] | None = {"call_next": False} if action == "finish" else None
    answer = await clerk.command(action, hall_path(HALL, "counters", "1", action), body)
    if not answer.is_fine:
        raise RuntimeError(f"{action}: {answer.code}")
