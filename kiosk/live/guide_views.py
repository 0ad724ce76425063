"""The guide (办事导引): which machines nearby do what now, for whoever stands before one that does not.

Public: names, places, hours and services; never who stands where, only whether somebody does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from devices.profiles import SERVICES
from devices.terminal import Terminal
from kiosk.hall.config import HallConfig, TerminalConfig, ZoneConfig
from kiosk.live.nearest import on_foot

Record = dict[str, Any]
Stand = Callable[[str], Record]
"""Key of a terminal -> how its zone stands, as `Zones.record` and `Zones.place` tell it."""
HIDDEN: Final = frozenset({"guide", "log_in"})
"""Services that nobody comes for."""
FAR_M: Final = 1_000_000
"""Where nobody has measured."""


def zone_records(
    config: HallConfig, machines: Iterable[tuple[TerminalConfig, Terminal, bool]], stand: Stand, here: str | None
) -> list[Record]:
    """The zones with their terminals, the nearest first. machines: with whether nobody stands there. here: whence."""
    origin = None if here is None else config.terminal(here)
    spot = None if origin is None else origin.spot
    found = list(machines)
    zones = []
    for zone in config.zones:
        mine = [(each, machine, is_free) for each, machine, is_free in found if each.zone == zone.key]
        records = [
            _terminal_record(each, machine, on_foot(spot, each.spot), here, is_free=is_free)
            for each, machine, is_free in mine
        ]
        records.sort(key=lambda record: _far(record["metres"]))
        if records:
            zones.append(_zone_record(zone, stand(mine[0][0].key), records))
    return sorted(zones, key=lambda record: _far(record["metres"]))


def service_words() -> list[Record]:
    """What services are called."""
    return [{"key": key, "zh": each.zh, "en": each.en} for key, each in SERVICES.items() if key not in HIDDEN]


def _far(metres: int | None) -> int:
    return FAR_M if metres is None else metres


def _zone_record(zone: ZoneConfig, stand: Record, terminals: list[Record]) -> Record:
    return {
        "key": zone.key,
        "name_zh": zone.name_zh,
        "name_en": zone.name_en,
        "follows_hall": zone.calendar is None,
        **{name: stand[name] for name in STANDS},
        "metres": terminals[0]["metres"],
        "terminals": terminals,
    }


STANDS: Final = ("is_open", "opens_at_ms", "closes_at_ms", "is_door_shut", "door_opens_at_ms")
"""Of how a zone stands, what the guide tells."""


def _terminal_record(
    config: TerminalConfig,
    terminal: Terminal,
    metres: int | None,
    here: str | None,
    *,
    is_free: bool,
) -> Record:
    offered = [key for key in terminal.profile.services if key not in HIDDEN]
    works = not terminal.is_supervised and terminal.is_reachable
    return {
        "key": config.key,
        "name_zh": config.name_zh,
        "name_en": config.name_en,
        "place_zh": config.place_zh,
        "place_en": config.place_en,
        "state": str(terminal.state),
        "is_free": is_free,
        "is_here": config.key == here,
        "metres": metres,
        "working": [key for key in offered if works and key in terminal.working],
        "failing": [key for key in offered if not (works and key in terminal.working)],
    }
