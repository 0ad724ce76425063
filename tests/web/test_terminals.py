"""Printing: the slip comes out, or the page learns why not and shows the code."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
import requests

from kiosk.web.schemas import Printer
from tests.service import RunningService
from tests.web.walking import code_of


def order(service: RunningService, terminal: str, token: str) -> requests.Response:
    url = f"{service.base_url}/api/terminals/{terminal}/prints"
    return service.device("hall-4").post(url, json={"token": token}, timeout=10)


def set_fault(service: RunningService, terminal: str, fault: str | None) -> requests.Response:
    supervisor = service.sign_in("supervisor01")
    return supervisor.put(f"{service.base_url}/api/terminals/{terminal}/printer", json={"fault": fault}, timeout=10)


@pytest.fixture
def token(service: RunningService) -> str:
    return str(service.command(service.device("hall-4"), "/tickets", {"line": "D"}).json()["token"])


def test_a_slip_is_printed(service: RunningService, token: str) -> None:
    answer = order(service, "hall-4", token)

    assert (answer.status_code, answer.json()) == (200, {"state": "printed"})


@pytest.mark.parametrize(("fault", "code"), [("paper_out", "printer_paper_out"), ("jam", "printer_jam")])
def test_a_broken_printer_says_why_until_it_is_repaired(
    service: RunningService, token: str, fault: str, code: str
) -> None:
    broken = set_fault(service, "hall-4", fault)
    refused = order(service, "hall-4", token)
    repaired = set_fault(service, "hall-4", None)
    printed = order(service, "hall-4", token)

    assert Printer.model_validate_json(broken.content).fault == fault
    assert (refused.status_code, code_of(refused)) == (409, code)
    assert Printer.model_validate_json(repaired.content).state == "idle"
    assert printed.status_code == 200


def test_a_terminal_prints_only_on_its_own_printer(service: RunningService, token: str) -> None:
    answer = order(service, "hall-1", token)

    assert (answer.status_code, code_of(answer)) == (403, "not_your_terminal")


def test_only_real_tickets_are_printed(service: RunningService) -> None:
    answer = order(service, "hall-4", "x" * 22)

    assert (answer.status_code, code_of(answer)) == (404, "unknown_token")


def test_a_browser_with_two_kiosks_takes_and_prints_at_the_one_it_is_about(service: RunningService) -> None:
    browser, supervisor, admin = service.session(), service.sign_in("supervisor01"), service.sign_in("admin01")
    for terminal in ("twin-1", "twin-2"):
        body = {"device": terminal, "role": "kiosk", "hall": "denggang", "name_zh": "双机", "name_en": "Twin"}
        code = admin.post(f"{service.base_url}/api/devices", json=body, timeout=10).json()["code"]
        browser.post(f"{service.base_url}/api/devices/pair", json={"code": code}, timeout=10)
    room = f"{service.base_url}/api/halls/denggang/snapshot?room=terminals"

    def paper_left() -> dict[str, int]:
        terminals = supervisor.get(room, timeout=10).json()["state"]["terminals"]
        return {key: slips_of(terminals[key]) for key in ("twin-1", "twin-2")}

    for terminal, other in (("twin-1", "twin-2"), ("twin-2", "twin-1")):
        before = paper_left()
        taken = service.command(browser, f"/tickets?device={terminal}", {"line": "D"})
        url = f"{service.base_url}/api/terminals/{terminal}/prints"
        printed = browser.post(url, json={"token": taken.json()["token"]}, timeout=10)
        after = paper_left()

        assert printed.status_code == 200, printed.text
        assert after[terminal] < before[terminal]
        assert after[other] == before[other]
        assert taken_by(service, taken.json()["seq"]) == terminal


def slips_of(terminal: dict[str, Any]) -> int:
    return next(int(stocks["slips"]["count"]) for stocks in terminal["stocks"].values() if "slips" in stocks)


def taken_by(service: RunningService, seq: int) -> str:
    journal = f"{service.base_url}/api/halls/denggang/journal?after={seq - 1}&limit=1"
    return str(service.sign_in("admin01").get(journal, timeout=10).json()["entries"][0]["command"]["by"])


def test_an_unknown_terminal_has_no_printer(service: RunningService) -> None:
    answer = set_fault(service, "nowhere", "jam")

    assert (answer.status_code, code_of(answer)) == (404, "unknown_terminal")


def test_the_monitor_sees_the_printer(service: RunningService) -> None:
    supervisor = service.sign_in("supervisor01")
    set_fault(service, "hall-3", "jam")

    room = supervisor.get(f"{service.base_url}/api/halls/denggang/snapshot?room=terminals", timeout=10).json()
    set_fault(service, "hall-3", None)

    devices = room["state"]["terminals"]["hall-3"]["devices"]
    assert (devices["receipt_printer"]["state"], devices["receipt_printer"]["faults"]) == ("hardwareError", ["jam"])


def test_the_slip_of_an_appointment_is_printed_by_its_own_secret(service: RunningService) -> None:
    day = requests.get(f"{service.base_url}/api/halls/denggang/slots?channel=online", timeout=30).json()["days"][0]
    slot = next(each for each in day["slots"] if each["service"] == "counter" and each["left"] > 0)
    wish = {"service": "counter", "matter_class": slot["matter_class"], "slot_at_ms": slot["slot_at_ms"]}
    url = f"{service.base_url}/api/phone/personas/demo-former/halls/denggang/bookings"
    booked = service.session().post(url, json=wish, headers={"Idempotency-Key": uuid.uuid4().hex}, timeout=30).json()
    kiosk = service.device("hall-2")

    answers = [
        kiosk.post(f"{service.base_url}/api/terminals/hall-2/prints", json={"token": token}, timeout=30)
        for token in (booked["token"], "a" * 22)
    ]

    assert [answer.status_code for answer in answers] == [200, 404]
    assert code_of(answers[1]) == "unknown_token"
