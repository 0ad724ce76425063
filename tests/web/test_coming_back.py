"""Undoing, returning, parking and several matters at the front door."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from tests.service import RunningService
from tests.web.casework import rows
from tests.web.walking import code_of

COUNTER = "/counters/6"


class Desk:
    """Clerk 6 at counter 6, who alone serves line D."""

    def __init__(self, service: RunningService) -> None:
        self.service = service
        self.clerk = service.sign_in("clerk06")
        self.kiosk = service.device("hall-1")

    def ask(self, action: str, body: dict[str, Any] | None = None, method: str = "POST") -> requests.Response:
        return self.service.command(self.clerk, f"{COUNTER}/{action}", body, method=method)

    def room(self, action: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        answer = self.ask(action, body)
        assert answer.status_code == 200, answer.text
        room: dict[str, Any] = answer.json()["counter"]
        return room

    def take(self, **order: Any) -> dict[str, Any]:
        taken: dict[str, Any] = self.service.command(self.kiosk, "/tickets", {"line": "D", **order}).json()
        return taken

    def holder(self, token: str, action: str) -> requests.Response:
        url = f"{self.service.base_url}/api/tickets/{token}/{action}"
        return self.service.session().post(url, headers={"Idempotency-Key": uuid.uuid4().hex}, timeout=10)


@pytest.fixture
def desk(service: RunningService) -> Iterator[Desk]:
    made = Desk(service)
    made.room("seat")
    made.room("open")
    yield made
    service.command(service.sign_in("supervisor01"), f"{COUNTER}/seat/free")


def called(desk: Desk, **order: Any) -> dict[str, Any]:
    """A ticket of its own, called to counter 6 whoever waits before it."""
    taken = desk.take(**order)
    while desk.room("next")["ticket"]["now"]["ticket"] != taken["ticket"]:
        desk.room("start")
        desk.room("finish", {"ends": True})
    return taken


def test_an_undone_action_is_offered_for_ten_seconds_and_only_once(desk: Desk) -> None:
    taken = called(desk)

    before = desk.room("start")
    undo = before["counter"]["6"]["undo"]
    late = desk.ask("undo", {"done_at_ms": undo["done_at_ms"] - 1})
    after = desk.room("undo", {"done_at_ms": undo["done_at_ms"]})
    again = desk.ask("undo")

    # A press that meant the action before this one takes back nothing.
    assert (late.status_code, code_of(late)) == (409, "nothing_to_undo")
    assert (undo["action"], undo["ticket"]) == ("start", taken["ticket"])
    assert undo["until_ms"] - undo["done_at_ms"] == 10_000
    assert (after["counter"]["6"]["state"], after["counter"]["6"]["undo"]) == ("calling", None)
    assert (again.status_code, code_of(again)) == (409, "nothing_to_undo")


def test_a_holder_is_back_after_a_no_show_once(desk: Desk) -> None:
    taken = called(desk)
    for action in ("recall", "recall", "no-show"):
        room = desk.room(action)
    assert taken["ticket"] in room["no_shows"]
    own = f"{desk.service.base_url}/api/tickets/{taken['token']}"
    assert desk.service.session().get(own, timeout=10).json()["returns_until_ms"] is not None

    back = desk.holder(taken["token"], "return")
    twice = desk.holder(taken["token"], "return")

    assert (back.status_code, back.json()["state"]) == (200, "waiting")
    assert (twice.status_code, code_of(twice)) == (409, "ticket_not_no_show")


def test_what_the_back_office_works_on_its_holder_does_not_resume_and_staff_do(desk: Desk) -> None:
    taken = called(desk)
    room = desk.room("park", {"reason": "back_office"})
    assert room["parked"][taken["ticket"]]["reason"] == "back_office"

    own = desk.holder(taken["token"], "resume")
    staff = desk.service.command(desk.clerk, f"/tickets/{taken['ticket']}/resume")

    assert (own.status_code, code_of(own)) == (409, "back_office_works")
    assert (staff.status_code, staff.json()["state"]) == (200, "waiting")


def test_a_holder_who_has_fetched_something_resumes_by_themselves(desk: Desk) -> None:
    taken = called(desk)
    desk.room("park")

    assert desk.holder(taken["token"], "resume").json()["state"] == "waiting"


def test_what_another_counter_serves_sends_the_ticket_on_under_its_number(desk: Desk) -> None:
    matters = [{"matter": "m1", "matter_class": "business"}, {"matter": "m2", "matter_class": "social"}]
    taken = called(desk, matters=matters)
    desk.room("start")

    bad = desk.ask("finish", {"matters": ["m9"]})
    desk.room("finish")

    found = desk.clerk.get(f"{desk.service.base_url}/api/halls/denggang/tickets/{taken['ticket']}", timeout=10).json()
    assert (bad.status_code, code_of(bad)) == (409, "matter_not_open")
    assert (found["state"], found["line"], found["matters_open"]) == ("waiting", "B", 1)
    desk.service.command(desk.clerk, f"/tickets/{taken['ticket']}/abandon")


def test_a_matter_named_twice_is_bad_input(desk: Desk) -> None:
    twice = [{"matter": "m1", "matter_class": "business"}] * 2

    answer = desk.service.command(desk.kiosk, "/tickets", {"line": "D", "matters": twice})

    assert (answer.status_code, code_of(answer)) == (422, "invalid_input")


def test_a_note_is_read_at_the_counter_that_has_the_ticket_and_lies_in_no_journal(desk: Desk) -> None:
    taken = called(desk)
    desk.room("transfer", {"to_line": "D-special", "note": "缺一份复印件"})
    while desk.room("next")["ticket"]["now"]["ticket"] != taken["ticket"]:
        desk.room("start")
        desk.room("finish")

    url = f"{desk.service.base_url}/api/halls/denggang{COUNTER}/ticket"
    here = desk.clerk.get(url, timeout=10)
    elsewhere = desk.service.sign_in("clerk05").get(url, timeout=10)
    admin = desk.service.sign_in("admin01")
    journal = admin.get(f"{desk.service.base_url}/api/halls/denggang/journal?limit=5000", timeout=10)

    assert (here.json()["ticket"], here.json()["note"]) == (taken["ticket"], "缺一份复印件")
    assert (elsewhere.status_code, code_of(elsewhere)) == (403, "not_your_counter")
    assert "TicketTransferred" in journal.text
    assert "复印件" not in journal.text
    # That it was read, and by whom, is written down; whose the ticket is nobody knows.
    read = "select account, subject_hash from disclosures where note like 'transfer:6/%'"
    assert rows(desk.service, read) == [("clerk06", None)]
