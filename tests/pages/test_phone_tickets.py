"""Tickets on the mock phone: matters or counters are chosen, a refusal says which ticket is in the way."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.flows.axe import axe_faults
from tests.flows.layout import layout_faults
from tests.flows.sizes import PHONE_RULES
from tests.pages.fake_hall import CLASSES, NOW_MS, ORIGIN, SLIP, TOKEN, FakeHall, ticket_record
from tests.pages.test_codes import CODES, PERSONAS, code

pytestmark = pytest.mark.browser
OWN = "/api/phone/personas/zhang/halls/denggang/tickets"


def known(*tickets: dict[str, Any], is_allowed: bool = True) -> dict[str, Any]:
    """What somebody of 60 may take, and what they hold."""
    classes = [
        {
            "key": key, "name_zh": zh, "name_en": en, "waiting": 14, "staffed": True, "estimate_min": 35,
            "estimate_most_min": 50,
        }
        for key, _, zh, en in CLASSES
    ]  # fmt: skip
    matters = [
        {"key": key, "name_zh": zh, "name_en": en, "matter_class": its}
        for key, zh, en, its in (
            ("insurance_proof", "社保参保证明打印", "Proof of social insurance", "social"),
            ("no_offence_proof", "无犯罪记录证明", "Proof of no criminal record", "household"),
            ("elder_allowance", "高龄津贴申领", "Elder allowance", "general"),
            ("shop_opening", "个体工商户设立登记", "Opening a shop as a sole trader", "business"),
        )
    ]
    return {
        "is_allowed": is_allowed, "hall_name_zh": "登岗镇政务服务中心", "hall_name_en": "Denggang Service Centre",
        "offer": {"kind": "senior", "ground": "age_60"}, "tickets": list(tickets), "classes": classes,
        "matters": matters, "now_ms": NOW_MS,
    }  # fmt: skip


def held(**changes: Any) -> dict[str, Any]:
    return ticket_record(**{"matters_open": 2, "is_remote": True, **changes})["ticket"] | {"url": f"{ORIGIN}/t/{TOKEN}"}


@pytest.fixture
def phone(fake_hall: FakeHall) -> FakeHall:
    fake_hall.page.set_viewport_size({"width": 390, "height": 844})
    fake_hall.answers["GET", "/api/phone/personas"] = [(200, {"personas": PERSONAS})]
    fake_hall.answers["POST", CODES] = [code("a")]
    fake_hall.answers["GET", OWN] = [(200, known())]
    return fake_hall


def open_tickets(hall: FakeHall) -> None:
    hall.open("codes")
    hall.page.locator("[data-persona=zhang]").click()
    hall.page.locator("[data-action=tickets]").click()


def test_matters_are_ticked_in_their_order_and_the_ticket_is_there_to_follow(phone: FakeHall):
    phone.answers["GET", OWN] = [(200, known()), (200, known(held()))]
    phone.answers["POST", OWN] = [(201, SLIP)]
    page = phone.page
    open_tickets(phone)
    expect(page.locator("[data-action=take]")).to_be_disabled()

    page.locator("[value=no_offence_proof]").check()
    page.locator("[value=insurance_proof]").check()
    page.locator("[value=elder_allowance]").check()
    expect(page.locator("[value=shop_opening]")).to_be_disabled()
    page.locator("[value=elder_allowance]").uncheck()
    page.locator("[data-action=take]").click()

    expect(page.locator("[data-ticket=A044]")).to_contain_text("还有 2 件事要办")
    expect(page.locator("[data-action=follow]")).to_have_attribute("href", f"{ORIGIN}/t/{TOKEN}")
    assert phone.sent("POST", OWN)[0].post_data_json == {"matters": ["no_offence_proof", "insurance_proof"]}
    assert layout_faults(page, PHONE_RULES) + axe_faults(page) == []


def test_whoever_does_not_know_the_matter_chooses_the_counters_and_is_told_of_the_ticket_in_the_way(phone: FakeHall):
    refusal = {"code": "ticket_held", "text": {"zh": "已经有号 {ticket}", "en": "You hold {ticket}"}, "params": {"ticket": "A044"}}  # fmt: skip
    phone.answers["GET", OWN] = [(200, known(held()))]
    phone.answers["POST", OWN] = [(409, {"error": refusal})]
    page = phone.page
    open_tickets(phone)
    page.locator("[data-way=class]").click()

    page.locator("[value=general]").check()
    page.locator("[data-action=take]").click()

    expect(page.locator("[data-code=ticket_held]")).to_have_text("已经有号 A044")
    assert phone.sent("POST", OWN)[0].post_data_json == {"matter_class": "general"}
    page.locator("[data-action=language]").click()
    expect(page.locator("[data-code=ticket_held]")).to_have_text("You hold A044")
    assert layout_faults(page, PHONE_RULES) == []


def test_a_hall_that_gives_none_from_afar_says_so_instead_of_a_form(phone: FakeHall):
    phone.answers["GET", OWN] = [(200, known(is_allowed=False))]

    open_tickets(phone)

    expect(phone.page.locator(".booking-note")).to_contain_text("只在现场取号")
    expect(phone.page.locator("[data-action=take]")).to_have_count(0)
