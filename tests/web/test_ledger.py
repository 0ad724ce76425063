"""A real service is killed and started again: what its devices had left is left, what was used is used, and all agrees."""

from __future__ import annotations

from pathlib import Path

from devices.client import Hands, remote
from kiosk.live.audit import audit
from kiosk.live.backup import backup, restore
from kiosk.settings import DATABASE_FILE, Settings
from tests.live.halls import rows
from tests.service import RunningService, service_in
from tests.web.test_log_in import Kiosk, notice_of

T, OTHER = "hall-1", "hall-2"


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


def test_after_a_kill_and_in_a_backup_the_streams_agree_and_a_used_code_stays_used(tmp_path: Path) -> None:
    service = service_in(tmp_path).start()
    try:
        kiosk = Kiosk(service, T)
        text = kiosk.code()
        kiosk.post("/code", {"session": kiosk.begin(), "text": text})
        kiosk.wait(lambda room: any(each["holder"] for each in room["session"].values()))
        print_a_slip(service)
        service.kill()
        after_the_kill = audit(service.data / DATABASE_FILE)
        service.start_again()

        other = Kiosk(service, OTHER)
        other.post("/code", {"session": other.begin(), "text": text})
        refused = notice_of(other)
        beside_the_service = audit(service.data / DATABASE_FILE)
        backup(Settings(data=service.data), tmp_path / "copy")
    finally:
        service.stop()
    restore(Settings(data=tmp_path / "new"), tmp_path / "copy")

    assert refused["code"] == "replayed"
    assert (after_the_kill, beside_the_service, audit(tmp_path / "new" / DATABASE_FILE)) == ([], [], [])
    left = "select value from device_ledger where terminal = ? and device = ? and counter = 'paper_left'"
    assert rows(tmp_path / "new", left, T, "receipt_printer") == [(150_000 - 200,)]
