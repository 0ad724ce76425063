"""The nearest (最近): which terminal to go to instead of this one, by the way on foot.

People walk along streets and walls, so a way is as long as its parts east and north together. The nearest terminal at
which the wanted services work decides the zone; within that zone one where nobody stands comes before one that is taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from devices.terminal import Terminal
from kiosk.hall.config import HallConfig, TerminalConfig
from kiosk.live.counter_views import Record

Spot = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """Another terminal. is_free: nobody stands there. zone_zh, zone_en: None in the zone of whoever asks.

    metres: the way on foot, None where nobody has measured.
    """

    terminal: Terminal
    name_zh: str
    name_en: str
    zone: str
    zone_zh: str | None
    zone_en: str | None
    is_free: bool
    metres: int | None


def on_foot(a: Spot | None, b: Spot | None) -> int | None:
    """Metres from one spot to another, None where one of them is not known."""
    return None if a is None or b is None else abs(a[0] - b[0]) + abs(a[1] - b[1])


def other(
    config: HallConfig, here: TerminalConfig | None, there: TerminalConfig, found: Terminal, *, is_free: bool
) -> Other:
    """A terminal as seen from another one."""
    zone = config.zone_of(there.key)
    assert zone is not None, "a terminal stands in a zone of its configuration"
    is_same = here is not None and here.zone == there.zone
    return Other(
        terminal=found,
        name_zh=there.name_zh,
        name_en=there.name_en,
        zone=zone.key,
        zone_zh=None if is_same else zone.name_zh,
        zone_en=None if is_same else zone.name_en,
        is_free=is_free,
        metres=on_foot(None if here is None else here.spot, there.spot),
    )


def nearest(others: Iterable[Other], services: Iterable[str]) -> Other | None:
    """Where some services work, None if nowhere. What has not been measured comes last, in the order given."""
    wanted = set(services)
    return nearest_of([each for each in others if wanted <= set(each.terminal.working)])


def nearest_of(fits: Iterable[Other]) -> Other | None:
    """The same of terminals that will all do."""
    fit = sorted(fits, key=_way)
    return _free_first([each for each in fit if each.zone == fit[0].zone]) if fit else None


def _free_first(near: Sequence[Other]) -> Other:
    return next((each for each in near if each.is_free), near[0])


def _way(each: Other) -> tuple[bool, int]:
    return (each.metres is None, each.metres or 0)


def place_record(prefix: str, found: Other | None) -> Record:
    """Where to go instead, under names that begin alike: nearest_name_zh …"""
    if found is None:
        return {f"{prefix}_{name}": None for name in FIELDS}
    return {f"{prefix}_{name}": getattr(found, name) for name in FIELDS}


FIELDS: Final = ("name_zh", "name_en", "zone_zh", "zone_en", "metres", "is_free")
"""Of another terminal, what a page shows."""
