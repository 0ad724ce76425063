"""Printing: the slip comes out, or the page learns why not and shows the code."""

from __future__ import annotations

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


def test_an_unknown_terminal_has_no_printer(service: RunningService) -> None:
    answer = set_fault(service, "nowhere", "jam")

    assert (answer.status_code, code_of(answer)) == (404, "unknown_terminal")


def test_the_monitor_sees_the_printer(service: RunningService) -> None:
    supervisor = service.sign_in("supervisor01")
    set_fault(service, "hall-3", "jam")

    room = supervisor.get(f"{service.base_url}/api/halls/denggang/snapshot?room=monitor", timeout=10).json()
    set_fault(service, "hall-3", None)

    assert room["state"]["terminals"]["hall-3"]["printer"]["fault"] == "jam"
