"""The demo's terminals as data: every word of theirs means something, and the place is the one of the plan."""

from __future__ import annotations

import re
from collections import Counter as Count

import pytest

from devices.edge.rack import Rack
from devices.profiles import PROFILES
from devices.terminal import TerminalState
from kiosk.calendars.opening import opening_at
from kiosk.hall.config import FrontEnd, TerminalConfig
from kiosk.live.demo import UTC_OFFSET_MIN, demo_config, make_cast
from kiosk.live.demo_place import demo_terminals, demo_zones

TERMINALS = demo_terminals()
ZONES = {zone.key: zone for zone in demo_zones(UTC_OFFSET_MIN)}
FRIDAY_MS = 1_795_708_800_000
"""2026-11-27T00:00+08:00."""
HOUR_MS = 3_600_000


def test_the_place_is_the_one_of_the_plan() -> None:
    here = Count((terminal.zone, terminal.profile) for terminal in TERMINALS)

    assert here == {
        ("hall", "yuezhizhu"): 4,
        ("hall", "card_machine"): 1,
        ("hall", "permit_machine"): 1,
        ("hall", "company_machine"): 1,
        ("zone24", "yuezhizhu"): 1,
        ("zone24", "tax_machine"): 1,
        ("zone24", "permit_machine"): 1,
        ("villages", "yuezhizhu_village"): 12,
    }


@pytest.mark.parametrize("terminal", TERMINALS, ids=lambda terminal: terminal.key)
def test_every_word_of_a_terminal_means_something(terminal: TerminalConfig) -> None:
    assert terminal.profile in PROFILES
    assert terminal.zone in ZONES
    assert terminal.front_end in FrontEnd
    assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9-]*", terminal.key)
    assert all((terminal.name_zh, terminal.name_en, terminal.place_zh, terminal.place_en))
    assert Rack(1, b"k").add(terminal.key, PROFILES[terminal.profile]).state is TerminalState.IN_SERVICE


def test_addresses_names_and_tokens_are_each_terminals_own() -> None:
    kiosks = [device for device in make_cast(TERMINALS).devices if device.role == "kiosk"]

    for values in (
        [each.key for each in TERMINALS],
        [each.name_zh for each in TERMINALS],
        [each.name_en for each in TERMINALS],
        [each.token for each in kiosks],
    ):
        assert len(set(values)) == len(values) == 22


def test_only_the_villages_give_no_tickets_and_their_profile_promises_none() -> None:
    cast = {device.device: device.gives_tickets for device in make_cast(TERMINALS).devices}

    assert {terminal.zone for terminal in TERMINALS if not cast[terminal.key]} == {"villages"}
    assert [key for key, profile in PROFILES.items() if "take_ticket" not in profile.services] == ["yuezhizhu_village"]


@pytest.mark.parametrize(
    ("zone", "hour", "is_open"),
    [
        ("villages", 8, False),
        ("villages", 9, True),
        ("villages", 17, False),
        ("villages", 34, False),
        ("zone24", 3, True),
    ],
)
def test_villages_keep_office_hours_and_the_zone_at_the_door_never_closes(zone: str, hour: int, is_open: bool) -> None:
    calendar = ZONES[zone].calendar
    assert calendar is not None

    assert opening_at(calendar, FRIDAY_MS + hour * HOUR_MS).is_open is is_open


def test_the_configuration_has_them_all() -> None:
    config = demo_config(3, 25_000)

    assert config.terminals == TERMINALS
    assert config.zones == tuple(ZONES.values())


@pytest.mark.parametrize(("hour", "is_open"), [(5, False), (6, True), (21, True), (22, False), (24 + 12, True)])
def test_the_street_door_of_the_zone_stands_open_by_day_on_saturdays_too(hour: int, is_open: bool) -> None:
    door = ZONES["zone24"].door_open
    assert door is not None

    assert opening_at(door, FRIDAY_MS + hour * HOUR_MS).is_open is is_open
