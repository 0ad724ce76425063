"""Zones in time: open and shut by their own hours, told at the very instant, and never where they follow the hall."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.calendars.opening import always_open, working_days
from kiosk.hall.config import HallConfig, TerminalConfig, ZoneConfig
from kiosk.live.zones import Zones, ZoneShut
from tests.builders import two_line_config

MONDAY_0830 = 1_795_393_800_000
HOUR_MS = 3_600_000
NINE, FIVE_PM = MONDAY_0830 + HOUR_MS // 2, MONDAY_0830 + 17 * HOUR_MS // 2
ZONES = (
    ZoneConfig(key="hall", name_zh="大厅", name_en="Hall"),
    ZoneConfig(key="zone24", name_zh="区", name_en="Zone", calendar=always_open(480)),
    ZoneConfig(
        key="villages",
        name_zh="村",
        name_en="Villages",
        calendar=working_days(480, ((540, 1020),)),
        gives_tickets=False,
    ),
)
CONFIG = two_line_config(
    zones=ZONES,
    terminals=(
        TerminalConfig(key="hall-1", name_zh="一", name_en="1"),
        TerminalConfig(key="night-1", name_zh="二", name_en="2", zone="zone24", profile="permit_machine"),
        TerminalConfig(key="village-1", name_zh="三", name_en="3", zone="villages"),
        TerminalConfig(key="hall-permit", name_zh="四", name_en="4", profile="permit_machine"),
    ),
)


class Place:
    """Zones with a clock moved by hand; told: what listeners heard, with its time."""

    def __init__(self, config: HallConfig | None = CONFIG) -> None:
        self.config = config
        self.now_ms = MONDAY_0830
        self.told: list[tuple[int, list[str]]] = []
        self.zones = Zones(lambda: self.config, lambda: self.now_ms)
        self.zones.listeners.append(lambda keys: self.told.append((self.now_ms, keys)))
        self.zones.look(self.now_ms)
        self.told.clear()

    def run_until(self, until_ms: int) -> None:
        """As the devices' driver does: from deadline to deadline."""
        while (due_ms := self.zones.next_deadline()) is not None and due_ms <= until_ms:
            self.now_ms = due_ms
            self.zones.tick(due_ms)
        self.now_ms = until_ms


def test_a_village_opens_and_closes_at_its_own_hours_and_its_terminals_are_told() -> None:
    place = Place()

    place.run_until(MONDAY_0830 + 24 * HOUR_MS)

    assert place.told == [(NINE, ["village-1"]), (FIVE_PM, ["village-1"])]


def test_behind_a_shut_door_nobody_begins_and_is_told_when_it_opens() -> None:
    place = Place()

    with pytest.raises(ZoneShut) as refused:
        place.zones.must_be_open("village-1")
    place.run_until(NINE)
    place.zones.must_be_open("village-1")

    assert refused.value.params == {"terminal": "village-1", "opens_at_ms": NINE}


@pytest.mark.parametrize("terminal", ["hall-1", "night-1", "nowhere"])
def test_what_follows_the_hall_or_never_closes_is_never_shut(terminal: str) -> None:
    place = Place()

    for hour in range(48):
        place.run_until(MONDAY_0830 + hour * HOUR_MS)
        place.zones.must_be_open(terminal)


def test_a_ticket_is_taken_where_the_hall_is_and_nowhere_else() -> None:
    zones = Place().zones

    assert [zones.gives_tickets(key) for key in ("hall-1", "night-1", "village-1", "nowhere")] == [
        True,
        True,
        False,
        True,
    ]


def test_new_hours_count_from_the_next_look() -> None:
    place = Place()

    place.config = replace(CONFIG, zones=(*ZONES[:2], replace(ZONES[2], calendar=always_open(480))))
    place.zones.look(place.now_ms)

    assert place.told == [(MONDAY_0830, ["village-1"])]
    assert place.zones.next_deadline() is None
    assert place.zones.record("village-1")["is_open"]


def test_a_hall_without_a_configuration_has_no_zones() -> None:
    zones = Place(None).zones

    assert zones.next_deadline() is None
    assert zones.record("x")["zone"] == ""


def test_the_street_door_shuts_at_night_although_the_zone_serves_and_its_terminals_are_told_at_the_instant() -> None:
    by_day = working_days(480, ((360, 1320),), days=7)
    zones = (ZONES[0], replace(ZONES[1], door_open=by_day), ZONES[2])
    place = Place(replace(CONFIG, zones=zones))
    ten_pm, six_am = MONDAY_0830 + 27 * HOUR_MS // 2, MONDAY_0830 + 43 * HOUR_MS // 2
    assert not place.zones.place("night-1")["is_door_shut"]

    place.run_until(ten_pm)

    assert (ten_pm, ["night-1"]) in place.told
    assert place.zones.opening("night-1").is_open
    shut = place.zones.place("night-1")
    assert (shut["is_door_shut"], shut["door_opens_at_ms"]) == (True, six_am)
    place.run_until(six_am)
    assert (six_am, ["night-1"]) in place.told
    assert not place.zones.place("night-1")["is_door_shut"]


def test_where_there_is_no_door_none_is_shut() -> None:
    zones = Place().zones

    assert [zones.place(key)["is_door_shut"] for key in ("hall-1", "night-1", "nowhere")] == [False, False, False]
