"""XFS4IoT on the service's port (XFS 接入): who may open a socket to a device, and at which address.

    /xfs4iot/v1.0                  the publisher
    /xfs4iot/v1.0/<ServiceName>    a service; case and a slash at the end do not matter

A page must come from ourselves. Whoever is not on this machine must bear the token of the automation API;
on the loopback stock clients need none, as they cannot send one.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterable
from dataclasses import replace
from ipaddress import ip_address
from typing import Any, Final

from wsproto.utilities import RemoteProtocolError

from kiosk.live.websocket import SocketLimits, accept, reject
from kiosk.live.xfs import XfsServices
from kiosk.settings import Settings
from kiosk.web.access import BEARER
from kiosk.web.problems import JSON_TYPE, PROBLEMS, WebProblem, problem_bytes

ROOT: Final = "/xfs4iot/v1.0"
MESSAGE_BYTES: Final = 2 * 1_048_576
"""Longest message of a client: it may carry a whole document to print."""
Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]


class XfsDoor:
    """Lets clients in. token: of whoever is not on this machine."""

    def __init__(self, services: XfsServices, settings: Settings, token: str) -> None:
        self._services = services
        self._limits = replace(SocketLimits.of(settings), message_bytes=MESSAGE_BYTES)
        self._token = token
        own = (f"http://{host}:{settings.port}" for host in ("127.0.0.1", "localhost", "[::1]"))
        self._origins = frozenset({settings.public_address, *own})

    def beside(self, inner: Wsgi) -> Wsgi:
        """An application that has the sockets of all terminals as well."""

        def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
            name = service_of(environ["PATH_INFO"])
            return inner(environ, start_response) if name is None else self._serve(environ, start_response, name, None)

        return answer

    def alone(self, terminal: str) -> Wsgi:
        """An application that has the sockets of one terminal and nothing else."""

        def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
            name = service_of(environ["PATH_INFO"])
            if name is None:
                return _refuse(WebProblem("not_found"), start_response)
            return self._serve(environ, start_response, name, terminal)

        return answer

    def _serve(self, environ: dict[str, Any], start_response: Any, name: str, terminal: str | None) -> Iterable[bytes]:
        try:
            self._check(environ, name, terminal)
            websocket = accept(environ, self._limits)
        except WebProblem as problem:
            return _refuse(problem, start_response)
        except RemoteProtocolError as error:
            return reject(error, start_response)
        try:
            if name:
                self._services.serve(name, websocket, terminal)
            else:
                self._services.serve_publisher(websocket, f"ws://{environ['HTTP_HOST']}{ROOT}", terminal)
        finally:
            websocket.end()
        return []

    def _check(self, environ: dict[str, Any], name: str, terminal: str | None) -> None:
        """Raises WebProblem unless this client may have this service."""
        origin = environ.get("HTTP_ORIGIN")
        if origin is not None and origin not in self._origins:
            raise WebProblem("foreign_origin", origin=origin[:128])
        if not ip_address(environ["REMOTE_ADDR"]).is_loopback:
            check_token(environ.get("HTTP_AUTHORIZATION"), self._token)
        if name and not self._services.has(name, terminal):
            raise WebProblem("unknown_device", device=name[:64])
        if environ.get("HTTP_UPGRADE", "").lower() != "websocket":
            raise WebProblem("not_a_socket")


def check_token(authorization: str | None, token: str) -> None:
    """Raises WebProblem not_signed_in unless a header bears the token."""
    given = (authorization or "").removeprefix(BEARER)
    if not hmac.compare_digest(given.encode(), token.encode()):
        raise WebProblem("not_signed_in")


def service_of(path: str) -> str | None:
    """The service that an address names, "" for the publisher, None for another address."""
    if path[: len(ROOT)].lower() != ROOT:
        return None
    rest = path[len(ROOT) :].rstrip("/")
    return rest.removeprefix("/") if rest in {""} or rest.startswith("/") else None


def _refuse(problem: WebProblem, start_response: Any) -> Iterable[bytes]:
    row = PROBLEMS[problem.code]
    start_response(f"{row.status} No", [("Content-Type", JSON_TYPE), ("X-Content-Type-Options", "nosniff")])
    return [problem_bytes(problem.code, problem.params)]
