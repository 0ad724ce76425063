"""XFS4IoT figures of the live service: status round trips, on one connection and on two hundred.

Raw frames with as little of our own time as possible. A round trip is a command, its acknowledge and its completion.
"""

from __future__ import annotations

import asyncio
import json
import time
from typing import Final

from sim.bench.process import run_async, running
from sim.bench.rows import Row, row
from sim.load.http import Address

SERVICE: Final = "hall-1-scanner"
ROUND_TRIPS: Final = (500, 5_000)
CONNECTIONS: Final = 200
REQUESTS: Final = 10
WARM_UP: Final = 50
P50_MS: Final = 1.0
P99_MS: Final = 10.0
LEAST_PER_S: Final = 1_000.0
_UPGRADE: Final = (
    "GET /xfs4iot/v1.0/{service} HTTP/1.1\r\nHost: {host}:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)
_TEXT: Final = 0x81
_SHORT, _MEDIUM = 126, 127
"""Lengths that announce two and eight bytes of length."""


class Socket:
    """One client. Its mask is zero, which is legal and costs nothing."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._serial = 0

    @classmethod
    async def open(cls, address: Address) -> Socket:
        """A connection to a terminal's scanner."""
        reader, writer = await asyncio.open_connection(address.host, address.port)
        writer.write(_UPGRADE.format(service=SERVICE, host=address.host, port=address.port).encode())
        head = await reader.readuntil(b"\r\n\r\n")
        if b" 101 " not in head:
            raise ConnectionError(head.decode())
        return cls(reader, writer)

    async def ask(self) -> bool:
        """A status command; whether it was acknowledged and succeeded."""
        self._serial += 1
        header = {"type": "command", "name": "Common.Status", "version": "2.0", "requestId": self._serial, "timeout": 0}
        raw = json.dumps({"header": header, "payload": None}).encode()
        size = bytes((0x80 | len(raw),)) if len(raw) < _SHORT else bytes((0x80 | _SHORT,)) + len(raw).to_bytes(2, "big")
        self._writer.write(bytes((_TEXT,)) + size + bytes(4) + raw)
        acknowledge, completion = await self._answer(), await self._answer()
        mine = acknowledge["requestId"] == completion["requestId"] == self._serial
        return mine and acknowledge["type"] == "acknowledge" and completion.get("completionCode") == "success"

    async def close(self) -> None:
        """Hang up."""
        self._writer.close()
        await self._writer.wait_closed()

    async def _answer(self) -> dict[str, object]:
        """The next message that belongs to a request: a device may say of itself that it is ready, in between."""
        header = await self._message()
        while "requestId" not in header:
            header = await self._message()
        return header

    async def _message(self) -> dict[str, object]:
        length = (await self._reader.readexactly(2))[1]
        if length >= _SHORT:
            length = int.from_bytes(await self._reader.readexactly(2 if length == _SHORT else 8), "big")
        header: dict[str, object] = json.loads(await self._reader.readexactly(length))["header"]
        return header


def run(size: int) -> list[Row]:
    """One live connection, then many at once."""
    with running() as service:
        address = Address.of(service.url)

        async def story() -> list[Row]:
            return [*await _one(address, ROUND_TRIPS[size]), *await _many(address)]

        return run_async(story)


async def _one(address: Address, round_trips: int) -> list[Row]:
    socket = await Socket.open(address)
    for _ in range(WARM_UP):
        await socket.ask()
    spans_ms, errors = [], 0
    for _ in range(round_trips):
        began_s = time.perf_counter()
        errors += not await socket.ask()
        spans_ms.append((time.perf_counter() - began_s) * 1e3)
    await socket.close()
    spans_ms.sort()
    p50_ms, p99_ms = spans_ms[len(spans_ms) // 2], spans_ms[len(spans_ms) * 99 // 100]
    name = "XFS4IoT status round trip, one connection"
    return [
        row(f"{name}, p50", p50_ms, "ms", f"< {P50_MS:g}", met=p50_ms < P50_MS),
        row(f"{name}, p99", p99_ms, "ms", f"< {P99_MS:g}", met=p99_ms < P99_MS),
        row(f"{name}, errors", errors, "", "== 0", met=errors == 0),
    ]


async def _many(address: Address) -> list[Row]:
    async def client() -> int:
        socket = await Socket.open(address)
        errors = sum([not await socket.ask() for _ in range(REQUESTS)])
        await socket.close()
        return errors

    began_s = time.perf_counter()
    found = await asyncio.gather(*(client() for _ in range(CONNECTIONS)), return_exceptions=True)
    span_s = time.perf_counter() - began_s
    errors = sum(each if isinstance(each, int) else REQUESTS for each in found)
    per_s = CONNECTIONS * REQUESTS / span_s
    name = f"XFS4IoT, {CONNECTIONS} connections with {REQUESTS} requests each"
    return [
        row(f"{name}, errors", errors, "", "== 0", met=errors == 0),
        row(f"{name}, with their handshakes", per_s, "1/s", f">= {LEAST_PER_S:g}", met=per_s >= LEAST_PER_S),
    ]
