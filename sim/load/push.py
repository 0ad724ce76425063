"""A lean Socket.IO client (推送): one socket, WebSocket only, default namespace.

Frames by wsproto, text packets by hand: 0 open, 2 ping, 3 pong, 40 connect, 42 event,
42<n> event that wants an acknowledgement, 43<n> the acknowledgement. Reconnecting is the
caller's: who reconnects must watch its rooms again.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from typing import Any

from wsproto import ConnectionType, WSConnection
from wsproto.events import (
    CloseConnection,
    Event,
    Ping,
    RejectConnection,
    Request,
    TextMessage,
)

from sim.load.http import CONNECT_S, Address, Unreachable

PATH = "/socket.io/?EIO=4&transport=websocket"
ACK_S = 10.0

Handler = Callable[[str, Any], None]
"""Called with an event's name and its first argument, on the loop."""


class PushClient(asyncio.Protocol):
    """One Socket.IO connection. lost: done when it is over, however it ended."""

    def __init__(self, address: Address, headers: Mapping[str, str], handler: Handler) -> None:
        loop = asyncio.get_running_loop()
        self.address = address
        self.headers = headers
        self.handler = handler
        self.frames = WSConnection(ConnectionType.CLIENT)
        self.transport: asyncio.Transport | None = None
        self.ready: asyncio.Future[None] = loop.create_future()
        self.lost: asyncio.Future[None] = loop.create_future()
        self.acknowledgements: dict[int, asyncio.Future[Any]] = {}
        self.serial = 0
        self.text = ""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """asyncio: the connection stands; ask for the upgrade."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        extra = [(name.encode(), value.encode()) for name, value in self.headers.items()]
        host = f"{self.address.host}:{self.address.port}"
        self._write(Request(host=host, target=PATH, extra_headers=extra))

    def connection_lost(self, exc: Exception | None) -> None:
        """asyncio: the other side is gone."""
        self.transport = None
        gone = Unreachable("reset", str(exc or "socket closed"))
        for waiting in (self.ready, *self.acknowledgements.values()):
            if not waiting.done():
                waiting.set_exception(gone)
        if not self.lost.done():
            self.lost.set_result(None)

    def data_received(self, data: bytes) -> None:
        """asyncio: some bytes; zero or more frames are in them."""
        self.frames.receive_data(data)
        for event in self.frames.events():
            self._take(event)

    def _take(self, event: Event) -> None:
        if isinstance(event, TextMessage):
            self.text += event.data
            if event.message_finished:
                packet, self.text = self.text, ""
                self._packet(packet)
        elif isinstance(event, Ping):
            self._write(event.response())
        elif isinstance(event, (CloseConnection, RejectConnection)):
            self.close()

    def _packet(self, packet: str) -> None:
        if packet.startswith("0"):
            self._text("40")
        elif packet == "2":
            self._text("3")
        elif packet.startswith("40"):
            if not self.ready.done():
                self.ready.set_result(None)
        elif packet.startswith("42"):
            name, *arguments = json.loads(packet[packet.index("[") :])
            self.handler(name, arguments[0] if arguments else None)
        elif packet.startswith("43"):
            start = packet.index("[")
            waiting = self.acknowledgements.pop(int(packet[2:start]), None)
            if waiting is not None and not waiting.done():
                waiting.set_result((json.loads(packet[start:]) or [None])[0])
        elif packet.startswith(("1", "41", "44")):
            self.close()

    def _write(self, event: Event) -> None:
        if self.transport is not None:
            self.transport.write(self.frames.send(event))

    def _text(self, packet: str) -> None:
        self._write(TextMessage(data=packet))

    async def ask(self, name: str, argument: object) -> Any:
        """Emit an event and return what its acknowledgement says. Raises Unreachable."""
        if self.transport is None:
            raise Unreachable("reset", "socket closed")
        self.serial += 1
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self.acknowledgements[self.serial] = answer
        self._text(f"42{self.serial}{json.dumps([name, argument])}")
        try:
            return await asyncio.wait_for(answer, ACK_S)
        except TimeoutError:
            raise Unreachable("timeout", name) from None

    def close(self) -> None:
        """Hang up."""
        if self.transport is not None:
            self.transport.close()


async def connect(address: Address, headers: Mapping[str, str], handler: Handler) -> PushClient:
    """A connected client, past the Socket.IO handshake. Raises Unreachable."""
    loop = asyncio.get_running_loop()
    try:
        _, client = await asyncio.wait_for(
            loop.create_connection(lambda: PushClient(address, headers, handler), address.host, address.port),
            CONNECT_S,
        )
        await asyncio.wait_for(client.ready, CONNECT_S)
    except (OSError, TimeoutError) as error:
        raise Unreachable("refused", str(error)) from None
    return client
