"""The monitor (监控): long words find their room on the wall."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.flows.layout import layout_faults
from tests.flows.sizes import MONITOR_RULES
from tests.pages.fake_hall import FakeHall
from tests.pages.fake_staff import SUPERVISOR, monitor_room

pytestmark = pytest.mark.browser
REASON = {"zh": "暂停 · 会议培训 · 将关窗", "en": "Paused · Meeting or training · closing"}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_hall_that_pauses_for_long_reasons_keeps_its_buttons_on_the_wall(fake_hall: FakeHall, language: str):
    page = fake_hall.page
    page.set_viewport_size({"width": 1920, "height": 1080})
    room = monitor_room()
    for counter in room["counters"].values():
        counter |= {
            "state": "paused",
            "reason": "training",
            "pending": "close",
            "ticket": "A1041",
            "clerk": "supervisor01",
        }
    fake_hall.rooms["monitor"] = room
    fake_hall.answers["GET", "/api/session"] = [(200, SUPERVISOR)]
    fake_hall.open("monitor", speed=0)
    if language == "en":
        page.locator("[data-action=language]").click()

    expect(page.locator(".desk-state").first).to_contain_text(REASON[language])
    assert layout_faults(page, MONITOR_RULES) == []
