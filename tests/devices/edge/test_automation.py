"""The automation API: every route, every wrong body, time that goes forward only."""

from __future__ import annotations

from base64 import b64encode

import pytest

from devices.edge.automation import ROUTES, Automation
from devices.edge.rack import Rack
from devices.profiles import PROFILES

SCANNER = "terminals/hall-1/devices/scanner"


def api() -> tuple[Automation, Rack]:
    """One terminal, an API over it, and a decoder that sees what it is told."""
    rack = Rack(1, b"k", now_ms=1_000, kept_outputs=100)
    rack.add("hall-1", PROFILES["yuezhizhu"])
    return Automation(rack, decode=lambda picture: picture.decode() or None), rack


def test_a_stimulus_reaches_whoever_listens() -> None:
    automation, rack = api()
    heard: list[object] = []
    rack.listeners.append(lambda _, event: heard.append(event))

    rack.begin("hall-1", "scanner", "read")
    status, _ = automation.answer("POST", f"{SCANNER}/stimulus", {}, {"type": "code", "text": "x"})
    automation.answer("POST", "clock", {}, {"advance_ms": 1_000})

    assert status == 200
    assert [type(event).__name__ for event in heard] == ["Began", "StatusChanged", "Ended", "StatusChanged"]
    assert rack.now_ms == 2_000


def test_a_picture_is_decoded_before_it_is_seen() -> None:
    automation, rack = api()
    rack.begin("hall-1", "scanner", "read")

    seen = automation.answer("POST", f"{SCANNER}/stimulus", {}, {"type": "code", "png": b64encode(b"YS1:A").decode()})
    blank = automation.answer("POST", f"{SCANNER}/stimulus", {}, {"type": "code", "png": ""})
    garbage = automation.answer("POST", f"{SCANNER}/stimulus", {}, {"type": "code", "png": "%"})

    assert [seen[0], blank[0], garbage[0]] == [200, 422, 400]


def test_devices_are_built_in_changed_and_taken_out() -> None:
    automation, _ = api()

    built = automation.answer("POST", "terminals/hall-1/devices", {}, {"type": "scanner", "name": "second"})
    twice = automation.answer("POST", "terminals/hall-1/devices", {}, {"type": "scanner", "name": "second"})
    out = automation.answer("PATCH", "terminals/hall-1/devices/second", {}, {"connected": False, "mode": "manual"})
    gone = automation.answer("DELETE", "terminals/hall-1/devices/second", {}, None)

    assert [built, twice[0], gone] == [(201, {"id": "second"}), 409, (204, None)]
    assert (out[1]["status"]["device"], out[1]["mode"]) == ("noDevice", "manual")
    assert automation.answer("GET", "terminals/hall-1/devices/second", {}, None)[0] == 404


def test_manual_mode_waits_for_the_test() -> None:
    automation, rack = api()
    automation.answer("PATCH", SCANNER, {}, {"mode": "manual"})
    op_id = rack.begin("hall-1", "scanner", "read")

    waiting = automation.answer("GET", SCANNER, {}, None)[1]["running"]
    status, _ = automation.answer("POST", f"{SCANNER}/respond", {}, {"op": op_id, "code": "userError"})

    assert waiting == {"op_id": op_id, "op": "read"}
    assert status == 200
    assert rack.journal.after(0)[-1]["event"] in {"Ended", "StatusChanged"}


def test_faults_come_and_go() -> None:
    automation, rack = api()
    fault = {"id": "f", "kind": "dead", "trigger": {"at_ms": 5_000}, "after_ms": 1_000}

    made = automation.answer("POST", f"{SCANNER}/faults", {}, fault)
    automation.answer("POST", "clock", {}, {"until_ms": 5_000})
    broken = rack.record("hall-1")["devices"]["scanner"]["active_faults"]
    cleared = automation.answer("DELETE", f"{SCANNER}/faults/f", {}, None)

    assert (made, broken, cleared) == ((201, {"id": "f"}), {"f": "dead"}, (204, None))


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("GET", "nowhere", None, 404, "not_found"),
        ("PUT", "clock", {}, 405, "method_not_allowed"),
        ("GET", "terminals/x", None, 404, "unknown_terminal"),
        ("GET", "terminals/hall-1/devices/x", None, 404, "unknown_device"),
        ("POST", "terminals/hall-1/devices", {"type": "toaster", "name": "t"}, 400, "unknown_device_type"),
        ("POST", "terminals/hall-1/devices", {"type": "scanner", "name": "../x"}, 400, "invalid_argument"),
        ("PATCH", SCANNER, {}, 400, "nothing_to_change"),
        ("PATCH", SCANNER, {"mode": "loud"}, 400, "invalid_argument"),
        ("PATCH", SCANNER, {"connected": True}, 409, "cannot_happen"),
        ("POST", f"{SCANNER}/stimulus", {"type": "card"}, 400, "invalid_stimulus"),
        ("POST", f"{SCANNER}/stimulus", {"type": "code"}, 400, "invalid_stimulus"),
        ("POST", f"{SCANNER}/stimulus", {}, 400, "invalid_argument"),
        ("POST", f"{SCANNER}/stimulus", [], 400, "invalid_argument"),
        ("POST", f"{SCANNER}/faults", {"id": "f", "kind": "rust"}, 404, "unknown_fault"),
        ("POST", f"{SCANNER}/faults", {"id": "f", "kind": "dead", "trigger": {"nth": 0}}, 400, "invalid_argument"),
        ("POST", f"{SCANNER}/faults", {"id": "f", "kind": "dead", "trigger": {"when": "1+1"}}, 400, "invalid_argument"),
        ("DELETE", f"{SCANNER}/faults/f", None, 404, "unknown_fault"),
        ("POST", f"{SCANNER}/respond", {"op": "x"}, 409, "not_waiting"),
        ("POST", f"{SCANNER}/reset", {"by": "cat"}, 400, "invalid_argument"),
        ("POST", "clock", {}, 400, "invalid_argument"),
        ("POST", "clock", {"advance_ms": 1, "until_ms": 1}, 400, "invalid_argument"),
        ("POST", "clock", {"advance_ms": -1}, 400, "invalid_argument"),
        ("POST", "clock", {"speed": 10.0}, 409, "speed_is_fixed"),
        ("POST", "clock", {"freeze": False}, 409, "clock_stands"),
        ("POST", "clock", {"until_ms": 0}, 400, "time_goes_back"),
        ("POST", "clock", {"until_ms": 2**60}, 400, "invalid_argument"),
    ],
)
def test_what_makes_no_sense_gets_its_own_answer(method: str, path: str, body: object, status: int, code: str) -> None:
    automation, rack = api()
    before = rack.record("hall-1")

    answered = automation.answer(method, path, {}, body)

    assert (answered[0], answered[1]["error"]["code"]) == (status, code)
    assert rack.record("hall-1") == before


def test_a_reset_builds_every_terminal_anew() -> None:
    automation, rack = api()
    automation.answer("POST", f"{SCANNER}/faults", {}, {"id": "f", "kind": "dead"})

    automation.answer("POST", "reset", {}, None)

    assert rack.record("hall-1")["state"] == "inService"


def test_every_route_is_documented() -> None:
    text = Automation.__module__ and __import__("devices.edge.automation", fromlist=["__doc__"]).__doc__

    for pattern in ROUTES:
        last = [part for part in pattern.split("/") if part not in {"*", ""}][-1:]
        assert all(part in text for part in last), pattern
