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
    "terminals": frozenset({Role.SUPERVISOR, Role.ADMIN}),
    "bookings": frozenset({Role.CLERK, Role.SUPERVISOR, Role.ADMIN}),
    "cases": frozenset({Role.CLERK, Role.SUPERVISOR}),
    # Who stands there is shown there and nowhere else: staff read of people where each reading is noted.
    "terminal": frozenset({Role.KIOSK}),
    "ticket": None,
}
"""Kind of room -> who may watch it; None: whoever knows the room's name, which is the ticket's token."""
DEVICES_ROOM: Final = "devices:"
"""How the rooms of device drawers begin: for whoever bears the simulation's token, who is nobody else here."""


def check_room(found: Iterable[Principal], hall: str, room: str) -> None:
    """Raise a WebProblem unless one of these principals may watch the room."""
    kind, _, argument = room.partition(":")
    if kind not in ROOMS:
        raise WebProblem("unknown_room", room=room[:64])
    who = ROOMS[kind]
    if who is None:
        return
    watching = [each for each in allowed(found, who) if each.hall in (None, hall)]
    if not watching:
        raise WebProblem("other_hall")
    if kind == "terminal" and all(each.role in DEVICES and each.name != argument for each in watching):
        raise WebProblem("not_your_terminal")
