"""Papers and notes at the front door: ordered once, durable, erased when they should be, and nobody else's."""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from kiosk.settings import DATABASE_FILE
from tests.service import RunningService, start_service
from tests.web.casework import Visitor, await_so
from tests.web.test_log_in import Kiosk, stored_text
from tests.web.walking import code_of

PHONE = "13800000000"
NOTES = "/api/halls/denggang/notes"


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """A service of this module's own."""
    running = start_service(tmp_path_factory.mktemp("papers"), "--demo", "--no-crowd")
    yield running
    running.stop()


@pytest.fixture
def kiosk(own: RunningService) -> Iterator[Kiosk]:
    made = Kiosk(own, "hall-1")
    yield made
    session = made.session()
    if session is not None:
        made.post("/end", {"session": session["id"], "reason": "asked"})


def send(kiosk: Kiosk, path: str, body: dict[str, Any], key: str | None = None) -> requests.Response:
    url = f"{kiosk.service.base_url}/api/terminals/{kiosk.terminal}{path}"
    headers = {"Idempotency-Key": key or uuid.uuid4().hex}
    return kiosk.service.device(kiosk.terminal).post(url, json=body, headers=headers, timeout=10)


def written(service: RunningService) -> list[tuple[str | None]]:
    connection = sqlite3.connect(f"file:{service.data / DATABASE_FILE}?mode=ro", uri=True)
    rows = connection.execute("select phone from note_writings").fetchall()
    connection.close()
    return rows


def test_an_order_sent_twice_under_one_key_prints_once_and_is_its_holders_alone(own: RunningService) -> None:
    with Visitor(own, "t-pensioner") as visitor:
        alias = visitor.submit(visitor.begin("insurance_proof"))["alias"]
        path, body, key = f"/session/cases/{alias}/print", {"session": visitor.session}, uuid.uuid4().hex

        first, second = (send(visitor.kiosk, path, body, key) for _ in range(2))
        third = send(visitor.kiosk, path, body)
        await_so(lambda: visitor.case(alias), lambda record: (record["paper"] or {}).get("state") == "taken")
        pages = visitor.hands.device("document_printer")["counters"]["pages"]

    assert (first.status_code, first.json()) == (201, second.json())
    assert (third.status_code, code_of(third)) == (409, "paper_under_way")
    assert pages == 1
    assert visitor.kiosk.room()["case"] == {}


@pytest.mark.parametrize(
    ("alias", "more", "code"),
    [("261123-9999", {}, "unknown_case"), ("261123-9999", {"paper": "P9999"}, "invalid_input")],
)
def test_an_order_that_makes_no_sense_says_why(kiosk: Kiosk, alias: str, more: dict[str, Any], code: str) -> None:
    session = kiosk.begin()
    kiosk.log_in(session, "demo-parent")

    assert code_of(send(kiosk, f"/session/cases/{alias}/print", {"session": session, **more})) == code


def test_a_note_left_twice_under_one_key_is_one_and_survives_a_kill_with_its_number(
    own: RunningService, kiosk: Kiosk
) -> None:
    body, key = {"cause": "printer_jam", "matter": "insurance_proof", "phone": PHONE}, uuid.uuid4().hex
    first, second = (send(kiosk, "/notes", body, key) for _ in range(2))
    own.kill()
    own.start_again()

    notes = own.sign_in("supervisor01").get(own.base_url + NOTES, timeout=10).json()["notes"]

    assert (first.status_code, first.json()) == (201, second.json())
    assert [(each["note"], each["cause"], each["phone"]) for each in notes] == [
        (first.json()["note"], "printer_jam", PHONE)
    ]
    close(own, first.json()["note"])


def close(own: RunningService, note: str) -> None:
    staff = own.sign_in("supervisor01")
    answer = staff.post(
        f"{own.base_url}{NOTES}/{note}/close", headers={"Idempotency-Key": uuid.uuid4().hex}, timeout=10
    )
    assert answer.status_code == 200, answer.text


def test_what_was_written_is_erased_with_its_note_and_stands_nowhere_else(own: RunningService, kiosk: Kiosk) -> None:
    answer = send(kiosk, "/notes", {"cause": "network_down", "phone": PHONE, "text": "请回电"})
    assert (PHONE,) in written(own)

    close(own, answer.json()["note"])
    kiosk.wait(lambda room: (PHONE,) not in written(own))

    assert PHONE not in stored_text(own.data) + own.log.read_text(encoding="utf-8")


@pytest.mark.parametrize("phone", ["1380000000", "23800000000", "138000000000", "1380000000x"])
def test_a_number_that_is_no_mobile_number_is_refused(kiosk: Kiosk, phone: str) -> None:
    answer = send(kiosk, "/notes", {"cause": "printer_jam", "phone": phone})

    assert (answer.status_code, code_of(answer)) == (422, "invalid_input")


def test_notes_are_for_supervisors_and_the_monitor_shows_no_word_of_them(own: RunningService, kiosk: Kiosk) -> None:
    note = send(kiosk, "/notes", {"cause": "printer_jam", "phone": PHONE}).json()["note"]
    clerk, supervisor = own.sign_in("clerk01"), own.sign_in("supervisor01")

    refused = clerk.get(own.base_url + NOTES, timeout=10)
    url = f"{own.base_url}/api/halls/denggang/snapshot"
    room = supervisor.get(url, params={"room": "monitor"}, timeout=10)

    assert code_of(refused) == "forbidden"
    assert room.json()["state"]["notes"][note]["has_writing"] is True
    assert PHONE not in room.text
    close(own, note)
