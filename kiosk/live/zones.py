"""Zones in time (区域开放): when a zone that keeps hours of its own opens and closes, on the service clock.

The kernel needs no time zone, so a zone's hours are configuration that the driver reads: where a zone is shut nobody
begins a session, and no such command reaches the hall. Whoever is in the middle of one finishes it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from kiosk.calendars.opening import Opening, opening_at
from kiosk.calendars.spans import DAY_MS
from kiosk.hall.config import HallConfig, ZoneConfig
from kiosk.hall.refusals import Refusal

AS_THE_HALL: Final = Opening(is_open=True, changes_at_ms=None)
"""A zone without hours of its own: its people are let in and out with the hall."""


class ZoneShut(Refusal):
    """Nobody is served here now."""

    code = "zone_shut"


class Zones:
    """Of one hall. config: the hall's as it is now. now_ms: service clock.

    listeners: told the keys of terminals whose zone, or its street door, has opened or closed; they must not wait.
    """

    def __init__(self, config: Callable[[], HallConfig | None], now_ms: Callable[[], int]) -> None:
        self.listeners: list[Callable[[list[str]], None]] = []
        self._config = config
        self._now_ms = now_ms
        self._known: dict[str, tuple[ZoneConfig, Opening, int]] = {}
        self._shown: dict[str, tuple[bool, ...]] = {}
        self._due_ms: int | None = None

    # What others ask.

    def opening(self, terminal: str) -> Opening:
        """How the terminal's zone stands now."""
        config = self._config()
        zone = None if config is None else config.zone_of(terminal)
        return AS_THE_HALL if zone is None else self._opening_of(zone, self._now_ms())

    def must_be_open(self, terminal: str) -> None:
        """Raises ZoneShut, saying when it opens."""
        found = self.opening(terminal)
        if not found.is_open:
            raise ZoneShut(terminal=terminal, opens_at_ms=found.changes_at_ms)

    def gives_tickets(self, terminal: str) -> bool:
        """Whether the hall is near enough to queue for; so it is where the configuration says nothing."""
        config = self._config()
        zone = None if config is None else config.zone_of(terminal)
        return zone is None or zone.gives_tickets

    def record(self, terminal: str) -> dict[str, Any]:
        """Where a terminal stands, and when that is open, as its page and the monitor show it."""
        config = self._config()
        found = None if config is None else config.terminal(terminal)
        if config is None or found is None:
            return dict(NOWHERE)
        zone = config.zone_of(terminal)
        assert zone is not None, "a terminal stands in a zone of its configuration"
        opening = self._opening_of(zone, self._now_ms())
        return {
            "profile": found.profile,
            "zone": zone.key,
            "zone_zh": zone.name_zh,
            "zone_en": zone.name_en,
            "place_zh": found.place_zh,
            "place_en": found.place_en,
            "is_open": opening.is_open,
            "opens_at_ms": None if opening.is_open else opening.changes_at_ms,
            "closes_at_ms": opening.changes_at_ms if opening.is_open else None,
        }

    def place(self, terminal: str) -> dict[str, Any]:
        """What only the terminal's own page asks: whether it follows the hall, and is near enough to queue for."""
        config = self._config()
        found = None if config is None else config.terminal(terminal)
        if config is None or found is None:
            return dict(ALONE)
        zone = config.zone_of(terminal)
        assert zone is not None, "a terminal stands in a zone of its configuration"
        door = self._door_of(zone, self._now_ms())
        return {
            "follows_hall": zone.calendar is None,
            "gives_tickets": zone.gives_tickets,
            "is_door_shut": not door.is_open,
            "door_opens_at_ms": None if door.is_open else door.changes_at_ms,
        }

    # Time, beside the devices.

    def next_deadline(self) -> int | None:
        """When the next zone opens or closes, or None."""
        return self._due_ms

    def tick(self, now_ms: int) -> None:
        """Tell whoever listens of zones that have opened or closed. Called at every deadline of any device: cheap."""
        if self._due_ms is not None and self._due_ms <= now_ms:
            self.look(now_ms)

    def look(self, now_ms: int) -> None:
        """The same whatever the time: after a start, and after a new configuration."""
        config = self._config()
        zones = () if config is None else config.zones
        found = {zone.key: (self._opening_of(zone, now_ms), self._door_of(zone, now_ms)) for zone in zones}
        changes = [each.changes_at_ms for pair in found.values() for each in pair if each.changes_at_ms is not None]
        self._due_ms = min(changes, default=None)
        shown, self._shown = self._shown, {key: tuple(each.is_open for each in pair) for key, pair in found.items()}
        changed = {key for key, stand in self._shown.items() if shown.get(key) != stand}
        if changed and config is not None:
            keys = [terminal.key for terminal in config.terminals if terminal.zone in changed]
            for listener in self.listeners:
                listener(keys)

    def _door_of(self, zone: ZoneConfig, now_ms: int) -> Opening:
        """How the zone's street door stands; where there is none, people come and go as they like."""
        return AS_THE_HALL if zone.door_open is None else opening_at(zone.door_open, now_ms)

    def _opening_of(self, zone: ZoneConfig, now_ms: int) -> Opening:
        if zone.calendar is None:
            return AS_THE_HALL
        known = self._known.get(zone.key)
        if known is None or known[0] is not zone or not known[2] <= now_ms < _until_ms(known[1], known[2]):
            known = self._known[zone.key] = (zone, opening_at(zone.calendar, now_ms), now_ms)
        return known[1]


def _until_ms(opening: Opening, since_ms: int) -> int:
    """How long what was found may be believed; what never changes is looked at every day."""
    return since_ms + DAY_MS if opening.changes_at_ms is None else opening.changes_at_ms


NOWHERE: Final[Mapping[str, Any]] = {
    "profile": "yuezhizhu",
    "zone": "",
    "zone_zh": "",
    "zone_en": "",
    "place_zh": "",
    "place_en": "",
    "is_open": True,
    "opens_at_ms": None,
    "closes_at_ms": None,
}
ALONE: Final[Mapping[str, Any]] = {
    "follows_hall": True,
    "gives_tickets": True,
    "is_door_shut": False,
    "door_opens_at_ms": None,
}
"""Both of a terminal that the hall's configuration does not name."""
