"""The estimate that follows (随后推送的等候预计): from the answer that carries the number to the push with the ticket's own figure.

Two tickets are taken one right after the other. The second is answered without a figure, because its own futures are not
played yet; its room is watched at once, and the clock stops when a snapshot or patch of it has one.
"""

from __future__ import annotations

import http.client
import json
import select
import time
import uuid
from typing import Any, Final
from urllib.parse import urlsplit

from sim.bench.boards import Board
from sim.bench.process import HALL, Service, running
from sim.bench.rows import Row, row

ROUNDS: Final = (5, 40)
BAR_MS: Final = 300.0
LIMIT_S: Final = 5.0
REST_S: Final = 0.4
"""Between two rounds: somebody who comes now and then."""


class Caller:
    """One keep-alive connection. headers: who asks."""

    def __init__(self, url: str) -> None:
        place = urlsplit(url)
        self.connection = http.client.HTTPConnection(str(place.hostname), place.port, timeout=LIMIT_S)
        self.headers: dict[str, str] = {}

    def post(self, path: str, body: dict[str, object]) -> dict[str, Any]:
        """One command; its answer."""
        headers = {"Content-Type": "application/json", "Idempotency-Key": uuid.uuid4().hex, **self.headers}
        self.connection.request("POST", path, json.dumps(body), headers)
        answer = self.connection.getresponse()
        found: dict[str, Any] = json.loads(answer.read())
        if answer.status >= http.client.BAD_REQUEST:
            raise RuntimeError(f"{path} answers {answer.status}: {found}")
        cookie = answer.headers.get("Set-Cookie")
        if cookie is not None:
            self.headers |= {"Cookie": cookie.partition(";")[0], "X-CSRF-Token": str(found.get("csrf", ""))}
        return found


def run(size: int) -> list[Row]:
    """p50 and the worst of some tickets, and how often no figure came."""
    with running() as service:
        open_counter(service)
        spans = [pushed_ms(service) for _ in range(ROUNDS[size])]
    came = sorted(span for span in spans if span is not None)
    name = f"the own estimate of {len(spans)} tickets after their number"
    worst = came[-1] if came else None
    return [
        row(f"{name}, median", came[len(came) // 2] if came else None, "ms"),
        row(f"{name}, the worst", worst, "ms", f"< {BAR_MS:g}", met=worst is not None and worst < BAR_MS),
        row(f"{name}, that never came", len(spans) - len(came), "tickets", "== 0", met=len(came) == len(spans)),
    ]


def open_counter(service: Service) -> None:
    """Somebody sits at counter 1 and is busy."""
    account = service.accounts().of_role("clerk")[0]
    clerk, kiosk = Caller(service.url), kiosk_of(service)
    clerk.post("/api/session", {"account": account.account, "password": account.password})
    for action in ("seat", "open"):
        clerk.post(f"/api/halls/{HALL}/counters/1/{action}", {})
    for _ in range(2):
        kiosk.post(f"/api/halls/{HALL}/tickets", {"line": "A"})
    clerk.post(f"/api/halls/{HALL}/counters/1/next", {})
    time.sleep(REST_S * 5)


def kiosk_of(service: Service) -> Caller:
    """A machine that takes tickets."""
    caller = Caller(service.url)
    caller.headers["Authorization"] = f"Bearer {service.accounts().device('kiosk').token}"
    return caller


def pushed_ms(service: Service) -> float | None:
    """From the answer to the figure of a ticket that is taken right after another; None if it does not come."""
    place, kiosk = urlsplit(service.url), kiosk_of(service)
    board = Board(str(place.hostname), int(place.port or 0), service.accounts().device("board").token)
    path = f"/api/halls/{HALL}/tickets"
    kiosk.post(path, {"line": "A"})
    taken = kiosk.post(path, {"line": "A"})
    began_s = time.monotonic()
    room = f"ticket:{taken['token']}"
    board.socket.setblocking(True)  # noqa: FBT003 - its signature
    board.send(b"422" + json.dumps(["watch", {"hall": HALL, "room": room}]).encode())
    board.socket.setblocking(False)  # noqa: FBT003 - as above
    span = None
    while span is None and time.monotonic() - began_s < LIMIT_S:
        if select.select([board.socket], [], [], LIMIT_S)[0]:
            messages = board.receive()
            span = (time.monotonic() - began_s) * 1e3 if any(is_told(message, room) for message in messages) else None
    board.socket.close()
    time.sleep(REST_S)
    return span


def is_told(message: bytes, room: str) -> bool:
    """Whether a snapshot or patch of the room has the ticket with both minutes."""
    if not message.startswith((b"42", b"432")):
        return False
    body: list[Any] = json.loads(message[message.index(b"[") :])
    found = body[-1]
    if not isinstance(found, dict) or found.get("room") != room:
        return False
    shown: dict[str, Any] = found["state"] if "state" in found else found.get("changes", {})
    ticket = shown.get("ticket", {}).get("ticket") or {}
    return ticket.get("estimate_most_min") is not None
