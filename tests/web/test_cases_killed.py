"""A service that is killed while a certificate is made goes on with it: one certificate, the same number."""

from __future__ import annotations

from pathlib import Path

from kiosk.certificates.store import ROOM
from kiosk.live.audit import audit
from kiosk.settings import DATABASE_FILE
from tests.service import start_service
from tests.web.casework import Visitor, await_so, rows


def test_killed_in_the_making_it_comes_back_with_one_certificate(tmp_path: Path) -> None:
    service = start_service(tmp_path)
    try:
        visitor = Visitor(service, "t-eighty").arrive()
        alias = visitor.begin("elder_allowance")
        # The press has not been started yet: its first paper takes a second or two.
        told = visitor.post(f"/{alias}/submit", form={})
        service.kill()
        before = rows(service, "select state from cases")
        service.start_again()
        (number,) = await_so(
            lambda: rows(service, "select certificate from cases where state = 'closed'"), lambda found: found
        )[0]
        with Visitor(service, "t-eighty", "hall-2") as again:
            (mine,) = again.get("/cases").json()["cases"]
    finally:
        service.stop()

    assert (told.json()["stage"], before) == ("making", [("making",)])
    assert rows(service, "select number from certificates") == [(number,)]
    assert number.split(".")[-3] == "202611230001"
    assert (mine["stage"], mine["certificate"]["number"]) == ("done", number)
    assert len(list((service.data / ROOM / "sheets").rglob("*.pdf"))) == 1
    assert audit(service.data / DATABASE_FILE) == []


def test_at_night_a_case_for_a_person_goes_to_the_office(tmp_path: Path) -> None:
    service = start_service(tmp_path, "--demo", "--no-crowd", "--start", "2026-11-23T23:40+08:00")
    try:
        with Visitor(service, "t-pensioner", "zone24-1") as visitor:
            # The social insurance register rests from 23:30 to 00:30.
            record = visitor.submit(visitor.begin("insurance_proof"))
    finally:
        service.stop()

    assert (record["stage"], record["owner"], record["ticket"]) == ("handed_over", "office", None)
    assert {each["source"]: each["state"] for each in record["sources"]}["insurance"] == "down"
