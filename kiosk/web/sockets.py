"""Socket.IO in (推送): a client names the rooms it wants to watch; the service only pushes.

Two messages, `watch` and `unwatch`, each {hall, room}. Whoever connects is nobody yet: every room is
authorised for itself, from the cookies of the handshake or a device's bearer token (header, or
`auth: {token}` of the connect). The answer comes as the acknowledgement: a snapshot, or the one
error shape. Commands never come this way.

What was allowed once is asked again when a session or a token ends, and every so often: whoever may no longer
watch a room gets nothing more and is cut. The page comes back and is told why.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

import gevent
import orjson
from flask import Flask, request
from flask_socketio import SocketIO

from kiosk.hall.refusals import Refusal
from kiosk.live import engine_io
from kiosk.live.publisher import Publisher
from kiosk.live.watching import Sink, WatchRefused
from kiosk.live.websocket import SocketLimits
from kiosk.web.access import BEARER
from kiosk.web.problems import WebProblem, problem_record

Authorise = Callable[[Mapping[str, str], str | None, str, str], None]
"""(cookies, authorization header, hall, room): returns, or raises WebProblem."""

NAME_LENGTH: Final = 200
"""Longest name of a hall or room that is looked at."""
CLIENTS_PER_TURN: Final = 50
"""Clients that are asked again before the others get a turn."""


class Socket(Sink, Protocol):
    """One client's connection."""

    def close(self) -> None:
        """Say goodbye. Never blocks; idempotent."""


@dataclass(slots=True)
class Client:
    """Somebody connected: what they showed then, and the (hall, room) they watch."""

    cookies: Mapping[str, str]
    authorization: str | None
    socket: Socket
    places: set[tuple[str, str]] = field(default_factory=set)


class Json:
    """orjson in the shape Socket.IO asks for. The standard library's parser runs out of stack on "[[[[…"."""

    @staticmethod
    def dumps(value: object, **_: object) -> str:
        """Compact JSON."""
        return orjson.dumps(value).decode()

    @staticmethod
    def loads(text: str | bytes, **_: object) -> Any:
        """The value, or ValueError."""
        return orjson.loads(text)


def make_socketio(app: Flask, limits: SocketLimits, *, ping_interval_s: int, ping_timeout_s: int) -> SocketIO:
    """The Socket.IO server on our own WebSocket driver; WebSocket only, events handled in order."""
    socketio = SocketIO(
        app,
        async_mode="gevent",
        transports=["websocket"],
        async_handlers=False,
        manage_session=False,
        json=Json,
        ping_interval=ping_interval_s,
        ping_timeout=ping_timeout_s,
        max_http_buffer_size=limits.message_bytes,
    )
    engine_io.install(socketio.server.eio, limits)
    return socketio


class Watching:
    """Who is connected and what they watch. publishers: by hall key. clients: by Socket.IO's name."""

    def __init__(self, publishers: Mapping[str, Publisher], authorise: Authorise) -> None:
        self._publishers = publishers
        self._authorise = authorise
        self.clients: dict[str, Client] = {}

    def attach(self, socketio: SocketIO) -> None:
        """Register the handlers."""
        socketio.on_event("connect", self._on_connect)
        socketio.on_event("disconnect", self._on_disconnect)
        socketio.on_event("watch", self._on_watch)
        socketio.on_event("unwatch", self._on_unwatch)

    def recheck(self) -> None:
        """Cut everybody who watches what they may no longer watch."""
        for number, (name, client) in enumerate(tuple(self.clients.items()), start=1):
            if not self._is_allowed(client):
                self._forget(name)
                client.socket.close()
            if number % CLIENTS_PER_TURN == 0:
                gevent.sleep(0)

    def recheck_every(self, seconds: float) -> None:
        """A session may end by time alone, and nobody is told. Runs until it is killed."""
        while True:
            gevent.sleep(seconds)
            self.recheck()

    def _is_allowed(self, client: Client) -> bool:
        try:
            for hall, room in client.places:
                self._authorise(client.cookies, client.authorization, hall, room)
        except WebProblem:
            return False
        return True

    def _forget(self, name: str) -> None:
        self.clients.pop(name, None)
        for publisher in self._publishers.values():
            publisher.disconnect(name)

    def _on_connect(self, auth: object = None) -> None:
        token = auth.get("token") if isinstance(auth, dict) else None
        authorization = request.headers.get("Authorization")
        if authorization is None and isinstance(token, str) and token:
            authorization = BEARER + token
        self.clients[_name()] = Client(request.cookies, authorization, request.environ[engine_io.WEBSOCKET])

    def _on_disconnect(self, reason: object = None) -> None:
        del reason
        self._forget(_name())

    def _on_watch(self, place: object = None) -> dict[str, Any]:
        try:
            hall, room = _place(place)
            client = self._client()
            self._authorise(client.cookies, client.authorization, hall, room)
            publisher = self._publisher(hall)
            # Noted first: a session that ends while the snapshot is made must find it.
            client.places.add((hall, room))
            try:
                return publisher.watch(room, _name(), client.socket)
            except (WatchRefused, Refusal):
                client.places.discard((hall, room))
                raise
        except (WebProblem, WatchRefused) as problem:
            return problem_record(problem.code, dict(problem.params))
        except Refusal as refusal:
            return problem_record(refusal.code, refusal.params)

    def _on_unwatch(self, place: object = None) -> dict[str, Any]:
        try:
            hall, room = _place(place)
            self._publisher(hall).unwatch(room, _name())
            self._client().places.discard((hall, room))
        except WebProblem as problem:
            return problem_record(problem.code, problem.params)
        return {}

    def _client(self) -> Client:
        """Who sent this message, or WebProblem session_ended for somebody just cut."""
        client = self.clients.get(_name())
        if client is None:
            raise WebProblem("session_ended")
        return client

    def _publisher(self, hall: str) -> Publisher:
        if hall not in self._publishers:
            raise WebProblem("unknown_hall", hall=hall)
        return self._publishers[hall]


def _name() -> str:
    """Socket.IO's name of this connection."""
    return str(request.sid)  # type: ignore[attr-defined]  # Flask-SocketIO puts it there


def _place(place: object) -> tuple[str, str]:
    """(hall, room) of a message, or WebProblem invalid_input."""
    names = (place.get("hall"), place.get("room")) if isinstance(place, dict) else (None, None)
    hall, room = names
    if not (isinstance(hall, str) and isinstance(room, str) and len(hall) + len(room) <= NAME_LENGTH):
        raise WebProblem("invalid_input", expected="hall, room")
    return hall, room
