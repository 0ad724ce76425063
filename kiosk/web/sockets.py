"""Socket.IO in (推送): a client names the rooms it wants to watch; the service only pushes.

Two messages, `watch` and `unwatch`, each {hall, room}. Whoever connects is nobody yet: every room is
authorised for itself, from the cookies of the handshake or a device's bearer token (header, or
`auth: {token}` of the connect). The answer comes as the acknowledgement: a snapshot, or the one
error shape. Commands never come this way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import orjson
from flask import Flask, request
from flask_socketio import SocketIO

from kiosk.hall.refusals import Refusal
from kiosk.live import websocket
from kiosk.live.publisher import Publisher, Sink, WatchRefused
from kiosk.web.access import BEARER
from kiosk.web.problems import WebProblem, problem_record

Authorise = Callable[[Mapping[str, str], str | None, str, str], None]
"""(cookies, authorization header, hall, room): returns, or raises WebProblem."""

NAME_LENGTH: Final = 200
"""Longest name of a hall or room that is looked at."""


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


def make_socketio(app: Flask, limits: websocket.SocketLimits, *, ping_interval_s: int, ping_timeout_s: int) -> SocketIO:
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
    websocket.install(socketio.server.eio, limits)
    return socketio


def attach(socketio: SocketIO, publishers: Mapping[str, Publisher], authorise: Authorise) -> None:
    """Register the handlers. publishers: by hall key."""
    tokens: dict[str, str] = {}

    def on_connect(auth: object = None) -> None:
        token = auth.get("token") if isinstance(auth, dict) else None
        if isinstance(token, str) and token:
            tokens[_client()] = BEARER + token

    def on_disconnect(reason: object = None) -> None:
        del reason
        client = _client()
        tokens.pop(client, None)
        for publisher in publishers.values():
            publisher.disconnect(client)

    def on_watch(place: object = None) -> dict[str, Any]:
        try:
            hall, room = _place(place)
            authorization = request.headers.get("Authorization") or tokens.get(_client())
            authorise(request.cookies, authorization, hall, room)
            return _publisher(hall).watch(room, _client(), _sink())
        except (WebProblem, WatchRefused) as problem:
            return problem_record(problem.code, dict(problem.params))
        except Refusal as refusal:
            return problem_record(refusal.code, refusal.params)

    def on_unwatch(place: object = None) -> dict[str, Any]:
        try:
            hall, room = _place(place)
            _publisher(hall).unwatch(room, _client())
        except WebProblem as problem:
            return problem_record(problem.code, problem.params)
        return {}

    def _publisher(hall: str) -> Publisher:
        if hall not in publishers:
            raise WebProblem("unknown_hall", hall=hall)
        return publishers[hall]

    socketio.on_event("connect", on_connect)
    socketio.on_event("disconnect", on_disconnect)
    socketio.on_event("watch", on_watch)
    socketio.on_event("unwatch", on_unwatch)


def _client() -> str:
    """Socket.IO's name of this connection."""
    return str(request.sid)  # type: ignore[attr-defined]  # Flask-SocketIO puts it there


def _sink() -> Sink:
    sink: Sink = request.environ[websocket.WEBSOCKET]
    return sink


def _place(place: object) -> tuple[str, str]:
    """(hall, room) of a message, or WebProblem invalid_input."""
    names = (place.get("hall"), place.get("room")) if isinstance(place, dict) else (None, None)
    hall, room = names
    if not (isinstance(hall, str) and isinstance(room, str) and len(hall) + len(room) <= NAME_LENGTH):
        raise WebProblem("invalid_input", expected="hall, room")
    return hall, room
