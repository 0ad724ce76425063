"""The hall that a service shall have (大厅布置), and what halls it has: their rows, calendars and configurations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from kiosk.calendars.opening import Calendar, calendar_from_json, calendar_to_json
from kiosk.hall.config import HallConfig
from kiosk.live.demo import Cast
from kiosk.live.records import list_halls, put_hall
from kiosk.live.store import Store
from kiosk.live.writer import HallWriter

FIRST_HALL: Final = "main"
"""Key of the hall of a new service that plays neither demo nor scenario."""
BEIJING_MIN: Final = 480


@dataclass(frozen=True, slots=True, kw_only=True)
class HallPlan:
    """A hall that the service shall have and who plays in it: the demo's or a scenario's.

    calendar: None where its days are opened by hand.
    """

    key: str
    config: HallConfig | None
    calendar: Calendar | None
    cast: Cast


def enter_hall(store: Store, plan: HallPlan | None) -> None:
    """The planned hall's row; a new service without a plan gets one hall, to be configured by its administrator."""
    known = {row["hall"] for row in store.read(list_halls)}
    if plan is not None and plan.key not in known:
        names = (plan.config.name_zh, plan.config.name_en) if plan.config else (plan.key, plan.key)
        calendar = None if plan.calendar is None else calendar_to_json(plan.calendar)
        store.write(lambda connection: put_hall(connection, plan.key, *names, calendar))
    elif plan is None and not known:
        store.write(lambda connection: put_hall(connection, FIRST_HALL, FIRST_HALL, FIRST_HALL, None))


def series_of(store: Store) -> dict[str, str]:
    """Hall -> the digits with which the serial of each of its cases begins (号段)."""
    return {row["hall"]: row["series"] for row in store.read(list_halls)}


def calendars_of(store: Store) -> dict[str, Calendar | None]:
    """Of every hall; None where its days are opened by hand."""
    return {row["hall"]: _calendar(row["calendar"]) for row in store.read(list_halls)}


def _calendar(stored: Mapping[str, Any] | None) -> Calendar | None:
    return None if stored is None else calendar_from_json(stored)


def utc_offset_of(calendars: Mapping[str, Calendar | None]) -> int:
    """Of the first hall that says so; pages and slips show its time."""
    offsets = [calendar.utc_offset_min for calendar in calendars.values() if calendar is not None]
    return offsets[0] if offsets else BEIJING_MIN


def configs_of(writers: Mapping[str, HallWriter], plan: HallPlan | None) -> list[HallConfig]:
    """Of every hall that has one, or will have one as soon as its opener has begun."""
    known = {key: writer.committed.state.config for key, writer in writers.items()}
    if plan is not None and known.get(plan.key) is None:
        known[plan.key] = plan.config
    return [config for config in known.values() if config is not None]
