"""One visitor, several sensors."""

from __future__ import annotations

import pytest

from devices import messages as m
from devices.core import Device
from devices.models import MODELS
from devices.physical import ACTS, Visitor, arrive, lay_id_card, leave, show_code, take
from tests.devices.builders import begin, ends, result

LI = Visitor(
    code="YS1:ABC",
    id_card={"name": "李阿婆"},
    social_card={"way": "tap", "name": "李阿婆"},
    document={"title": "房产证"},
    signature={"strokes": [[[0, 0, 0], [100, 50, 10]]]},
)


def terminal() -> dict[str, Device]:
    """One device of each kind."""
    return {kind: model(kind) for kind, model in MODELS.items()}


def do(devices: dict[str, Device], act: object, visitor: Visitor, at: int) -> tuple[m.Event, ...]:
    """Every device feels what it is meant to."""
    events: tuple[m.Event, ...] = ()
    for felt in act(visitor):
        device = devices[felt.kind]
        device.tick(at)
        events += device.handle(felt.stimulus, at)
    return events


def test_whoever_steps_up_is_seen_by_sensor_and_camera_and_gone_from_both() -> None:
    devices = terminal()

    do(devices, arrive, LI, 0)
    here = [devices["presence_sensor"].status()["proximitySensor"], devices["face_camera"].status()["subject"]]
    do(devices, leave, LI, 60_000)
    devices["presence_sensor"].tick(63_000)
    gone = [devices["presence_sensor"].status()["proximitySensor"], devices["face_camera"].status()["subject"]]

    assert here == ["present", "present"]
    assert gone == ["notPresent", "notPresent"]


def test_the_same_person_is_scanned_read_and_recognised() -> None:
    devices = terminal()
    do(devices, arrive, LI, 0)
    begin(devices["scanner"], "read", 0)
    begin(devices["id_reader"], "read", 0)
    begin(devices["face_camera"], "verify", 0, {"holder": "h1"})

    do(devices, show_code, LI, 100)
    do(devices, lay_id_card, LI, 100)
    read = {kind: result(devices[kind].tick(9_000)) for kind in ("scanner", "id_reader", "face_camera")}

    assert read["scanner"]["text"] == "YS1:ABC"
    assert read["id_reader"]["name"] == "李阿婆"
    assert read["face_camera"]["outcome"] == "accepted"


def test_whoever_leaves_in_the_middle_takes_the_card_along() -> None:
    devices = terminal()
    do(devices, lay_id_card, LI, 0)
    begin(devices["id_reader"], "read", 0)
    devices["id_reader"].tick(500)

    assert ends(do(devices, leave, LI, 500)) == [(500, "commandErrorCode", "invalidMedia")]


def test_what_came_out_is_taken() -> None:
    devices = terminal()
    for kind in ("receipt_printer", "document_printer"):
        begin(devices[kind], "print", 0, {"lines": 1, "length": 1})
        devices[kind].tick(20_000)

    do(devices, take, LI, 20_000)

    assert [devices[kind].status()["media"] for kind in ("receipt_printer", "document_printer")] == ["notPresent"] * 2


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_every_act_is_one_that_its_devices_can_feel(act: object) -> None:
    devices = terminal()

    # A stimulus that a device does not know is refused.
    do(devices, act, LI, 0)
    do(devices, act, Visitor(), 0)

    assert len(act(LI)) > 0


def test_without_the_thing_nothing_is_felt() -> None:
    felt = {name: len(act(Visitor())) for name, act in ACTS.items()}

    assert felt == {
        "arrive": 2,
        "leave": 2,
        "show_code": 0,
        "lay_id_card": 0,
        "show_social_card": 0,
        "lay_document": 0,
        "sign": 0,
        "take": 4,
    }
