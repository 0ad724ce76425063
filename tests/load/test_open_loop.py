"""An open loop does not wait for the service, so a stall shows in every request due meanwhile."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from sim.load.citizens import Citizens, Register
from sim.load.client import Client
from sim.load.http import Address, Pool, Unreachable, parse
from sim.load.latency import Latencies
from sim.load.loop import precise_loop
from sim.load.schedule import Arrival, Pace

STALL_S = 0.4
REQUESTS = 100
GAP_MS = 8


class SlowService:
    """Answers every ticket at once, but for one stall in which it answers nobody."""

    def __init__(self, stall_from_s: float, stall_s: float) -> None:
        self.stall_from_s = stall_from_s
        self.stall_s = stall_s
        self.began_s: float | None = None
        self.taken = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        loop = asyncio.get_running_loop()
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                await reader.readexactly(length_of(head))
                self.began_s = self.began_s or loop.time()
                since_s = loop.time() - self.began_s
                if self.stall_from_s <= since_s < self.stall_from_s + self.stall_s:
                    await asyncio.sleep(self.stall_from_s + self.stall_s - since_s)
                self.taken += 1
                writer.write(answer({"ticket": f"A{self.taken:03}", "taken_at_ms": 0}))
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


def length_of(head: bytes) -> int:
    lines = head.decode().lower().split("\r\n")
    return next(int(line.split(":")[1]) for line in lines if line.startswith("content-length"))


def answer(record: dict[str, object]) -> bytes:
    body = json.dumps(record).encode()
    return b"HTTP/1.1 201 Created\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)


@asynccontextmanager
async def listening(
    serve: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]],
) -> AsyncIterator[Address]:
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield Address("127.0.0.1", server.sockets[0].getsockname()[1])
    finally:
        server.close()


async def run_open_loop(service: SlowService) -> Latencies:
    async with listening(service.serve) as address:
        pool = Pool(address, limit=128)
        latencies = Latencies()
        pace = Pace(service_ms=0, at_s=asyncio.get_running_loop().time() + 0.05, speed=1.0)
        arrivals = [
            Arrival(index=n, matter_class="A", at_ms=n * GAP_MS, need_ms=1, patience_ms=None) for n in range(REQUESTS)
        ]
        register = Register({each.index: each for each in arrivals})
        await Citizens(client=Client(pool, latencies), hall="h", pace=pace, register=register).run(arrivals)
        pool.close()
        assert len(register.taken) == REQUESTS
        return latencies


def test_every_request_due_in_a_stall_is_as_late_as_the_stall_made_it():
    with asyncio.Runner(loop_factory=precise_loop) as runner:
        latencies = runner.run(run_open_loop(SlowService(0.2, STALL_S)))

    take = latencies.of("take")
    # Half of the 100 requests fell into the stall, evenly: a quarter of all waited for more than
    # half of it. A closed loop would have seen one slow request and 99 quick ones.
    assert take.offered == take.done == REQUESTS
    assert take.max_s() > 0.9 * STALL_S
    assert take.percentile_s(80) > 0.3 * STALL_S


def test_the_generator_itself_is_not_held_up_by_a_stall():
    with asyncio.Runner(loop_factory=precise_loop) as runner:
        latencies = runner.run(run_open_loop(SlowService(0.2, STALL_S)))

    assert latencies.of("lag").max_s() < 0.5 * STALL_S


def test_a_connection_that_the_service_hung_up_is_no_lost_request():
    asked = 0

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal asked
        head = await reader.readuntil(b"\r\n\r\n")
        await reader.readexactly(length_of(head))
        asked += 1
        writer.write(answer({"ticket": f"A{asked:03}"}))
        writer.close()

    async def ask_twice() -> list[int]:
        async with listening(serve) as address:
            pool = Pool(address, limit=1)
            return [(await pool.request("POST", "/", {})).status for _ in range(2)]

    assert asyncio.run(ask_twice()) == [201, 201]


def test_nobody_listening_is_told_apart_from_no_answer():
    async def ask() -> None:
        async with listening(SlowService(0, 0).serve) as address:
            pass
        await Pool(address, limit=1).request("GET", "/", {})

    with pytest.raises(Unreachable, match="refused"):
        asyncio.run(ask())


@pytest.mark.parametrize(
    ("wire", "body"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", b"{}"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n", b"abcde"),
        (b"HTTP/1.1 204 No Content\r\n\r\n", b""),
    ],
)
def test_an_answer_is_whole_only_with_its_last_byte(wire: bytes, body: bytes):
    assert all(parse(bytearray(wire[:cut]), 0.0) is None for cut in range(len(wire) - len(body) if body else 0))
    assert parse(bytearray(wire[: len(wire) - 3]), 0.0) is None

    response = parse(bytearray(wire), 0.0)

    assert response is not None
    assert response.body == body
