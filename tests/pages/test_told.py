"""A notice on its own page and beside the ticket, and the rating on the citizen's phone."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.flows.axe import axe_faults
from tests.flows.layout import layout_faults
from tests.flows.sizes import PHONE, PHONE_RULES
from tests.pages.fake_hall import NOW_MS, TOKEN, FakeHall, hall_record, problem, ticket_record

pytestmark = pytest.mark.browser

ROOM = f"ticket:{TOKEN}"
OWN = f"/api/tickets/{TOKEN}"
NOTICE_TOKEN = "denggang~G0001~" + "k" * 22
NOTICE_PATH = f"/api/notices/{NOTICE_TOKEN}"
ITEM = {
    "item": "M1", "name_zh": "居民身份证", "name_en": "Identity card", "reason": "expired", "reason_zh": "已过期",
    "reason_en": "expired", "remedy_zh": None, "remedy_en": None,
}  # fmt: skip
NOTICE: dict[str, Any] = {
    "hall": "denggang", "hall_zh": "登岗镇政务服务中心", "hall_en": "Denggang Township Government Service Centre",
    "notice": "G0001", "day": "2026-11-23", "ticket": "A044", "counter": "2", "counter_name_zh": "2 号窗口 综合",
    "counter_name_en": "Counter 2, General", "matter": "elder_allowance", "version": 3, "name_zh": "高龄津贴申领",
    "name_en": "Allowance for the aged", "times": 1, "at_ms": NOW_MS, "url": f"https://hall.test/n/{NOTICE_TOKEN}",
    "items": [
        ITEM,
        ITEM | {
            "item": "C2", "name_zh": "本镇户籍", "name_en": "Registered in this town", "reason": "unmet",
            "reason_zh": "目前不符合", "reason_en": "not met for now", "remedy_zh": "请向户籍所在地的镇街申请",
            "remedy_en": "Please apply where your household is registered",
        },
    ],
    "facts": [{"fact": "fee", "name_zh": "费用", "name_en": "Fee", "zh": "不收费", "en": "free of charge"}],
}  # fmt: skip
FINISHED = {"state": "finished", "can_cancel": False, "rating": "open", "rate_until_ms": NOW_MS + 3_600_000}


@pytest.fixture
def phone(fake_hall: FakeHall) -> FakeHall:
    fake_hall.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    fake_hall.rooms = {ROOM: {"ticket": ticket_record(), "hall": hall_record()}}
    return fake_hall


def rated(grade: int | None) -> tuple[int, dict[str, Any]]:
    """The answer to a rating."""
    return 200, {"ticket": "A044", "rating": "declined" if grade is None else "rated", "grade": grade, "seq": 9}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_notice_s_page_says_what_is_missing_and_why(phone: FakeHall, language: str):
    phone.answers["GET", NOTICE_PATH] = [(200, NOTICE)]
    phone.open("notice", {"token": NOTICE_TOKEN})
    page = phone.page
    if language == "en":
        page.locator("[data-action=language]").click()

    expect(page.locator("[data-item=M1]")).to_contain_text("已过期" if language == "zh" else "expired")
    expect(page.locator("[data-item=C2] small")).to_have_text(NOTICE["items"][1][f"remedy_{language}"])
    expect(page.locator(".told-facts")).to_contain_text("不收费" if language == "zh" else "free of charge")
    assert layout_faults(page, PHONE_RULES) == []
    assert axe_faults(page) == []


def test_a_token_that_opens_no_notice_says_so(phone: FakeHall):
    phone.answers["GET", NOTICE_PATH] = [problem(404, "unknown_notice")]
    phone.open("notice", {"token": NOTICE_TOKEN})

    expect(phone.page.locator("[role=alert]")).to_have_text("找不到这份告知书")


def test_a_notice_appears_beside_the_ticket_when_it_is_given(phone: FakeHall):
    phone.answers["GET", f"{OWN}/notices"] = [(200, {"notices": [NOTICE]})]
    phone.open("phone")
    expect(phone.page.locator("[data-ticket]")).to_have_text("A044")
    assert phone.sent("GET", f"{OWN}/notices") == []

    phone.push(ROOM, {"ticket": ticket_record(state="serving", can_cancel=False, notices=1)})

    expect(phone.page.locator("[data-notice=G0001] [data-item]")).to_have_count(2)


def test_a_good_grade_is_sent_at_once_and_a_poor_one_with_its_reasons(phone: FakeHall):
    phone.answers["POST", f"{OWN}/rate"] = [problem(409, "rating_closed"), rated(2)]
    phone.open("phone")
    phone.push(ROOM, {"ticket": ticket_record(**FINISHED)})
    page = phone.page
    expect(page.locator("[data-grade]")).to_have_count(5)
    assert layout_faults(page, PHONE_RULES) == []
    assert axe_faults(page) == []

    page.locator("[data-grade='5']").click()
    expect(page.locator(".rate [role=alert]")).to_be_visible()
    page.locator("[data-grade='2']").click()
    expect(page.locator("[data-action=send-rating]")).to_be_disabled()
    page.locator("[data-reason=slow]").click()
    page.locator("[data-reason=trips]").click()
    # A click scrolls to what it hits.
    page.evaluate("scrollTo(0, 0)")
    assert layout_faults(page, PHONE_RULES) == []
    page.locator("[data-action=send-rating]").click()

    expect(page.locator("[data-rating=rated]")).to_have_text("评价已收到，谢谢您")
    bodies = [json.loads(each.post_data or "") for each in phone.sent("POST", f"{OWN}/rate", 2)]
    assert bodies == [{"grade": 5, "reasons": []}, {"grade": 2, "reasons": ["slow", "trips"]}]


def test_whoever_would_rather_not_is_thanked_and_not_asked_again(phone: FakeHall):
    phone.answers["POST", f"{OWN}/rate"] = [rated(None)]
    phone.open("phone")
    phone.push(ROOM, {"ticket": ticket_record(**FINISHED)})

    phone.page.locator("[data-action=no-rating]").click()

    expect(phone.page.locator("[data-rating=declined]")).to_be_visible()
    expect(phone.page.locator("[data-grade]")).to_have_count(0)
