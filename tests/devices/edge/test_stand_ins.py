"""What stands in for devices that are not built in: a card that lies there, a lock that falls shut."""

from __future__ import annotations

import pytest

from devices.edge.automation import Automation
from devices.edge.rack import Rack
from devices.edge.stand_ins import Door, IdReader
from devices.messages import InvalidStimulus
from devices.profiles import PROFILES
from devices.wire import osdp


def test_a_card_lies_there_until_it_is_taken_away() -> None:
    reader = IdReader()

    reader.feel("card", {"fields": {"name": "王小明"}})
    laid = reader.card
    reader.feel("remove", {})

    assert laid is not None
    assert laid.fields == {"name": "王小明"}
    assert reader.card is None


def switch_on_for(ticks: int) -> bytes:
    """A panel's frame: output 0 on for so many tenths of a second, with CRC and sequence 1."""
    body = bytes((0, 5)) + ticks.to_bytes(2, "little")
    frame = bytes((osdp.SOM, Door.ADDRESS)) + (8 + len(body)).to_bytes(2, "little") + bytes((0x05, osdp.OUT)) + body
    return frame + osdp.crc16(frame).to_bytes(2, "little")


def test_a_lock_opened_for_five_seconds_falls_shut_after_them() -> None:
    door = Door()

    door.receive(switch_on_for(50), 1_000)
    opened, due_ms = door.is_unlocked, door.next_deadline()
    door.tick(5_999)
    still = door.is_unlocked
    door.tick(6_000)

    assert (opened, due_ms, still, door.is_unlocked) == (True, 6_000, True, False)
    assert door.next_deadline() is None


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("smell", {}),
        ("card", {}),
        ("card", {"data": "xy"}),
        ("card", {"data": "00" * 65}),
        ("card", {"data": "01", "bits": 9}),
        ("card", {"data": "01", "bits": 0}),
    ],
)
def test_a_door_refuses_what_it_cannot_feel(kind: str, value: dict[str, object]) -> None:
    with pytest.raises(InvalidStimulus):
        Door().feel(kind, value)


def test_a_stand_in_is_felt_seen_and_reset_through_the_api_before_the_device_of_its_name() -> None:
    rack = Rack(1, b"k")
    rack.add("hall-1", PROFILES["yuezhizhu"])
    stand_ins = {("hall-1", "id_reader"): IdReader()}
    automation = Automation(rack, stand_ins=stand_ins)
    devices = "terminals/hall-1/devices"

    felt, _ = automation.answer("POST", f"{devices}/id_reader/stimulus", {}, {"type": "card", "fields": {"name": "王"}})
    _, seen = automation.answer("GET", f"{devices}/id_reader", {}, None)
    _, scanner = automation.answer("GET", f"{devices}/scanner", {}, None)
    automation.answer("POST", "reset", {}, None)

    assert (felt, seen["status"]) == (200, {"media": "present"})
    assert "王" not in str(seen)
    assert scanner["kind"] == "scanner"
    assert stand_ins["hall-1", "id_reader"].card is None
