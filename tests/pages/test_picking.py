"""Saying at the kiosk what a ticket is for: one, several, as many as it takes, and from a matter that is not done here."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.flows.modes import faults_in_every_mode
from tests.pages.fake_hall import COUNTER_ONLY, TERMINAL_ROOM, FakeHall, matter_records, problem, terminal_room

pytestmark = pytest.mark.browser
TICKETS = "/api/halls/denggang/tickets?device=hall-1"


@pytest.fixture
def kiosk(fake_hall: FakeHall) -> FakeHall:
    fake_hall.page.set_viewport_size({"width": 1080, "height": 1920})
    fake_hall.rooms[TERMINAL_ROOM] = terminal_room() | {"matters": matter_records()}
    fake_hall.open("kiosk")
    return fake_hall


def pick(hall: FakeHall, *matters: str) -> None:
    for matter in matters:
        hall.page.locator(f".found[data-matter={matter}]").click()


def test_one_ticket_is_taken_for_two_matters_and_the_first_gives_the_counters(kiosk: FakeHall):
    page = kiosk.page
    page.locator(".tile[data-class=business]").click()
    page.locator("[data-action=pick]").click()
    expect(page.locator("[data-action=picked]")).to_be_disabled()
    # What is done as a bundle at a machine has no counters of its own.
    expect(page.locator("[data-matter=disability_support]")).to_have_count(0)

    pick(kiosk, "no_offence_proof", "insurance_proof")
    page.locator("[data-action=picked]").click()
    expect(page.locator("[data-matters='2']")).to_be_visible()
    expect(page.locator(".step-head h1")).to_have_text("公安户籍")
    page.locator("[data-kind=ordinary]").click()

    expect(page.locator(".slip-listen")).to_contain_text("一号办 2 件事")
    assert kiosk.sent("POST", TICKETS)[0].post_data_json == {
        "matter_class": "household",
        "kind": "ordinary",
        "matters": [
            {"matter": "no_offence_proof", "matter_class": "household"},
            {"matter": "insurance_proof", "matter_class": "social"},
        ],
    }


def test_a_matter_that_is_let_go_is_not_asked_for_and_the_plain_way_stays_two_touches(kiosk: FakeHall):
    page = kiosk.page
    page.locator("[data-class=general]").click()
    page.locator("[data-action=pick]").click()
    pick(kiosk, "insurance_proof", "elder_allowance")
    page.locator("[data-action=picked]").click()

    page.locator(".come-for [data-drop=insurance_proof]").click()
    expect(page.locator(".step-head h1")).to_have_text("综合业务")
    page.locator(".come-for [data-drop=elder_allowance]").click()
    expect(page.locator(".take-several")).to_be_visible()
    page.locator("[data-kind=ordinary]").click()

    expect(page.locator("[data-ticket=A044]")).to_be_visible()
    assert kiosk.sent("POST", TICKETS)[0].post_data_json == {"matter_class": "general", "kind": "ordinary"}


def test_one_ticket_takes_three_matters_and_no_fourth_can_be_touched(kiosk: FakeHall):
    page = kiosk.page
    page.locator("[data-class=general]").click()
    page.locator("[data-action=pick]").click()

    pick(kiosk, "insurance_proof", "pension_certification", "medical_enrolment")

    expect(page.locator(".picked")).to_contain_text("最多 3 件")
    expect(page.locator(".found[data-matter=no_offence_proof]")).to_be_disabled()
    assert faults_in_every_mode(page, may_scroll=False) == {}
    pick(kiosk, "insurance_proof")
    expect(page.locator(".found[data-matter=no_offence_proof]")).to_be_enabled()


def test_a_matter_that_only_counters_do_is_carried_to_the_ticket_and_a_full_line_is_said(kiosk: FakeHall):
    page = kiosk.page
    kiosk.answers["POST", TICKETS] = [problem(409, "line_full")]
    page.locator("[data-action=find]").click()
    page.locator("[data-group=aid]").click()
    page.locator(f".found[data-matter={COUNTER_ONLY}]").click()

    page.locator("[data-action=ticket]").click()
    expect(page.locator(f".come-for [data-drop={COUNTER_ONLY}]")).to_be_visible()
    assert faults_in_every_mode(page) == {}
    page.locator("[data-kind=ordinary]").click()

    expect(page.locator("[data-code=line_full], .trouble")).to_contain_text("排满")
    asked = kiosk.sent("POST", TICKETS)[0].post_data_json
    assert asked["matters"] == [{"matter": COUNTER_ONLY, "matter_class": "general"}]
