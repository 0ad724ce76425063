"""The WebSocket driver (推送连接): frames by wsproto, bytes by gevent, a bound on everything.

For pushes (`engine_io.py`) and for devices' clients (`xfs.py`) alike. There is one queue only, the
`Outbox`: a frame is handed to the socket at once, and only what the socket refuses is kept, whole
frames in order. A full outbox cuts the client: what it got is a clean prefix; it comes back and
asks for a snapshot. Nothing is ever dropped from the middle.

Server frames are unmasked, and no extension is negotiated, so an event is framed once (`event_frame`)
and the same bytes go to every client of a room. Plain sockets only: TLS ends before us.

Source: RFC 6455; live.md §5.1.
"""

from __future__ import annotations

import socket as plain_socket
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final, Protocol

import gevent
import h11
import orjson
from wsproto import ConnectionType, WSConnection
from wsproto.connection import Connection, ConnectionState
from wsproto.events import AcceptConnection, BytesMessage, CloseConnection, Event, Message, Ping, TextMessage
from wsproto.frame_protocol import CloseReason
from wsproto.utilities import RemoteProtocolError

from kiosk.settings import Settings

UPGRADE: Final = "kiosk.upgrade"
"""Key of the WSGI environ under which the launcher offers the raw connection (`Upgrade`)."""
_RECEIVE_BYTES: Final = 65_536
_MESSAGES_PER_TURN: Final = 32
"""Messages of one client handled before the others get a turn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SocketLimits:
    """Bounds of one connection.

    outbox_frames, outbox_bytes: most that may wait for a client. message_bytes: longest message
    from a client. send_buffer_bytes: asked of the operating system. close_wait_s: how long a
    client may take to answer a close.
    """

    outbox_frames: int
    outbox_bytes: int
    message_bytes: int
    send_buffer_bytes: int
    close_wait_s: float

    @classmethod
    def of(cls, settings: Settings) -> SocketLimits:
        """The operator's choice."""
        return cls(
            outbox_frames=settings.frames_per_client,
            outbox_bytes=settings.bytes_per_client,
            message_bytes=settings.body_limit_bytes,
            send_buffer_bytes=settings.send_buffer_bytes,
            close_wait_s=settings.close_wait_ms / 1000,
        )


class Upgrade(Protocol):
    """A connection whose HTTP request is read and which now becomes a WebSocket."""

    socket: Any
    """gevent socket."""
    rfile: Any
    """Buffered reader over it; may already hold bytes that followed the request."""

    def upgraded(self, websocket: WebSocket) -> None:
        """The connection belongs to the WebSocket now; HTTP is over on it."""

    def ended(self, websocket: WebSocket) -> None:
        """The WebSocket is done; the connection may be closed."""


def text_frame(text: str) -> bytes:
    """One whole unmasked text message, the same bytes for every client."""
    return Connection(ConnectionType.SERVER).send(TextMessage(data=text))


def event_frame(event: str, payload: object) -> bytes:
    """Socket.IO event of the default namespace, in an engine.io message, framed.

    payload: anything orjson encodes.
    """
    return text_frame("42" + orjson.dumps([event, payload]).decode())


class Outbox:
    """Frames on their way to one socket; `put` never blocks."""

    __slots__ = ("_bytes", "_limits", "_socket", "_waiting", "_watcher", "is_cut", "is_open")

    def __init__(self, sock: Any, limits: SocketLimits) -> None:
        self._socket = sock
        self._limits = limits
        self._waiting: deque[bytes | memoryview] = deque()
        self._bytes = 0
        self._watcher = gevent.get_hub().loop.io(sock.fileno(), 2)
        self.is_open = True
        self.is_cut = False

    def __len__(self) -> int:
        return len(self._waiting)

    def put(self, frame: bytes) -> None:
        """Send a whole frame, or keep what the socket does not take. Cuts the client at the bound."""
        if not self.is_open:
            return
        if self._waiting:
            # A rest is waiting: whoever comes later stands behind it, or frames would interleave.
            if len(self._waiting) >= self._limits.outbox_frames or self._bytes + len(frame) > self._limits.outbox_bytes:
                self.cut()
                return
            self._keep(frame)
            return
        sent = self._send(frame)
        if self.is_open and sent < len(frame):
            self._keep(memoryview(frame)[sent:])
            self._watcher.start(self._flush)

    def cut(self) -> None:
        """End the connection without a goodbye; whatever still waits is dropped."""
        self.is_cut = self.is_cut or self.is_open
        self.dispose()
        # The reader wakes with an end of stream and tidies up; only it may close the socket.
        try:
            self._socket.shutdown(plain_socket.SHUT_RDWR)
        except OSError:
            pass

    def dispose(self) -> None:
        """Stop watching; idempotent. Must come before the socket is closed."""
        self.is_open = False
        self._waiting.clear()
        self._bytes = 0
        if self._watcher is not None:
            self._watcher.stop()
            self._watcher.close()
            self._watcher = None

    def _keep(self, rest: bytes | memoryview) -> None:
        self._waiting.append(rest)
        self._bytes += len(rest)

    def _send(self, piece: bytes | memoryview) -> int:
        """Bytes the socket took, 0 if it is full; a broken socket is cut."""
        try:
            return int(self._socket.send(piece, timeout=0.0))
        except BlockingIOError:
            return 0
        except OSError:
            self.cut()
            return 0

    def _flush(self) -> None:
        """The socket takes bytes again (called on the hub, so it must not block)."""
        while self._waiting:
            piece = self._waiting[0]
            sent = self._send(piece)
            if not self.is_open:
                return
            self._bytes -= sent
            if sent < len(piece):
                self._waiting[0] = memoryview(piece)[sent:]
                return
            self._waiting.popleft()
        self._watcher.stop()


class WebSocket:
    """One open connection. is_welcome: what a message must be; another one ends the connection.

    Only the connection's own greenlet calls `wait`; anybody may `send`, `send_frame` and `close`.
    """

    def __init__(
        self, upgrade: Upgrade, connection: Connection, limits: SocketLimits, is_welcome: Callable[[str | bytes], bool]
    ) -> None:
        self._is_welcome = is_welcome
        self._upgrade = upgrade
        self._connection = connection
        self._limits = limits
        self._messages: deque[str | bytes] = deque()
        self._fragments: list[str | bytes] = []
        self._fragments_bytes = 0
        self._is_closing = False
        self._is_finished = False
        self._handled = 0
        self._goodbye: Any = None
        self.outbox = Outbox(upgrade.socket, limits)

    def send_frame(self, frame: bytes) -> None:
        """Send bytes framed by `text_frame` or `event_frame`. Never blocks."""
        if not self._is_closing:
            self.outbox.put(frame)

    def send(self, message: str | bytes) -> None:
        """Frame and send one message. Never blocks."""
        if isinstance(message, str):
            self.send_frame(text_frame(message))
        else:
            self.send_frame(Connection(ConnectionType.SERVER).send(BytesMessage(data=message)))

    def wait(self) -> str | bytes | None:
        """Next whole message, or None when the connection is over."""
        self._handled += 1
        if self._handled % _MESSAGES_PER_TURN == 0:
            gevent.sleep(0)
        while not self._messages and not self._is_finished:
            received = self._receive()
            if not received:
                self._is_finished = True
                break
            self._connection.receive_data(received)
            for event in self._connection.events():
                self._on_event(event)
                if self._is_finished:
                    break
        # After our close nothing more is handed on: engine.io has already let go of this client.
        return self._messages.popleft() if self._messages and not self._is_closing else None

    def close(self, code: int = CloseReason.NORMAL_CLOSURE, reason: str = "") -> None:
        """Say goodbye; the client has `close_wait_s` to answer. Never blocks; idempotent."""
        if self._is_closing:
            return
        if self._connection.state is ConnectionState.OPEN:
            self.outbox.put(self._connection.send(CloseConnection(code=code, reason=reason)))
        self._is_closing = True
        if not self._is_finished and self.outbox.is_open:
            self._goodbye = gevent.get_hub().loop.timer(self._limits.close_wait_s)
            self._goodbye.start(self.outbox.cut)

    def end(self) -> None:
        """Let the last bytes out within `close_wait_s`, then give the connection back."""
        self.close()
        if self.outbox.is_open:
            with gevent.Timeout(self._limits.close_wait_s, False):  # noqa: FBT003 - gevent's signature
                self._linger()
        if self._goodbye is not None:
            self._goodbye.stop()
            self._goodbye.close()
            self._goodbye = None
        self.outbox.dispose()
        self._upgrade.ended(self)

    def _linger(self) -> None:
        """Read and drop until the client hangs up.

        Closing over unread bytes would reset the connection and take our close frame with it.
        """
        while len(self.outbox):
            gevent.sleep(0.005)
        try:
            self._upgrade.socket.shutdown(plain_socket.SHUT_WR)
        except OSError:
            return
        while self._receive():
            pass

    def _receive(self) -> bytes:
        try:
            return bytes(self._upgrade.rfile.read1(_RECEIVE_BYTES))
        except (OSError, ValueError):
            # Reset, timed out, or the reader was closed under us: for a WebSocket all the same.
            return b""

    def _on_event(self, event: Event) -> None:
        if isinstance(event, Message):
            self._on_message(event)
        elif isinstance(event, Ping):
            if not self._is_closing:
                self.outbox.put(self._connection.send(event.response()))
        elif isinstance(event, CloseConnection):
            self._on_close(event)

    def _on_message(self, event: Message[Any]) -> None:
        piece = event.data
        self._fragments_bytes += len(piece) if isinstance(piece, bytes) or piece.isascii() else len(piece.encode())
        if self._fragments_bytes > self._limits.message_bytes:
            self._fragments.clear()
            self._is_finished = True
            self.close(CloseReason.MESSAGE_TOO_BIG)
            return
        self._fragments.append(piece)
        if event.message_finished:
            whole: str | bytes = piece[:0].join(self._fragments)
            self._fragments = []
            self._fragments_bytes = 0
            if self._is_welcome(whole):
                self._messages.append(whole)
            else:
                self._is_finished = True
                self.close(CloseReason.UNSUPPORTED_DATA)

    def _on_close(self, event: CloseConnection) -> None:
        self._is_finished = True
        if self._connection.state is ConnectionState.REMOTE_CLOSING:
            self.outbox.put(self._connection.send(event.response()))
            self._is_closing = True
        else:
            # Either the answer to our own close, or wsproto found the stream malformed.
            self.close(event.code)


def anything(message: str | bytes) -> bool:
    """Every message is welcome."""
    del message
    return True


def accept(
    environ: dict[str, Any], limits: SocketLimits, is_welcome: Callable[[str | bytes], bool] = anything
) -> WebSocket:
    """The open connection of an upgrade request; whoever accepts it must `end` it. Raises RemoteProtocolError."""
    upgrade: Upgrade = environ[UPGRADE]
    connection, answer = _handshake(environ)
    upgrade.socket.setsockopt(plain_socket.SOL_SOCKET, plain_socket.SO_SNDBUF, limits.send_buffer_bytes)
    upgrade.socket.settimeout(None)
    websocket = WebSocket(upgrade, connection, limits, is_welcome)
    upgrade.upgraded(websocket)
    websocket.outbox.put(answer)
    return websocket


def _handshake(environ: dict[str, Any]) -> tuple[Connection, bytes]:
    """(frames' state machine, bytes of the 101 answer). Raises RemoteProtocolError.

    Sec-WebSocket-Extensions is left out on purpose: permessage-deflate costs three times the
    memory and would make frames differ from client to client.
    """
    names = ("Host", "Connection", "Upgrade", "Sec-WebSocket-Key", "Sec-WebSocket-Version")
    given = [(name, environ.get("HTTP_" + name.upper().replace("-", "_"))) for name in names]
    headers = [(name.encode(), value.encode("latin-1")) for name, value in given if value]
    websocket = WSConnection(ConnectionType.SERVER)
    try:
        websocket.initiate_upgrade_connection(headers, "/")
    except (ValueError, h11.ProtocolError) as error:
        # h11 and idna refuse some header values with errors of their own.
        raise RemoteProtocolError(str(error)) from error
    answer = websocket.send(AcceptConnection())
    assert websocket.connection is not None
    return websocket.connection, answer


def reject(error: RemoteProtocolError, start_response: Callable[..., object]) -> Iterable[bytes]:
    """Answer a handshake that makes no sense."""
    hint = error.event_hint
    status = getattr(hint, "status_code", 400)
    headers = [(name.decode(), value.decode()) for name, value in getattr(hint, "headers", [])]
    text = {"zh": "WebSocket 握手无效", "en": "The WebSocket handshake is not valid"}
    body = orjson.dumps({"error": {"code": "bad_handshake", "text": text, "params": {}}})
    phrase = "Upgrade Required" if status == 426 else "Bad Request"
    start_response(f"{status} {phrase}", [*headers, ("Content-Type", "application/json")])
    return [body]
