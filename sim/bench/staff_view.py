"""What staff see (员工所见): the first view of monitor, terminals and counter with two hundred waiting, and the patches after it.

A first view is asked on a connection of its own by somebody whom nobody watches with, so that the room is made anew
each time. What the same connections cost without a view is taken off its processor time and told beside it.
"""

from __future__ import annotations

import asyncio
import json
import statistics
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
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
EVENT_KINDS: Final = ("take", "call", "start", "finish")
"""Of a service, in the order in which they come."""
ESTIMATES: Final = ("estimate_min", "estimate_most_min")
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
    for room, who in (("monitor", supervisor), ("terminals", supervisor), ("counter:1", clerk)):
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


@dataclass(frozen=True, slots=True)
class Told:
    """What one event sent to a room, its patches in order. estimates_kb: of these, what only says how long lines wait."""

    kind: str
    patches_kb: tuple[float, ...]
    estimates_kb: float


async def _patches(service: Service, taker: Taker, clerk: Client, who: Client, room: str, events: int) -> list[Row]:
    """Each command waits for its patches: (take, call, start, finish) by turns."""
    got: list[dict[str, Any]] = []
    told: list[Told] = []
    client = await connect(Address.of(service.url), who.headers, lambda _, patch: got.append(patch))
    await _watch(client, room)
    await asyncio.sleep(SETTLE_S)
    for number in range(events):
        got.clear()
        kind = EVENT_KINDS[number % len(EVENT_KINDS)]
        await _happen(taker, clerk, kind)
        await asyncio.sleep(SETTLE_S)
        told.append(Told(kind, tuple(map(size_kb, got)), sum(map(estimates_kb, got))))
    client.close()
    return patch_rows(room, told)


def patch_rows(room: str, told: Sequence[Told]) -> list[Row]:
    """Mean, p95 and largest of the patches, then what each kind of event sent altogether, then the estimates in it."""
    sizes = [size for each in told for size in each.patches_kb]
    mean_kb = statistics.fmean(sizes)
    name = f"patches to {room}"
    rows = [
        row(f"{name}, mean", mean_kb, "KB", f"< {DELTA_BAR_KB:g}", met=mean_kb < DELTA_BAR_KB),
        row(f"{name}, p95", p95(sizes), "KB"),
        row(f"{name}, largest", max(sizes), "KB"),
    ]
    for kind in dict.fromkeys(each.kind for each in told):
        sums = [sum(each.patches_kb) for each in told if each.kind == kind]
        for what, value in (("mean", statistics.fmean(sums)), ("p95", p95(sums)), ("most", max(sums))):
            rows.append(row(f"all that a {kind} sends to {room}, {what}", value, "KB"))
    of_all_kb = statistics.fmean([sum(each.patches_kb) for each in told])
    rows.append(row(f"all that an event sends to {room}, mean", of_all_kb, "KB"))
    pushed_kb = statistics.fmean([each.estimates_kb for each in told])
    rows.append(row(f"of that estimates alone to {room}, mean", pushed_kb, "KB"))
    return rows


def p95(sizes: Sequence[float]) -> float:
    """The size that 95 in 100 do not exceed (nearest rank). sizes: at least one."""
    return sorted(sizes)[-(-95 * len(sizes) // 100) - 1]


def estimates_kb(patch: Mapping[str, Any]) -> float:
    """What a patch says of lines' estimates."""
    lines = patch["changes"].get("lines", {})
    pushed = {key: {name: change[name] for name in ESTIMATES if name in change} for key, change in lines.items()}
    return sum(size_kb({key: change}) for key, change in pushed.items() if change)


async def _happen(taker: Taker, clerk: Client, kind: str) -> None:
    """One event of a service."""
    if kind == "take":
        await taker.take_many(1, 0, connections=1)
        return
    action = "next" if kind == "call" else kind
    body: dict[str, object] | None = {"call_next": False} if action == "finish" else None
    answer = await clerk.command(action, hall_path(HALL, "counters", "1", action), body)
    if not answer.is_fine:
        raise RuntimeError(f"{action}: {answer.code}")
