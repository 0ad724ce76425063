"""Ways out through the front door: the guide for everybody, codes that unlock, papers on phones that only their holder sees."""

from __future__ import annotations

import hashlib
import io
import json
import re
import time
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
import requests
import zxingcpp
from PIL import Image

from devices.client import Hands, remote
from kiosk.web.guide_schemas import Guide
from tests.service import RunningService, start_service
from tests.web.casework import Visitor, await_so, rows
from tests.web.test_log_in import LIMIT_S, Kiosk
from tests.web.walking import code_of

BOOT = re.compile(r'id="boot">(.*?)</script>', re.DOTALL)
DARK = re.compile(r"M(\d+) (\d+)h1v1h-1z")
PUBLIC = "http://hall.example:8080"
WEEK_MS = 7 * 86_400_000
SCALE = 4


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """A service of this module's own, known to people by another address than its own."""
    running = start_service(tmp_path_factory.mktemp("ways-out"), "--demo", "--no-crowd", "--public-url", PUBLIC)
    yield running
    running.stop()


@pytest.fixture
def kiosk(own: RunningService) -> Iterator[Kiosk]:
    made = Kiosk(own, "hall-1")
    yield made
    session = made.session()
    if session is not None:
        made.post("/end", {"session": session["id"], "reason": "asked"})


@pytest.fixture
def hands(own: RunningService) -> Iterator[Hands]:
    made = Hands("hall-1", remote(own.base_url, own.accounts_file()["simulation_token"]))
    yield made
    made.reset()


def get(own: RunningService, path: str, **params: str) -> requests.Response:
    return requests.get(own.base_url + path, params=params, timeout=10)


def supervise(own: RunningService, terminal: str, *, in_service: bool) -> None:
    staff = own.sign_in("supervisor01")
    answer = staff.post(f"{own.base_url}/api/terminals/{terminal}/service", json={"in_service": in_service}, timeout=10)
    assert answer.status_code == 200, answer.text


def give(own: RunningService, terminal: str) -> dict[str, Any]:
    url = f"{own.base_url}/api/halls/denggang/terminals/{terminal}/unlock-code"
    answer = own.sign_in("supervisor01").post(url, json={}, headers={"Idempotency-Key": "k" + terminal}, timeout=10)
    assert answer.status_code == 201, answer.text
    record: dict[str, Any] = answer.json()
    return record


def unlock(own: RunningService, terminal: str, code: str) -> requests.Response:
    url = f"{own.base_url}/api/terminals/{terminal}/unlock"
    return own.device(terminal).post(url, json={"code": code}, timeout=10)


def state_of(own: RunningService, terminal: str) -> str:
    room = Kiosk(own, terminal).room()["terminal"][terminal]
    return str(room["state"])


# The guide.


def test_the_guide_tells_anybody_what_works_where_the_nearest_first(own: RunningService) -> None:
    answer = get(own, "/api/halls/denggang/guide", **{"from": "hall-1"})

    guide = Guide.model_validate(answer.json())
    assert [zone.key for zone in guide.zones] == ["hall", "zone24", "villages"]
    assert [(each.key, each.metres) for each in guide.zones[0].terminals[:3]] == [
        ("hall-1", 0), ("hall-2", 2), ("hall-3", 4),
    ]  # fmt: skip
    assert guide.zones[0].terminals[0].is_here
    assert guide.zones[1].is_open
    assert not guide.zones[2].is_open
    assert guide.zones[2].opens_at_ms == 1_795_395_600_000, "2026-11-23T09:00+08:00"
    assert guide.hall[0].door == "open"
    assert {each.state for each in guide.counters} == {"closed"}


def test_from_a_village_its_own_station_comes_first(own: RunningService) -> None:
    guide = Guide.model_validate(get(own, "/api/halls/denggang/guide", **{"from": "village-03"}).json())

    assert guide.zones[0].key == "villages"
    assert guide.zones[0].terminals[0].key == "village-03"


def test_the_guide_says_nothing_of_who_stands_where(own: RunningService, kiosk: Kiosk) -> None:
    kiosk.log_in(kiosk.begin())

    text = get(own, "/api/halls/denggang/guide").text

    busy = {each["key"]: each["is_free"] for zone in json.loads(text)["zones"] for each in zone["terminals"]}
    assert (busy["hall-1"], busy["hall-2"]) == (False, True)
    assert "demo-adult" not in text
    assert "陈" not in text


def test_what_does_not_work_is_told_with_the_machine(own: RunningService, hands: Hands) -> None:
    hands.inject("document_printer", "jam")

    guide = Guide.model_validate(get(own, "/api/halls/denggang/guide").json())

    (here,) = [each for zone in guide.zones for each in zone.terminals if each.key == "hall-1"]
    assert "print_certificate" in here.failing
    assert "take_ticket" in here.working


def test_the_qr_at_a_machine_leads_to_the_public_address_of_its_guide(own: RunningService) -> None:
    page = get(own, "/kiosk/hall-3").text
    found = BOOT.search(page)
    assert found is not None
    guide = json.loads(found[1])["guide"]

    square = np.full((guide["size"], guide["size"]), 255, np.uint8)
    for x, y in DARK.findall(guide["path"]):
        square[int(y), int(x)] = 0
    (read,) = zxingcpp.read_barcodes(square.repeat(SCALE, 0).repeat(SCALE, 1))

    assert read.text == guide["url"] == f"{PUBLIC}/guide/denggang?from=hall-3"
    assert get(own, "/guide/denggang", **{"from": "hall-3"}).status_code == 200


def test_there_is_no_guide_to_a_hall_that_is_not_there(own: RunningService) -> None:
    assert code_of(get(own, "/guide/atlantis")) == "unknown_hall"
    assert code_of(get(own, "/api/halls/atlantis/guide")) == "unknown_hall"


# Unlocking.


def test_staff_unlock_by_a_code_that_works_once(own: RunningService) -> None:
    supervise(own, "hall-2", in_service=False)
    given = give(own, "hall-2")
    assert given["expires_at_ms"] - given["now_ms"] == 300_000

    assert unlock(own, "hall-2", given["code"]).status_code == 200

    ends_s = time.monotonic() + LIMIT_S
    while state_of(own, "hall-2") != "inService":
        assert time.monotonic() < ends_s
    assert code_of(unlock(own, "hall-2", given["code"])) == "unlock_code_over"


def test_wrong_codes_are_counted_told_and_stand_in_the_journal_without_the_code(own: RunningService) -> None:
    supervise(own, "hall-4", in_service=False)
    code = give(own, "hall-4")["code"]
    wrong = f"{(int(code) + 1) % 1_000_000:06}"

    answers = [unlock(own, "hall-4", wrong) for _ in range(3)]

    assert [code_of(each) for each in answers] == ["unlock_code_wrong"] * 3
    assert [each.json()["error"]["params"]["left"] for each in answers] == [2, 1, 0]
    assert code_of(unlock(own, "hall-4", code)) == "unlock_code_over"
    assert state_of(own, "hall-4") == "supervisor"
    journal = own.sign_in("admin01").get(f"{own.base_url}/api/halls/denggang/journal", timeout=10)
    happened = [event for entry in journal.json()["entries"] for event in entry["events"]]
    uses = [each for each in happened if each["type"] == "UnlockCodeUsed" and each["terminal"] == "hall-4"]
    tries = [each["outcome"] for each in uses]
    assert tries == ["wrong", "wrong", "wrong", "over"]
    assert f'"{code}"' not in journal.text
    supervise(own, "hall-4", in_service=True)


@pytest.mark.parametrize("code", ["12345", "1234567", "12345a", "１２３４５６", ""])
def test_what_is_no_code_is_no_try(own: RunningService, code: str) -> None:
    assert code_of(unlock(own, "hall-3", code)) == "invalid_input"


def test_no_terminal_unlocks_another_and_no_clerk_makes_codes(own: RunningService) -> None:
    url = f"{own.base_url}/api/terminals/hall-2/unlock"
    other = own.device("hall-3").post(url, json={"code": "123456"}, timeout=10)
    clerk = own.sign_in("clerk01").post(
        f"{own.base_url}/api/halls/denggang/terminals/hall-2/unlock-code", json={}, timeout=10
    )

    assert other.status_code == 403
    assert code_of(clerk) == "forbidden"


# Papers on phones.


def files(own: RunningService, persona: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = get(own, f"/api/phone/personas/{persona}/files").json()["files"]
    return found


def test_a_paper_goes_to_its_holders_phone_and_to_no_other(own: RunningService) -> None:
    with Visitor(own, "demo-adult") as visitor:
        alias = visitor.submit(visitor.begin("insurance_proof"))["alias"]
        answer = visitor.post(f"/{alias}/to_phone")
        assert answer.status_code == 201, answer.text
        paper = answer.json()["paper"]
        await_so(lambda: visitor.case(alias), lambda record: (record["paper"] or {}).get("state") == "sent")

    (file,) = [each for each in files(own, "demo-adult") if each["paper"] == paper]
    assert (file["name_zh"], file["name_en"]) == ("社保参保证明打印", "Proof of social insurance")
    assert file["until_ms"] - file["at_ms"] == WEEK_MS
    picture = get(own, f"/api/phone/personas/demo-adult/files/denggang/{paper}/picture.png")
    assert picture.headers["Content-Type"] == "image/png"
    page = Image.open(io.BytesIO(picture.content))
    assert round(page.height / page.width, 2) == 1.41
    document = get(own, f"/api/phone/personas/demo-adult/files/denggang/{paper}/document.pdf").content
    ((digest,),) = rows(own, f"select digest from cases where alias = '{alias}'")
    assert (hashlib.sha256(document).hexdigest(), document[:5]) == (digest, b"%PDF-")
    assert files(own, "demo-agent") == []
    stolen = get(own, f"/api/phone/personas/demo-agent/files/denggang/{paper}/picture.png")
    taken = get(own, f"/api/phone/personas/demo-agent/files/denggang/{paper}/document.pdf")
    assert (code_of(stolen), code_of(taken)) == ("unknown_file", "unknown_file")


def test_whoever_has_no_phone_is_told_and_nothing_is_ordered(own: RunningService) -> None:
    with Visitor(own, "demo-elder") as visitor:
        alias = visitor.submit(visitor.begin("insurance_proof"))["alias"]
        refused = visitor.post(f"/{alias}/to_phone")
        record = visitor.case(alias)

    assert code_of(refused) == "no_phone"
    assert record is not None
    assert record["paper"] is None


def test_nobody_in_particular_sends_nothing(kiosk: Kiosk) -> None:
    assert code_of(kiosk.post("/cases/261123-0001/to_phone", {"session": kiosk.begin()})) == "no_phone"


def test_a_persona_without_a_phone_has_no_files(own: RunningService) -> None:
    assert code_of(get(own, "/api/phone/personas/demo-elder/files")) == "unknown_persona"
