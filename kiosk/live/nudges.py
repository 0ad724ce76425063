"""Nudges (提醒推送): what happens beside the halls' journals, told to the rooms that look different by it."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.live.publisher import Publisher


def nudge(publishers: Mapping[str, Publisher], hall: str, room: str) -> None:
    """A room of a hall looks different now."""
    publishers[hall].nudge(room)


def said(publishers: Mapping[str, Publisher], terminal: str, event: object) -> None:
    """A device has said something: whoever looks at the terminal's devices sees it."""
    del event
    for publisher in publishers.values():
        publisher.nudge_soon(f"devices:{terminal}")


def moved(publishers: Mapping[str, Publisher]) -> None:
    """Somebody has played the physical world: not everything that they change is said by a device."""
    for publisher in publishers.values():
        publisher.nudge_all("devices")
