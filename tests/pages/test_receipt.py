"""The page of a receipt: how far a case is, how to go on, and a way out where there is none."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.flows.axe import axe_faults
from tests.flows.layout import layout_faults
from tests.flows.sizes import PHONE, PHONE_RULES
from tests.pages.fake_hall import FakeHall, problem

pytestmark = pytest.mark.browser

TOKEN = "261123-00310-" + "k" * 22
PATH = f"/api/receipts/{TOKEN}"
RECORD: dict[str, Any] = {
    "alias": "261123-00310", "case": "11445299EM000001083442000130002026112300310", "hall": "denggang",
    "hall_zh": "登岗镇政务服务中心", "hall_en": "Denggang Township Government Service Centre",
    "matter_zh": "高龄津贴申领", "matter_en": "Allowance for the aged", "stage": "received",
    "state_zh": "已收件，由工作人员接着办理", "state_en": "Received; a member of staff goes on with it",
    "due": [
        {"zh": "开始办理", "en": "Begins", "on": "2026-11-24"},
        {"zh": "最晚答复", "en": "Answer by", "on": "2026-11-30"},
    ],
}  # fmt: skip
ACCEPTED = RECORD | {
    "stage": "accepted", "state_zh": "已受理，正在办理", "state_en": "Accepted; it is being worked on",
    "due": [{"zh": "承诺办结", "en": "Promised by", "on": "2026-12-14"}],
}  # fmt: skip
DONE = RECORD | {"stage": "done", "state_zh": "已办结", "state_en": "Done", "due": []}


def scan(hall: FakeHall, *answers: Any) -> None:
    """Somebody opens the address on a receipt."""
    hall.answers["GET", PATH] = list(answers)
    hall.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    hall.open("receipt", {"token": TOKEN})


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_receipt_shows_how_far_its_case_is_and_follows_it(fake_hall: FakeHall, language: str) -> None:
    scan(fake_hall, (200, RECORD), (200, ACCEPTED))
    page = fake_hall.page
    if language == "en":
        page.locator("[data-action=language]").click()

    expect(page.locator("[data-stage=received]")).to_contain_text(RECORD[f"state_{language}"])
    expect(page.locator("[data-stage] dd")).to_have_text(["2026-11-24", "2026-11-30"])
    expect(page.locator(".receipt-alias")).to_have_text("261123-00310")
    expect(page.locator("[data-action=guide]")).to_have_attribute("href", "/guide/denggang")
    assert layout_faults(page, PHONE_RULES) == []
    assert axe_faults(page) == []

    page.locator("[data-action=again]").click()

    expect(page.locator("[data-stage=accepted] dd")).to_have_text(["2026-12-14"])
    assert page.title() == f"261123-00310 · {ACCEPTED[f'state_{language}']}"


def test_a_token_that_opens_nothing_leaves_a_way_out(fake_hall: FakeHall) -> None:
    scan(fake_hall, problem(404, "unknown_receipt"))
    page = fake_hall.page

    expect(page.locator("[data-stage=unknown]")).to_contain_text("没有找到这件办件")
    expect(page.locator("[data-action=guide]")).to_have_attribute("href", "/guide/denggang")
    expect(page.locator("[data-action=again]")).to_have_count(0)
    assert layout_faults(page, PHONE_RULES) == []
    assert axe_faults(page) == []


def test_without_a_network_it_says_so_and_tries_again(fake_hall: FakeHall) -> None:
    scan(fake_hall, None, (200, DONE))
    expect(fake_hall.page.locator("[data-stage=away]")).to_be_visible()

    fake_hall.page.locator("[data-action=again]").click()

    expect(fake_hall.page.locator("[data-stage=done]")).to_contain_text("已办结")
