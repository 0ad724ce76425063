"""The automation API: every route, every wrong body, time that goes forward only."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence

import pytest

from devices.edge.automation import ROUTES, Automation
from devices.edge.rack import Rack
from devices.edge.scan_formats import checked
from devices.face import FaceCamera
from devices.face_tables import Subject
from devices.matcher import Presentation
from devices.messages import Code, Ended
from devices.models import MODELS
from devices.profiles import PROFILES
from devices.terminal import TerminalChanged
from tests.devices.xfs.payloads import png

SCANNER = "terminals/hall-1/devices/scanner"
CAMERA = "terminals/hall-1/devices/face_camera"


def api() -> tuple[Automation, Rack]:
    """One terminal, an API over it, and a decoder that sees what it is told."""
    rack = Rack(1, b"k", now_ms=1_000, kept_outputs=100)
    rack.add("hall-1", PROFILES["yuezhizhu"])
    return Automation(rack, decode=lambda picture, faults: picture.decode() or None), rack


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

    assert waiting == {"op_id": op_id, "op": "read", "is_paused": True}
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
        ("PATCH", CAMERA, {"identity": ""}, 400, "invalid_argument"),
        ("PATCH", CAMERA, {"subject_present": None}, 400, "invalid_argument"),
        ("POST", "terminals/x/reset", None, 404, "unknown_terminal"),
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


def test_a_picture_is_seen_through_what_is_wrong_with_the_scanner() -> None:
    rack = Rack(1, b"k", now_ms=1_000)
    rack.add("hall-1", PROFILES["yuezhizhu"])
    seen: list[tuple[bytes, tuple[str, ...]]] = []

    def decode(picture: bytes, faults: Sequence[str]) -> str | None:
        seen.append((picture, tuple(faults)))
        return None

    automation = Automation(rack, decode=decode)
    automation.answer("POST", f"{SCANNER}/faults", {}, {"id": "f", "kind": "dirty_window"})
    answered = automation.answer("POST", f"{SCANNER}/stimulus", {}, {"type": "code", "png": b64encode(b"x").decode()})

    assert answered[0] == 422
    assert seen == [(b"x", ("dirty_window",))]


def flags(automation: Automation, **change: object) -> dict[str, object]:
    """What the camera's flags are after a change."""
    status, record = automation.answer("PATCH", CAMERA, {}, change)
    assert status == 200, record
    found: dict[str, object] = record["flags"]
    return found


def test_flags_say_who_stands_before_the_camera() -> None:
    automation, _ = api()
    first = automation.answer("GET", CAMERA, {}, None)[1]["flags"]

    other = flags(automation, identity="demo-elder")
    fake = flags(automation, is_bona_fide=False)
    nobody = flags(automation, subject_present=False)
    holder = flags(automation, subject_present=True, identity=None)

    assert first == {"subject_present": True, "is_bona_fide": True, "identity": None}
    assert other == {"subject_present": True, "is_bona_fide": True, "identity": "demo-elder"}
    assert fake == {"subject_present": True, "is_bona_fide": False, "identity": "demo-elder"}
    assert nobody == {"subject_present": False, "is_bona_fide": True, "identity": None}
    assert holder == first


def test_a_flag_keeps_the_species_of_an_attack_that_is_there() -> None:
    automation, rack = api()
    automation.answer("POST", f"{CAMERA}/stimulus", {}, {"type": "face", "presentation": "mask3d"})

    flags(automation, identity="demo-adult")

    camera = rack.terminal("hall-1").devices["face_camera"]
    assert isinstance(camera, FaceCamera)
    assert camera.subject == Subject(identity="demo-adult", presentation=Presentation.MASK_3D)


def test_a_proximity_sensor_has_one_flag_and_other_devices_have_none() -> None:
    automation, _ = api()
    automation.answer("POST", "terminals/hall-1/devices", {}, {"type": "presence_sensor", "name": "near"})
    near = "terminals/hall-1/devices/near"

    there = automation.answer("PATCH", near, {}, {"subject_present": True})[1]
    refused = [automation.answer("PATCH", path, {}, {"is_bona_fide": False}) for path in (near, SCANNER)]

    assert there["flags"] == {"subject_present": True}
    assert [(status, body["error"]["code"]) for status, body in refused] == [(400, "invalid_stimulus")] * 2


def test_an_issued_card_and_the_picture_of_a_document_come_out_as_well() -> None:
    automation, rack = api()
    for kind, name in (("card_box", "box"), ("document_camera", "plate")):
        automation.answer("POST", "terminals/hall-1/devices", {}, {"type": kind, "name": name})
    rack.begin("hall-1", "box", "issue", {"content": {"name": "陈示一"}})
    document = {"type": "document", "title": "户口簿", "png": b64encode(png(8, 4)).decode()}
    automation.answer("POST", "terminals/hall-1/devices/plate/stimulus", {}, document)
    rack.begin("hall-1", "plate", "capture")
    automation.answer("POST", "clock", {}, {"advance_ms": 25_000})

    outputs = automation.answer("GET", "terminals/hall-1/output", {}, None)[1]["outputs"]

    came = {each["device"]: each for each in outputs}
    assert came["box"]["card"] == {"serial": 1, "name": "陈示一"}
    assert (came["plate"]["png"], came["plate"]["card"]) == (b64encode(checked(png(8, 4))).decode(), None)
    rack.wipe("hall-1")
    assert rack.outputs("hall-1") == ()


def test_the_journal_is_told_by_terminal_and_by_how_much_is_wanted() -> None:
    automation, rack = api()
    rack.add("hall-2", PROFILES["yuezhizhu"])
    for name in ("hall-1", "hall-2", "hall-1"):
        automation.answer("PATCH", f"terminals/{name}/devices/scanner", {}, {"connected": False})
        automation.answer("PATCH", f"terminals/{name}/devices/scanner", {}, {"connected": True})

    def seqs(**query: str) -> list[int]:
        return [line["seq"] for line in automation.answer("GET", "journal", query, None)[1]["lines"]]

    everything = seqs(since="0")
    assert everything == list(range(1, rack.journal.seq + 1))
    assert seqs(since="3") == everything[3:]
    assert seqs(newest="2") == everything[-2:]
    here = seqs(terminal="hall-1")
    assert sorted(here + seqs(terminal="hall-2")) == everything
    assert seqs(terminal="hall-1", newest="1") == here[-1:]


def test_a_page_learns_what_can_be_done_to_every_kind_of_device() -> None:
    automation, _ = api()

    kinds = automation.answer("GET", "kinds", {}, None)[1]["kinds"]

    assert set(kinds) == set(MODELS)
    assert kinds["receipt_printer"]["remedies"]["replenish"] == ["paper_out", "paper_low"]
    assert kinds["scanner"]["faults"]["dead"]["zh"] == "扫描器失灵"
    assert "unplugged" in kinds["network"]["faults"]


def test_the_root_tells_how_time_goes_and_people_are_whoever_the_house_names() -> None:
    automation, rack = api()
    people = [{"key": "demo-adult", "id_card": {"number": "445299198803121013"}}]

    root = automation.answer("GET", "", {}, None)[1]

    assert root == {"terminals": ["hall-1"], "now_ms": 1_000, "speed": 0.0, "is_frozen": True}
    assert automation.answer("GET", "people", {}, None) == (200, {"people": []})
    assert Automation(rack, people=lambda: people).answer("GET", "people", {}, None) == (200, {"people": people})


def test_one_terminal_is_built_anew_and_says_so_while_the_others_go_on() -> None:
    automation, rack = api()
    rack.add("hall-2", PROFILES["yuezhizhu"])
    for name in ("hall-1", "hall-2"):
        fault = {"id": "f", "kind": "jam"}
        automation.answer("POST", f"terminals/{name}/devices/receipt_printer/faults", {}, fault)
    rack.begin("hall-1", "scanner", "read")
    heard: list[object] = []
    rack.listeners.append(lambda _, event: heard.append(event))

    status, record = automation.answer("POST", "terminals/hall-1/reset", {}, None)

    assert (status, record["state"], rack.record("hall-2")["state"]) == (200, "inService", "degraded")
    assert [event.code for event in heard if isinstance(event, Ended)] == [Code.NOT_READY]
    assert isinstance(heard[-1], TerminalChanged)
    assert heard[-1].state == "inService"


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


def test_on_a_desk_there_is_no_default_visitor() -> None:
    rack = Rack(1, b"k")
    rack.add("t", PROFILES["yuezhizhu"])
    api = Automation(rack)

    answers = [api.answer("GET", "terminals/t/visitor", {}, None)]
    answers += [api.answer("POST", "terminals/t/visitor", {}, {"is_there": False})]

    assert [(status, value["error"]["code"]) for status, value in answers] == [(409, "no_default_visitor")] * 2
