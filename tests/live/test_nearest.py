"""Which terminal somebody is sent to: the nearest on foot where it works, and of its zone one that is free."""

from __future__ import annotations

from dataclasses import replace

import pytest

from devices import messages as m
from devices.faults import Fault
from devices.profiles import PROFILES
from devices.terminal import Terminal
from kiosk.hall.config import FARTHEST_M, HallConfig, TerminalConfig, ZoneConfig
from kiosk.live.demo import UTC_OFFSET_MIN
from kiosk.live.demo_place import demo_terminals, demo_zones
from kiosk.live.nearest import Other, nearest, on_foot, other, place_record
from tests.builders import two_line_config

DEMO = {terminal.key: terminal for terminal in demo_terminals()}


def there(key: str, metres: int | None, *, zone: str = "hall", is_free: bool = True, works: bool = True) -> Other:
    machine = Terminal(key, PROFILES["yuezhizhu"])
    if not works:
        machine.handle("network", m.Inject(fault=Fault(fault_id="f", kind="offline")), 0)
    return Other(
        terminal=machine, name_zh=key, name_en=key, zone=zone, zone_zh=None, zone_en=None, is_free=is_free, metres=metres
    )  # fmt: skip


def named(others: list[Other]) -> str | None:
    found = nearest(others, ("log_in",))
    return None if found is None else found.name_zh


def test_people_walk_along_streets_and_walls() -> None:
    assert on_foot((2, 8), (-6, -4)) == 8 + 12
    assert on_foot((2, 8), None) is None


def test_the_nearest_comes_first_whatever_the_order_in_which_they_were_entered() -> None:
    assert named([there("far", 900), there("near", 6), there("middle", 40)]) == "near"


def test_a_free_one_of_the_same_zone_comes_before_a_busy_one_that_is_nearer() -> None:
    assert named([there("busy", 2, is_free=False), there("free", 6)]) == "free"


def test_nobody_is_sent_to_another_zone_because_a_near_one_is_taken() -> None:
    assert named([there("busy", 2, is_free=False), there("village", 1_300, zone="villages")]) == "busy"


def test_where_it_does_not_work_nobody_is_sent() -> None:
    assert named([there("dead", 2, works=False), there("alive", 6)]) == "alive"
    assert named([there("dead", 2, works=False)]) is None


def test_what_nobody_has_measured_comes_last_in_the_order_of_the_configuration() -> None:
    assert named([there("first", None), there("second", None)]) == "first"
    assert named([there("first", None), there("measured", 99)]) == "measured"


def test_another_zone_is_named_and_ones_own_is_not() -> None:
    config = two_line_config(zones=demo_zones(UTC_OFFSET_MIN), terminals=tuple(DEMO.values()))
    machine = Terminal("x", PROFILES["yuezhizhu"])

    near = other(config, DEMO["hall-1"], DEMO["hall-2"], machine, is_free=True)
    far = other(config, DEMO["hall-1"], DEMO["zone24-1"], machine, is_free=False)

    assert place_record("nearest", near) == {
        "nearest_name_zh": "大厅 2 号机", "nearest_name_en": "Hall kiosk 2", "nearest_zone_zh": None,
        "nearest_zone_en": None, "nearest_metres": 2, "nearest_is_free": True,
    }  # fmt: skip
    assert (far.zone_zh, far.metres) == ("24 小时自助服务区", 20)
    assert set(place_record("nearest", None).values()) == {None}


def test_every_terminal_of_the_demo_has_a_spot_of_its_own() -> None:
    spots = [terminal.spot for terminal in DEMO.values()]

    assert None not in spots
    assert len(set(spots)) == 22


@pytest.mark.parametrize("spot", [(FARTHEST_M + 1, 0), (0, -FARTHEST_M - 1)])
def test_a_spot_that_cannot_be_cannot_exist(spot: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="spot"):
        TerminalConfig(key="k", name_zh="", name_en="", spot=spot)


def test_a_zone_needs_no_door_and_a_terminal_no_spot() -> None:
    config: HallConfig = two_line_config(zones=(ZoneConfig(key="hall", name_zh="", name_en=""),))

    assert config.zones[0].door_open is None
    assert replace(DEMO["hall-1"], spot=None).spot is None
