"""Journals of earlier shapes are read: what a terminal was before it had a place is still a terminal."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import pytest

from kiosk.hall.commands import ConfigureHall
from kiosk.hall.config import HALL_ALONE, FrontEnd, HallConfig
from kiosk.hall.events import HallConfigured
from kiosk.hall.hall import Hall
from kiosk.journal import (
    JournalError,
    decode_command,
    decode_event,
    encode_command,
    encode_event,
    state_from_json,
    state_to_json,
    upcast_snapshot,
)
from tests.builders import open_hall, terminals, two_line_config


def first_shape() -> dict[str, Any]:
    """A configuration as the journal had it when terminals were keys alone."""
    config = asdict(two_line_config())
    del config["zones"]
    return config | {"terminals": ["hall-1", "hall-2"]}


def check(config: HallConfig) -> None:
    assert config == two_line_config(terminals=terminals("hall-1", "hall-2"))
    assert config.zones == HALL_ALONE
    assert {(each.profile, each.zone, each.front_end) for each in config.terminals} == {
        ("yuezhizhu", "hall", FrontEnd.PAGE)
    }


def test_a_configuration_of_the_first_shape_gets_places() -> None:
    command = decode_command({"type": "ConfigureHall", "v": 1, "config": first_shape(), "by": "admin"})
    event = decode_event({"type": "HallConfigured", "v": 1, "at_ms": 5, "config": first_shape()})

    assert isinstance(command, ConfigureHall)
    assert isinstance(event, HallConfigured)
    check(command.config)
    check(event.config)
    # The Replay law holds over the change of shape.
    assert Hall().handle(command, 5) == (event,)


def test_a_configuration_with_places_survives_the_journal() -> None:
    config = two_line_config(terminals=terminals("hall-1", front_end=FrontEnd.XFS, place_zh="一楼"))
    command, event = ConfigureHall(config=config, by="admin"), HallConfigured(at_ms=5, config=config)

    assert encode_event(event)["v"] == 2
    assert decode_command(encode_command(command)) == command
    assert decode_event(encode_event(event)) == event


def test_a_snapshot_of_the_first_shape_is_the_state_of_now() -> None:
    hall = Hall()
    hall.handle(ConfigureHall(config=two_line_config(terminals=terminals("hall-1", "hall-2"))), 0)
    now = state_to_json(hall.state)

    old = {**now, "v": 1, "config": first_shape()}

    assert upcast_snapshot(old) == now
    assert state_to_json(state_from_json(old)) == now


def test_a_journal_of_before_there_were_kinds_is_read() -> None:
    command = {"type": "TakeTicket", "v": 1, "line": None, "matter_class": "A", "kind": "priority"}
    event = {
        "type": "TicketTaken",
        "v": 1,
        "at_ms": 5,
        "ticket": "A001",
        "prefix": "A",
        "serial": 1,
        "line": "A-priority",
        "kind": "priority",
        "order_ms": -59_995,
        "slot_at_ms": None,
        "token_hash": None,
    }
    config = encode_event(HallConfigured(at_ms=0, config=two_line_config()))["config"]
    old = {name: value for name, value in config.items() if name != "kinds"}
    for counter in old["counters"]:
        del counter["prefers"]

    configured = decode_event({"type": "HallConfigured", "v": 2, "at_ms": 0, "config": old})

    assert configured == HallConfigured(at_ms=0, config=two_line_config())
    hall = open_hall(two_line_config(), counters=())
    assert hall.handle(decode_command(command), 5) == (decode_event(event),)


def test_a_snapshot_of_before_there_were_appointments_has_none_and_the_usual_rules() -> None:
    hall = Hall()
    hall.handle(ConfigureHall(config=two_line_config()), 0)
    now = state_to_json(hall.state)
    later = {"booking_days", "slots", "bookings", "last_booking", "absences"}
    config = {key: value for key, value in now["config"].items() if key != "booking"}

    old = {key: value for key, value in now.items() if key not in later} | {"config": config}

    assert upcast_snapshot(old) == now
    assert state_to_json(state_from_json(old)) == now


@pytest.mark.parametrize("version", [0, 3, None, "2"])
def test_a_shape_of_the_future_is_refused(version: object) -> None:
    with pytest.raises(JournalError):
        decode_event({"type": "HallConfigured", "v": version, "at_ms": 5, "config": first_shape()})
    with pytest.raises(JournalError):
        state_from_json({"v": version})
