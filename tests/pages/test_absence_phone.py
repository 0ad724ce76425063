"""The number to ring while a counter is away: it goes with the notice, and only a number does."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.flows.layout import layout_faults
from tests.flows.sizes import DESK_RULES
from tests.pages.fake_hall import FakeHall
from tests.pages.fake_staff import COUNTER, SESSION, counter_room

pytestmark = pytest.mark.browser
ABSENCE = f"/api/halls/denggang/counters/{COUNTER}/absence"


def test_a_number_is_said_with_the_notice_and_what_is_no_number_is_told_so(fake_hall: FakeHall):
    page = fake_hall.page
    page.set_viewport_size({"width": 1366, "height": 768})
    fake_hall.rooms |= {f"counter:{key}": counter_room() for key in "123456"}
    fake_hall.answers["GET", "/api/session"] = [(200, SESSION)]
    fake_hall.answers["POST", ABSENCE] = [(200, {"seq": 12})]
    fake_hall.open("counter", speed=0)
    page.locator(".state-pill").wait_for()
    page.keyboard.press("F6")
    field = page.locator("[data-field=absence-phone]")

    field.fill("ask Chen")
    expect(page.locator(".note-field [role=alert]")).to_be_visible()
    field.fill("0663-555 0100")
    expect(page.locator(".note-field [role=alert]")).to_have_count(0)
    assert layout_faults(page, DESK_RULES) == []
    page.locator("[data-choice='absence:meeting']").click()

    asked = fake_hall.sent("POST", ABSENCE, 1)[0].post_data_json
    assert (asked["reason"], asked["phone"]) == ("meeting", "0663-555 0100")
