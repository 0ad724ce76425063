"""Who may open a socket to a device: this machine, or whoever bears the token; and which address names what."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kiosk.settings import Settings
from kiosk.web.xfs import XfsDoor, service_of


class OneService:
    """Has a service and serves nobody."""

    def has(self, name: str, terminal: str | None = None) -> bool:
        """There is one."""
        return (name, terminal) == ("hall-1-scanner", None)


def answered(address: str, **headers: str) -> str:
    """The status of a request for the service, which is no WebSocket."""
    door = XfsDoor(OneService(), Settings(), "the-token")  # type: ignore[arg-type]  # nobody gets as far as a socket
    told: list[str] = []
    start: Callable[..., object] = lambda status, _headers: told.append(status)  # noqa: E731 - WSGI's own shape
    environ: dict[str, Any] = {"PATH_INFO": "/xfs4iot/v1.0/hall-1-scanner", "REMOTE_ADDR": address, **headers}
    list(door.beside(lambda _environ, _start: [])(environ, start))
    return told[0][:3]


@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        ("127.0.0.1", {}, "426"),
        ("::1", {}, "426"),
        ("10.0.0.5", {}, "401"),
        ("::ffff:10.0.0.5", {}, "401"),
        ("10.0.0.5", {"HTTP_AUTHORIZATION": "Bearer another"}, "401"),
        ("10.0.0.5", {"HTTP_AUTHORIZATION": "Bearer the-token"}, "426"),
        ("127.0.0.1", {"HTTP_ORIGIN": "http://127.0.0.1:8642"}, "426"),
        ("127.0.0.1", {"HTTP_ORIGIN": "http://127.0.0.1.elsewhere.example:8642"}, "403"),
        ("127.0.0.1", {"HTTP_ORIGIN": "null"}, "403"),
    ],
)
def test_this_machine_comes_in_and_others_only_with_the_token(
    address: str, headers: dict[str, str], status: str
) -> None:
    assert answered(address, **headers) == status


@pytest.mark.parametrize(
    ("path", "service"),
    [
        ("/xfs4iot/v1.0", ""),
        ("/XFS4IoT/v1.0/", ""),
        ("/xfs4iot/v1.0/a", "a"),
        ("/xfs4iot/v1.0/a/", "a"),
        ("/xfs4iot/v1.0x", None),
        ("/xfs4iot/v1", None),
        ("/", None),
    ],
)
def test_an_address_names_a_service_the_publisher_or_neither(path: str, service: str | None) -> None:
    assert service_of(path) == service
