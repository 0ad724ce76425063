"""Rooms (房间) and who may watch them, over HTTP and sockets alike: one table."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from kiosk.web.access import DEVICES, STAFF, Principal, Role, allowed
from kiosk.web.problems import WebProblem

ROOMS: Final[dict[str, frozenset[Role] | None]] = {
    "hall": DEVICES | STAFF,
    "counter": STAFF,
    "monitor": frozenset({Role.SUPERVISOR, Role.ADMIN}),
    "ticket": None,
}
"""Kind of room -> who may watch it; None: whoever knows the room's name, which is the ticket's token."""


def check_room(found: Iterable[Principal], hall: str, room: str) -> None:
    """Raise a WebProblem unless one of these principals may watch the room."""
    kind = room.partition(":")[0]
    if kind not in ROOMS:
        raise WebProblem("unknown_room", room=room[:64])
    who = ROOMS[kind]
    if who is None:
        return
    if all(each.hall not in (None, hall) for each in allowed(found, who)):
        raise WebProblem("other_hall")
