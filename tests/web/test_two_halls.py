"""Two halls of one installation: each opens cases and issues certificates, and no number is given twice."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests

from kiosk.calendars.opening import calendar_to_json
from kiosk.identity.accounts import DeviceRole, StaffRole
from kiosk.live.audit import audit
from kiosk.live.backup import backup, restore
from kiosk.live.demo import demo_calendar
from kiosk.live.identities import open_identity
from kiosk.live.records import list_halls, put_hall
from kiosk.live.store import Store
from kiosk.settings import DATABASE_FILE
from tests.live.halls import settings_in
from tests.service import RunningService, service_in
from tests.web.casework import Visitor, rows
from tests.web.test_bad_input import CONFIGURATION
from tests.web.walking import code_of

LOWER, TERMINAL, PASSWORD, TOKEN = "lower", "lower-1", "second password", "a-token-of-lower-1"


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """The demo hall, and a second one in the same file with one terminal."""
    service = service_in(tmp_path_factory.mktemp("halls"))
    service.data.mkdir()
    settings, calendar = settings_in(service.data), calendar_to_json(demo_calendar())
    with open_identity(settings) as identity:
        identity.put_account("chief", StaffRole.ADMIN, None, "首", "Chief", PASSWORD)
        identity.put_device(TERMINAL, DeviceRole.KIOSK, LOWER, "下厅一号", "Lower 1", TOKEN)
    with Store(settings) as store:
        store.open()
        store.write(lambda connection: put_hall(connection, "denggang", "登岗", "Denggang", calendar))
        store.write(lambda connection: put_hall(connection, LOWER, "下厅", "Lower hall", calendar))
    service.start()
    configure(service)
    yield service
    service.stop()


def configure(service: RunningService) -> None:
    chief = service.session()
    body = {"account": "chief", "password": PASSWORD}
    signed_in = chief.post(f"{service.base_url}/api/session", json=body, timeout=30)
    chief.headers.update({"X-CSRF-Token": signed_in.json()["csrf"], "Idempotency-Key": uuid.uuid4().hex})
    terminal = {"key": TERMINAL, "name_zh": "下厅一号", "name_en": "Lower 1"}
    answer = chief.post(
        f"{service.base_url}/api/halls/{LOWER}/configuration",
        json=CONFIGURATION | {"terminals": [terminal]},
        timeout=30,
    )
    assert answer.status_code == 200, answer.text


class There(Visitor):
    """Somebody at the terminal of the second hall."""

    def __init__(self, service: RunningService, who: str) -> None:
        super().__init__(service, who, "hall-1")
        self.hands.terminal = self.kiosk.terminal = TERMINAL
        self.kiosk.hall = LOWER
        self.kiosk._device = requests.Session()
        self.kiosk._device.headers["Authorization"] = f"Bearer {TOKEN}"


def granted(visitor: Visitor, matter: str) -> dict[str, Any]:
    with visitor:
        return visitor.submit(visitor.begin(matter))


def test_two_halls_that_issue_at_once_never_give_one_number_twice(own: RunningService) -> None:
    with ThreadPoolExecutor(2) as pool:
        made = list(
            pool.map(
                granted,
                [Visitor(own, "t-eighty"), There(own, "t-pensioner")],
                ["elder_allowance", "insurance_proof"],
            )
        )
    own.kill()
    own.start_again()
    with Visitor(own, "t-eighty-drawing", "hall-2") as here:
        here.begin("elder_allowance")
        with There(own, "t-eighty-drawing") as same:
            refused = same.post("", matter="elder_allowance", consents=True)
            others = same.post("/261123-0001/resume")
            third = same.begin("insurance_proof")
        copy = own.data.parent / "copy"
        backup(settings_in(own.data), copy)
    restored = settings_in(own.data.parent / "restored")
    restore(restored, copy)

    assert [each["stage"] for each in made] == ["done", "done"]
    aliases = rows(own, "select hall, alias from cases order by alias")
    assert aliases == [
        ("denggang", "261123-0001"),
        ("denggang", "261123-0002"),
        (LOWER, "261123-1001"),
        (LOWER, "261123-1002"),
    ]
    assert third == "261123-1002"
    numbers = [each["certificate"]["number"] for each in made]
    assert [number for number in numbers if number.split(".")[-3] in {"202611230001", "202611231001"}] == numbers
    # One case of a matter at a time for one person, wherever they go; and a case lies in its own hall.
    assert (code_of(refused), refused.json()["error"]["params"]["alias"]) == ("case_elsewhere", "261123-0002")
    assert code_of(others) == "unknown_case"
    assert audit(own.data / DATABASE_FILE) == []
    with Store(restored) as store:
        store.open()
        assert {row["hall"]: row["series"] for row in store.read(list_halls)} == {
            "denggang": "0",
            LOWER: "1",
        }


def test_working_days_hold_for_both_halls_and_are_no_matter_of_one_of_them(own: RunningService) -> None:
    url, day = f"{own.base_url}/api/workdays/days/2026-11-28", {"is_work": True, "source": "镇政府通知"}
    chief = own.session()
    signed_in = chief.post(f"{own.base_url}/api/session", json={"account": "chief", "password": PASSWORD}, timeout=30)
    chief.headers["X-CSRF-Token"] = signed_in.json()["csrf"]

    theirs = own.sign_in("admin01").put(url, json=day, timeout=30)
    changed = chief.put(url, json=day, timeout=30)
    told = rows(own, "select hall from journal where command like '%SetWorkCalendar%chief%' order by hall")

    assert (theirs.status_code, code_of(theirs)) == (403, "other_hall")
    assert changed.status_code == 200, changed.text
    assert told == [("denggang",), (LOWER,)]
