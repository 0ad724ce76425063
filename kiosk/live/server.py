"""The launcher (启动器): one listening socket, one gevent server, limits on every connection.

gevent's own WSGI server does the HTTP. Added here: TCP_NODELAY on the listening socket (accepted
sockets inherit it; without it a keep-alive client waits 44 ms for every body), headers and body in one
send, deadlines for headers and bodies (slowloris), a bound on connections, one JSON error shape
also for requests that never reach the application, WebSocket upgrades (`Upgrade` of
`websocket.py`), and an end in order: stop accepting, let running requests finish, say goodbye to
sockets, then drain what lies behind.

Source: live.md §3.
"""

from __future__ import annotations

import errno
import logging
import resource
import signal
import socket as plain_socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final

import gevent
import gevent.event
import gevent.socket
import orjson
from gevent.pool import Pool
from gevent.pywsgi import Input, WSGIHandler, WSGIServer
from wsproto.frame_protocol import CloseReason

from kiosk.live.websocket import UPGRADE, WebSocket
from kiosk.settings import Settings

_log = logging.getLogger(__name__)

_END_OF_HEADERS: Final = b"\r\n\r\n"
_JOINED_BYTES: Final = 65_536
"""Bodies up to this length leave in one send with their headers; copying a longer one costs more."""
_OTHER_FILES: Final = 256
"""Open files besides connections: database, pages, outputs."""

REJECTIONS: Final[dict[str, tuple[str, str, str]]] = {
    "bad_request": ("400 Bad Request", "请求格式有误", "The request is malformed"),
    "request_timeout": ("408 Request Timeout", "请求发送过慢", "The request took too long to arrive"),
    "length_required": ("411 Length Required", "请求缺少长度", "The request needs a Content-Length"),
    "request_line_too_long": ("414 URI Too Long", "请求地址过长", "The address is too long"),
}
"""code -> (status, zh, en) of what is answered before the application is asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerLimits:
    """Bounds of the HTTP side. Durations in seconds of wall time.

    connections: open at once, sockets included; more wait in the backlog. idle_s: until a kept
    connection must begin its next request. header_s, body_s: for the whole of either. body_bytes: longest body read ahead for
    the application. drained_bytes: most that is read of a longer one. grace_s: how long a stop
    waits for running requests. access_log_every: one request in so many is logged, 0 for none.
    """

    connections: int
    backlog: int
    idle_s: float
    header_s: float
    body_s: float
    body_bytes: int
    drained_bytes: int
    grace_s: float
    access_log_every: int

    @classmethod
    def of(cls, settings: Settings) -> ServerLimits:
        """The operator's choice."""
        return cls(
            connections=settings.connections,
            backlog=settings.backlog,
            idle_s=settings.idle_s,
            header_s=settings.header_s,
            body_s=settings.body_s,
            body_bytes=settings.body_limit_bytes,
            drained_bytes=settings.drained_bytes,
            grace_s=settings.grace_s,
            access_log_every=settings.access_log_every,
        )


class CannotListen(Exception):
    """The address cannot be listened on. code: what the command line explains."""

    code = "cannot_listen"

    def __init__(self, host: str, port: int, reason: str) -> None:
        super().__init__(f"{self.code}: {host}:{port}: {reason}")
        self.host = host
        self.port = port


class PortInUse(CannotListen):
    """Somebody listens there already."""

    code = "port_in_use"


def listen(host: str, port: int, backlog: int) -> Any:
    """Listening gevent socket with TCP_NODELAY; port 0 lets the system choose.

    Raises PortInUse or CannotListen.
    """
    try:
        found = plain_socket.getaddrinfo(host, port, type=plain_socket.SOCK_STREAM, flags=plain_socket.AI_PASSIVE)
        family, kind, protocol, _, address = found[0]
        listener = gevent.socket.socket(family, kind, protocol)
    except OSError as error:
        raise CannotListen(host, port, str(error)) from error
    try:
        listener.setsockopt(plain_socket.SOL_SOCKET, plain_socket.SO_REUSEADDR, 1)
        listener.setsockopt(plain_socket.IPPROTO_TCP, plain_socket.TCP_NODELAY, 1)
        listener.bind(address)
        listener.listen(backlog)
    except OSError as error:
        listener.close()
        kind_of = PortInUse if error.errno == errno.EADDRINUSE else CannotListen
        raise kind_of(host, port, error.strerror or str(error)) from error
    return listener


class _Rejected(ValueError):
    """A request that is answered without asking the application. args[0]: key of REJECTIONS."""


def _rejection(code: str) -> tuple[str, bytes]:
    """(status code, whole HTTP response) in the one error shape."""
    status, zh, en = REJECTIONS[code]
    body = orjson.dumps({"error": {"code": code, "text": {"zh": zh, "en": en}, "params": {}}})
    head = f"HTTP/1.1 {status}\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    return status[:3], head.encode() + body


class _UnwantedBody(Input):  # type: ignore[misc]  # gevent ships no types
    """A body too long to be read ahead; after the answer it is dropped, up to `most` bytes and for `longest_s`."""

    most = 0
    longest_s = 0.0

    def _discard(self) -> None:
        left = self.most
        with gevent.Timeout(self.longest_s, False):  # noqa: FBT003 - gevent's signature
            while left > 0:
                dropped = len(self.rfile.read1(65_536))
                if not dropped:
                    break
                left -= dropped


class Handler(WSGIHandler):  # type: ignore[misc]  # gevent ships no types
    """One connection: request after request, perhaps a WebSocket at its end."""

    _deadline: Any = None

    def handle(self) -> None:
        """Serve the connection until it ends."""
        self.socket.settimeout(self.server.limits.idle_s)
        super().handle()

    def handle_one_request(self) -> Any:
        """Serve one request; None ends the connection."""
        try:
            answered = super().handle_one_request()
        except gevent.Timeout as timeout:
            if timeout is not self._deadline:
                raise
            return _rejection("request_timeout")
        finally:
            self._stop_deadline()
            # The connection may rest for a minute; what was asked, a code or a password, does not rest with it.
            self.environ = self.wsgi_input = None
        is_too_long = isinstance(answered, tuple) and answered[0] == "414"
        return _rejection("request_line_too_long") if is_too_long else answered

    def read_requestline(self) -> str:
        """Wait for a request; from its first byte on it has `header_s`."""
        self.server.idle.add(self)
        try:
            begun = self.rfile.peek(1)
        finally:
            self.server.idle.discard(self)
        if not begun:
            return ""
        if _END_OF_HEADERS not in begun:
            # Nearly every request comes in one piece and needs no timer.
            self._deadline = gevent.Timeout.start_new(self.server.limits.header_s)
        return str(super().read_requestline())

    def read_request(self, raw_requestline: str) -> bool:
        """Parse request line and headers."""
        parsed = super().read_request(raw_requestline)
        self._stop_deadline()
        if "transfer-encoding" in self.headers:
            # Bodies are read ahead against a deadline, so their length must be known.
            raise _Rejected("length_required")
        return bool(parsed)

    def get_environ(self) -> dict[str, Any]:
        """WSGI environment, with the body read ahead: a slow sender never holds the application."""
        environ: dict[str, Any] = super().get_environ()
        environ[UPGRADE] = self
        length = self.content_length or 0
        if length > self.server.limits.body_bytes:
            self.close_connection = True
            unwanted = _UnwantedBody(self.rfile, length)
            unwanted.most, unwanted.longest_s = self.server.limits.drained_bytes, self.server.limits.body_s
            self._replace_input(environ, unwanted)
        elif length:
            if environ.get("HTTP_EXPECT", "").lower() == "100-continue":
                self.socket.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
            self._deadline = gevent.Timeout.start_new(self.server.limits.body_s)
            body = self.rfile.read(length)
            self._stop_deadline()
            self._replace_input(environ, Input(BytesIO(body), length))
        return environ

    def finalize_headers(self) -> None:
        """Say so when the connection ends with this answer."""
        super().finalize_headers()
        if self.server.is_stopping:
            self.close_connection = True
        if self.close_connection and not any(name.lower() == b"connection" for name, _ in self.response_headers):
            self.response_headers.append((b"Connection", b"close"))

    def upgraded(self, websocket: WebSocket) -> None:
        """The connection belongs to the WebSocket now."""
        self.close_connection = True
        self.server.websockets.add(websocket)

    def ended(self, websocket: WebSocket) -> None:
        """The WebSocket is done."""
        self.server.websockets.discard(websocket)

    def log_request(self) -> None:
        """Log one request in `access_log_every`."""
        every = self.server.limits.access_log_every
        if every:
            self.server.served += 1
            if self.server.served % every == 0:
                _log.info("%s", self.format_request())

    def _write_with_headers(self, data: bytes) -> None:
        """Headers and body in one send, where the body is not long."""
        self.headers_sent = True
        self.finalize_headers()
        head = b"HTTP/1.1 %s\r\n" % self.status
        head += b"".join([b"%s: %s\r\n" % header for header in self.response_headers]) + b"\r\n"
        if self.response_use_chunked or len(data) > _JOINED_BYTES:
            self._sendall(head)
            self._write(data)
        else:
            self._sendall(head + data)

    def _handle_client_error(self, ex: Exception) -> tuple[str, bytes]:
        code = ex.args[0] if isinstance(ex, _Rejected) else "bad_request"
        return _rejection(code)

    def _replace_input(self, environ: dict[str, Any], body: Input) -> None:
        self.wsgi_input = body
        environ["wsgi.input"] = body

    def _stop_deadline(self) -> None:
        if self._deadline is not None:
            self._deadline.close()
            self._deadline = None


class Server(WSGIServer):  # type: ignore[misc]  # gevent ships no types
    """The WSGI server with our handler, its idle connections and its open WebSockets."""

    def __init__(self, listener: Any, application: Callable[..., Any], limits: ServerLimits) -> None:
        self.limits = limits
        self.idle: set[Handler] = set()
        self.websockets: set[WebSocket] = set()
        self.is_stopping = False
        self.served = 0
        super().__init__(
            listener,
            application,
            spawn=Pool(limits.connections),
            log=None,
            error_log=_log,
            handler_class=Handler,
            # Named here, or gevent asks the name service and may wait for it.
            environ={"SERVER_NAME": listener.getsockname()[0]},
        )

    def stop_in_order(self) -> None:
        """Accept nobody, say goodbye to sockets, let running requests finish within `grace_s`."""
        self.is_stopping = True
        self.close()
        for websocket in tuple(self.websockets):
            websocket.close(CloseReason.GOING_AWAY)
        for handler in tuple(self.idle):
            try:
                handler.socket.shutdown(plain_socket.SHUT_RDWR)
            except OSError:
                continue
        self.stop(timeout=self.limits.grace_s)


def _allow_files(wanted: int) -> None:
    """Raise the soft limit of open files towards what the connections need, as far as the system lets us."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    allowed = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < allowed:
        resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))


def serve(
    application: Callable[..., Any],
    listener: Any,
    limits: ServerLimits,
    *,
    on_ready: Callable[[], None] | None = None,
    on_stop: Sequence[Callable[[], None]] = (),
) -> None:
    """Serve until SIGTERM or SIGINT, then stop in order and call on_stop in order.

    on_ready: called once requests are answered. on_stop: e.g. the writers' drain, then the
    store's close; by then no request is running.
    """
    _allow_files(limits.connections + _OTHER_FILES)
    server = Server(listener, application, limits)
    stopping = gevent.event.Event()
    watchers = [gevent.signal_handler(number, stopping.set) for number in (signal.SIGTERM, signal.SIGINT)]
    server.start()
    try:
        if on_ready is not None:
            on_ready()
        stopping.wait()
    finally:
        server.stop_in_order()
        for finish in on_stop:
            finish()
        for watcher in watchers:
            watcher.cancel()
