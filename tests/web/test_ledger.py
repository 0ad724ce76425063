"""A real service is killed and started again: what its devices had left is left."""

from __future__ import annotations

from pathlib import Path

from devices.client import Hands, remote
from tests.service import RunningService, service_in

T = "hall-1"


def hands(service: RunningService) -> Hands:
    return Hands(T, remote(service.base_url, service.accounts_file()["simulation_token"]))


def printer(service: RunningService) -> dict[str, int]:
    counters: dict[str, int] = hands(service).state()["devices"]["receipt_printer"]["counters"]
    return counters


def print_a_slip(service: RunningService) -> None:
    kiosk = service.device(T)
    taken = service.command(kiosk, "/tickets", {"line": "A"}).json()
    address = f"{service.base_url}/api/terminals/{T}/prints"
    answer = kiosk.post(address, json={"token": taken["token"]}, timeout=10)
    assert answer.status_code == 200, answer.text


def test_paper_and_pages_survive_a_kill_and_an_open_operation_is_told_as_lost(tmp_path: Path) -> None:
    service = service_in(tmp_path).start()
    try:
        before = printer(service)
        for _ in range(3):
            print_a_slip(service)
        service.kill()
        service.start_again()

        after = printer(service)
        lines = hands(service).journal()
    finally:
        service.stop()

    assert after["paper_left"] == before["paper_left"] - 600
    assert (after["pages"], after["cuts"]) == (before.get("pages", 0) + 3, before.get("cuts", 0) + 3)
    lost = {(line["terminal"], line["device"]) for line in lines if line.get("error") == "lost"}
    assert (T, "scanner") in lost
