"""A lean HTTP/1.1 client for many keep-alive connections on one core.

Only what a JSON service needs. A general client costs as much as the service that it is to
measure; this one takes about 50 µs a request. Latency is taken here, at the last byte.
"""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

CHUNK_END = b"\r\n"
HEAD_END = b"\r\n\r\n"
MOST_BODY_BYTES = 64 * 1024 * 1024
CONNECT_S = 5.0
ANSWER_S = 60.0


class Unreachable(Exception):
    """The request got no answer. kind: refused · reset · timeout, for the table of errors."""

    def __init__(self, kind: str, detail: str = "") -> None:
        super().__init__(f"{kind}: {detail}" if detail else kind)
        self.kind = kind


@dataclass(frozen=True, slots=True)
class Address:
    """Where the service listens."""

    host: str
    port: int

    @classmethod
    def of(cls, url: str) -> Address:
        """The address in a URL such as http://127.0.0.1:8000; raises ValueError for another kind."""
        parts = urlsplit(url)
        if parts.scheme != "http" or not parts.hostname:
            raise ValueError(f"{url!r} is not an http:// address")
        return cls(parts.hostname, parts.port or 80)


@dataclass(frozen=True, slots=True)
class Response:
    """What came back. headers have lower-case names; done: loop time of the last byte."""

    status: int
    headers: Mapping[str, str]
    cookies: tuple[str, ...]
    body: bytes
    done: float

    def json(self) -> Any:
        """The body as JSON, or None if it is empty or something else."""
        try:
            return json.loads(self.body) if self.body else None
        except ValueError:
            return None


class Connection(asyncio.Protocol):
    """One keep-alive connection; one request at a time."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport | None = None
        self.loop = asyncio.get_running_loop()
        self.answer: asyncio.Future[Response] | None = None
        self.buffer = bytearray()
        self.used = False

    @property
    def is_open(self) -> bool:
        """Whether another request may leave on this connection."""
        return self.transport is not None and not self.transport.is_closing()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """asyncio: the connection stands (TCP_NODELAY is asyncio's default)."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        """asyncio: the other side is gone."""
        self.transport = None
        if self.answer is not None and not self.answer.done():
            self.answer.set_exception(Unreachable("reset", str(exc or "closed by the service")))

    def data_received(self, data: bytes) -> None:
        """asyncio: some bytes of an answer."""
        self.buffer += data
        response = parse(self.buffer, self.loop.time())
        if response is None or self.answer is None or self.answer.done():
            return
        self.buffer.clear()
        if response.headers.get("connection", "").lower() == "close":
            self.close()
        self.answer.set_result(response)

    def send(self, request: bytes) -> asyncio.Future[Response]:
        """Put a request on the wire; the future is its answer."""
        assert self.transport is not None
        self.used = True
        self.answer = self.loop.create_future()
        self.transport.write(request)
        return self.answer

    def close(self) -> None:
        """Hang up."""
        if self.transport is not None:
            self.transport.close()


def parse(buffer: bytearray, now: float) -> Response | None:
    """The answer in the buffer, or None while some of it is still on its way."""
    head_end = buffer.find(HEAD_END)
    if head_end < 0:
        return None
    lines = buffer[:head_end].decode("latin-1").split("\r\n")
    headers: dict[str, str] = {}
    cookies: list[str] = []
    for line in lines[1:]:
        name, _, value = line.partition(":")
        if name.lower() == "set-cookie":
            cookies.append(value.strip().partition(";")[0])
        else:
            headers[name.lower()] = value.strip()
    start = head_end + len(HEAD_END)
    if headers.get("transfer-encoding", "").lower() == "chunked":
        body = chunked_body(buffer, start)
    else:
        length = int(headers.get("content-length", "0"))
        body = bytes(buffer[start : start + length]) if len(buffer) >= start + length else None
    if body is None:
        return None
    return Response(int(lines[0].split(" ", 2)[1]), headers, tuple(cookies), body, now)


def chunked_body(buffer: bytearray, start: int) -> bytes | None:
    """The joined chunks that begin at `start`, or None while the last is missing."""
    body = bytearray()
    while True:
        size_end = buffer.find(CHUNK_END, start)
        if size_end < 0:
            return None
        size = int(buffer[start:size_end].split(b";")[0], 16)
        start = size_end + len(CHUNK_END)
        if len(buffer) < start + size + len(CHUNK_END):
            return None
        if size == 0:
            return bytes(body)
        body += buffer[start : start + size]
        start += size + len(CHUNK_END)


def request_bytes(address: Address, method: str, path: str, headers: Mapping[str, str], body: bytes | None) -> bytes:
    """A request as it goes onto the wire, in one write."""
    head = [f"{method} {path} HTTP/1.1", f"Host: {address.host}:{address.port}", "Accept: application/json"]
    head += [f"{name}: {value}" for name, value in headers.items()]
    if body is not None:
        head += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    elif method != "GET":
        head.append("Content-Length: 0")
    return ("\r\n".join(head) + "\r\n\r\n").encode("latin-1") + (body or b"")


class Pool:
    """Connections to one address: an idle one if there is, a new one if not, a turn in line at the limit."""

    def __init__(self, address: Address, limit: int) -> None:
        self.address = address
        self.limit = limit
        self.idle: list[Connection] = []
        self.count = 0
        self.turns: deque[asyncio.Future[None]] = deque()

    async def request(self, method: str, path: str, headers: Mapping[str, str], body: bytes | None = None) -> Response:
        """Ask once; a kept-alive connection that the service had already hung up is no answer, so ask anew.

        Raises Unreachable. Safe for commands too: every one carries an idempotency key.
        """
        wire = request_bytes(self.address, method, path, headers, body)
        while True:
            connection = await self._take()
            was_used = connection.used
            try:
                return await asyncio.wait_for(connection.send(wire), ANSWER_S)
            except Unreachable:
                if not was_used:
                    raise
            except TimeoutError:
                connection.close()
                raise Unreachable("timeout", f"{method} {path}") from None
            except asyncio.CancelledError:
                connection.close()
                raise
            finally:
                self._give(connection)

    async def _take(self) -> Connection:
        while True:
            while self.idle:
                connection = self.idle.pop()
                if connection.is_open:
                    return connection
                self.count -= 1
            if self.count < self.limit:
                return await self._connect()
            turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self.turns.append(turn)
            await turn

    async def _connect(self) -> Connection:
        self.count += 1
        try:
            _, connection = await asyncio.wait_for(
                asyncio.get_running_loop().create_connection(Connection, self.address.host, self.address.port),
                CONNECT_S,
            )
        except (OSError, TimeoutError) as error:
            self.count -= 1
            self._wake()
            raise Unreachable("refused", str(error)) from None
        return connection

    def _give(self, connection: Connection) -> None:
        if connection.is_open:
            self.idle.append(connection)
        else:
            self.count -= 1
        self._wake()

    def _wake(self) -> None:
        while self.turns:
            turn = self.turns.popleft()
            if not turn.done():
                turn.set_result(None)
                break

    def close(self) -> None:
        """Hang up on all idle connections."""
        for connection in self.idle:
            connection.close()
        self.idle.clear()
