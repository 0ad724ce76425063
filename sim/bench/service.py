"""HTTP figures of the live service, measured from outside: one core for it, one for the client."""

from __future__ import annotations

import asyncio
import statistics
from random import Random
from typing import Any, Final

from sim.bench.process import CONNECTIONS, HALL, Service, Taker, number_of, run_async, running
from sim.bench.rows import Row, row
from sim.load.client import Client, hall_path
from sim.load.http import Address, Pool
from sim.load.latency import Latencies, Latency
from sim.load.target import read_journal

QUICK, FULL = 0, 1
CLOSED_S: Final = (3.0, 10.0)
OPEN_S: Final = (4.0, 15.0)
OPEN_PER_S: Final = 300.0
WARM_S: Final = 2.0
ROUNDS: Final = (100, 1000)


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
        """One client that asks again as soon as it is answered, until the time is over."""
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
