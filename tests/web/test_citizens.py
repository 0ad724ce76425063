"""What a counter sees of whom it has called: once called and not before, by its own clerk alone, until they have gone."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from kiosk.live.audit import audit
from kiosk.settings import DATABASE_FILE
from tests.service import RunningService, start_service
from tests.web.casework import Visitor, rows, switch
from tests.web.walking import code_of

SECRETS = ("服刑", "custody", "Custody")


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """A service of this module's own: sources are taken away here, and its log is looked at."""
    running = start_service(tmp_path_factory.mktemp("citizens"))
    yield running
    running.stop()


class Desk:
    """Clerk 5 at counter 5."""

    def __init__(self, service: RunningService, counter: str = "5") -> None:
        self.service, self.counter, self.account = service, counter, f"clerk0{counter}"
        self.clerk = service.sign_in(self.account)

    def ask(self, action: str, body: dict[str, Any] | None = None, key: str | None = None) -> requests.Response:
        return self.service.command(self.clerk, f"/counters/{self.counter}/{action}", body, key=key)

    def get(self, what: str, clerk: requests.Session | None = None) -> requests.Response:
        url = f"{self.service.base_url}/api/halls/denggang/counters/{self.counter}/{what}"
        return (clerk or self.clerk).get(url, timeout=20)

    def call(self, number: str) -> None:
        """Call until it is this ticket's turn."""
        for _ in range(20):
            room = self.ask("next").json()["counter"]["ticket"]
            if room["now"]["ticket"] == number:
                return
            self.ask("start")
            self.ask("finish", {"ends": True})
        pytest.fail(f"{number} is not called here")

    def looks(self, what: str) -> list[tuple[str, str]]:
        """(account, what) of every look at a counter or a case that was written down."""
        asked = f"select account, note from disclosures where note like '{what}%' order by seq"
        return [(str(account), str(note)) for account, note in rows(self.service, asked)]


@pytest.fixture
def desk(own: RunningService) -> Iterator[Desk]:
    made = Desk(own)
    for action in ("seat", "open"):
        assert made.ask(action).status_code == 200
    yield made
    switch(own, source="custody", outcome=None)
    own.command(own.sign_in("supervisor01"), "/counters/5/seat/free")


def handed_over(own: RunningService, who: str) -> tuple[str, str]:
    """(alias, ticket) of a case that went to a person because the source of a route condition was down."""
    switch(own, source="custody", outcome="DOWN")
    with Visitor(own, who) as visitor:
        record = visitor.submit(visitor.begin("elder_allowance"))
        return str(record["alias"]), str(record["ticket"]["number"])


def test_a_case_that_a_terminal_handed_over_is_shown_once_its_ticket_is_called_and_goes_on_there(
    own: RunningService, desk: Desk
) -> None:
    alias, number = handed_over(own, "t-eighty")
    before = desk.get("ticket")
    desk.call(number)
    strangers = [desk.get(what, own.sign_in("clerk06")) for what in ("ticket", "citizen")]
    early = desk.ask(f"cases/{alias}/take-up")

    shown = desk.get("ticket").json()

    assert (before.status_code, code_of(before)) == (409, "nobody_at_counter")
    assert {(each.status_code, code_of(each)) for each in strangers} == {(403, "not_your_counter")}
    # Nobody is at the counter before they have come.
    assert (early.status_code, code_of(early)) == (409, "counter_not_ready")
    assert (shown["ticket"], shown["is_known"], shown["note"]) == (number, True, None)
    assert [(each["name_zh"], len(each["materials"])) for each in shown["matters"]] == [("高龄津贴申领", 3)]
    (case,) = shown["cases"]
    assert (case["alias"], case["is_of_ticket"], case["is_mine"], case["can_take_up"]) == (alias, True, False, True)
    assert {each["material"]: each["state"] for each in case["materials"]} == {
        "M1": "bring",
        "M2": "read",
        "M3": "read",
    }
    # A route says why to nobody here: one neutral line.
    assert case["by_staff"]["zh"] == "本事项需由工作人员办理。"
    text = desk.get("ticket").text
    assert [secret for secret in SECRETS if secret in text] == []

    desk.ask("start")
    key = uuid.uuid4().hex
    taken_up = desk.ask(f"cases/{alias}/take-up", key=key)

    assert taken_up.status_code == 200
    (case,) = desk.get("ticket").json()["cases"]
    assert (case["owner"], case["clerk"], case["is_mine"]) == ("counter", desk.account, True)
    accepted = own.command(desk.clerk, f"/cases/{alias}/step", {"step": "accept"})
    assert accepted.status_code == 200
    told = desk.clerk.get(f"{own.base_url}/api/halls/denggang/cases/{alias}/audit", timeout=20).json()["entries"]
    assert [each["what"] for each in told if each["kind"] == "event"] == [
        "open",
        "submit",
        "hand_over",
        "take_up",
        "accept",
    ]
    assert desk.ask("finish").status_code == 200
    # Whoever has gone is not shown any more; what was answered once is answered again.
    gone = [desk.get(what) for what in ("ticket", "citizen")]
    assert {(each.status_code, code_of(each)) for each in gone} == {(409, "nobody_at_counter")}
    assert desk.ask(f"cases/{alias}/take-up", key=key).json() == taken_up.json()
    assert desk.looks(f"citizen:5/{number}") == [(desk.account, f"citizen:5/{number}")] * 3
    assert (desk.account, f"case:{alias}") in desk.looks("case:")
    with Visitor(own, "t-eighty") as visitor:
        told = visitor.get("/looks").json()["looks"]
    assert {(each["who_zh"], each["why"]) for each in told if each["ground"] == "staff_counter"} == {
        (desk.account, f"5/{number}")
    }
    assert [str(each) for each in audit(own.data / DATABASE_FILE)] == []


def test_what_somebody_left_at_a_terminal_is_offered_to_the_counter_they_come_to(
    own: RunningService, desk: Desk
) -> None:
    with Visitor(own, "t-disabled-mind") as visitor:
        alias = visitor.begin("elder_allowance")
        taken = own.command(visitor.kiosk._device, "/tickets", {"line": "B"}).json()
    with Visitor(own, "t-owner") as other:
        foreign = other.begin("elder_allowance")
    desk.call(taken["ticket"])
    desk.ask("start")

    (left,) = desk.get("ticket").json()["cases"]
    refused = desk.ask(f"cases/{foreign}/take-up")

    assert (left["alias"], left["state"], left["is_of_ticket"], left["can_take_up"]) == (alias, "draft", False, True)
    assert (refused.status_code, code_of(refused)) == (404, "unknown_case")
    assert desk.ask(f"cases/{alias}/take-up").status_code == 200
    assert rows(own, f"select state, owner, ticket from cases where alias = '{alias}'") == [
        ("submitted", "counter", taken["ticket"])
    ]


def test_history_is_shown_of_whoever_is_known_and_of_nobody_else(own: RunningService, desk: Desk) -> None:
    with Visitor(own, "t-merchant") as visitor:
        first = own.command(visitor.kiosk._device, "/tickets", {"line": "B"}).json()["ticket"]
        second = own.command(visitor.kiosk._device, "/tickets", {"line": "B"}).json()["ticket"]
        alias = visitor.begin("licence_copy")
    nobody = own.command(own.device("hall-2"), "/tickets", {"line": "B"}).json()["ticket"]
    desk.call(first)
    for _ in range(2):
        desk.ask("recall")
    desk.ask("no-show")
    desk.call(second)

    history = desk.get("citizen").json()
    assert [(each["ticket"], each["state"]) for each in history["tickets"]] == [(first, "no_show")]
    assert (history["no_shows"], history["missed"], history["has_more"]) == (1, 0, False)
    assert [(each["alias"], each["state"]) for each in history["cases"]] == [(alias, "draft")]
    desk.ask("start")
    desk.ask("park")
    assert code_of(desk.get("citizen")) == "nobody_at_counter"
    desk.call(nobody)
    shown, refused = desk.get("ticket").json(), desk.get("citizen")
    assert (shown["is_known"], shown["cases"]) == (False, [])
    assert (refused.status_code, code_of(refused)) == (409, "holder_not_known")
    assert desk.looks(f"citizen:5/{nobody}") == []
