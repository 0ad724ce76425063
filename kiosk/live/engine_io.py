"""engine.io over our own driver (推送协议): Socket.IO's server, without its queue and its socket class.

The shipped ones keep everything for a client that stops reading. `install` puts ours in their place, so that
the bound of the `Outbox` covers everything that waits for a client.

Source: live.md §5.1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, Final

from gevent.queue import JoinableQueue
from wsproto.utilities import RemoteProtocolError

from kiosk.live.websocket import SocketLimits, WebSocket, accept, reject

WEBSOCKET: Final = "kiosk.websocket"
"""Key of the WSGI environ under which the open `WebSocket` is found by the Socket.IO handlers."""
_PACKET_TYPES: Final = frozenset("0123456")
"""First characters of engine.io's packets, except for those of long polling."""
_BINARY_PACKETS: Final = ("45", "46")
"""Socket.IO packets that announce binary attachments; it would keep those without a bound."""


def _is_packet(message: str | bytes) -> bool:
    """Whether engine.io may see it; what is no packet would raise out of its own loop."""
    is_packet = isinstance(message, str) and message[:1] in _PACKET_TYPES
    return is_packet and message[:2] not in _BINARY_PACKETS


class DirectQueue(JoinableQueue):  # type: ignore[misc]  # gevent ships no types
    """engine.io's per-client queue, without the queue: once attached, a packet goes straight out.

    So the outbox's bound covers everything that waits for a client. Only engine.io's end marker
    (None) and what was put before the upgrade are ever stored here.
    """

    _websocket: WebSocket | None = None

    def attach(self, websocket: WebSocket) -> None:
        """Send what was put so far and everything from now on."""
        self._websocket = websocket
        for _ in range(self.qsize()):
            packet = super().get(block=False)
            self.task_done()
            self.put(packet)

    def put(self, item: Any, block: bool = True, timeout: float | None = None) -> None:  # noqa: FBT001, FBT002 - gevent's signature
        """item: an engine.io packet, or None for the end."""
        if item is None or self._websocket is None:
            super().put(item, block, timeout)
        else:
            self._websocket.send(item.encode())

    def get(self, block: bool = True, timeout: float | None = None) -> Any:  # noqa: FBT001, FBT002 - gevent's signature
        """engine.io's writer waits here; it takes a quiet queue for a dead client, so it may not time out."""
        return super().get(block, timeout if self._websocket is None else None)


class Driver:
    """What engine.io calls to take over an upgrade request: `Driver(handler, server)(environ, start)`."""

    def __init__(self, handler: Callable[[WebSocket], object], server: object, *, limits: SocketLimits) -> None:
        del server
        self._handler = handler
        self._limits = limits

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
        """Serve the connection until it ends."""
        engine_socket = self._handler.__self__  # type: ignore[attr-defined]  # engine.io passes a bound method
        try:
            websocket = accept(environ, self._limits, _is_packet)
        except RemoteProtocolError as error:
            engine_socket.close(wait=False, abort=True)
            return reject(error, start_response)
        environ[WEBSOCKET] = websocket
        try:
            engine_socket.queue.attach(websocket)
            self._handler(websocket)
        finally:
            if not engine_socket.closed:
                # Only after an error of ours: engine.io must not keep a client that is gone.
                engine_socket.close(wait=False, abort=True)
            websocket.end()
        return []


def install(engine: Any, limits: SocketLimits) -> None:
    """Make an engine.io server use this driver. The one place that reaches into engine.io.

    engine: `SocketIO(...).server.eio`, made with async_mode="gevent". The table is the server's
    own copy, so other servers of the process keep theirs.
    """
    assert engine.async_mode == "gevent", engine.async_mode
    # engine.io has no public way to choose a driver.
    engine._async = {
        **engine._async,
        "websocket": partial(Driver, limits=limits),
        "queue": DirectQueue,
    }
