"""A rush (潮汐): the wall says what to do and why, one click does it, and a clerk at the counter sees it."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.flows.conftest import Pages, sit_down
from tests.flows.hall import Kiosk
from tests.flows.sizes import DESK, WALL
from tests.service import RunningService


def test_the_spare_counter_opens_on_a_suggestion_that_says_why(pages: Pages, service: RunningService) -> None:
    monitor = pages.staff("/monitor", WALL, "supervisor01")
    expect(monitor.locator(".relief-none")).to_be_visible()
    kiosk = Kiosk(service.base_url)
    for _ in range(9):
        kiosk.take()
    advice = monitor.locator(".advice[data-what=open]")
    expect(advice.locator(".advice-why")).to_contain_text("「综合」有 9 人等候，多于 8 人")
    expect(advice.locator(".advice-note")).to_have_text("窗口无人：同意后，有人入座开窗即生效")

    # Somebody sits down at the spare counter; then one click opens it.
    desk = pages.staff("/counter", DESK, "clerk03")
    sit_down(desk, "3")
    expect(desk.locator("[data-duty=spare]")).to_be_visible()
    expect(advice.locator(".advice-note")).to_have_count(0)
    advice.locator("[data-action=take]").click()

    expect(monitor.locator("tr[data-counter='3']")).to_have_attribute("data-state", "idle")
    expect(monitor.locator("[data-relief=tide-general]")).to_contain_text("潮汐窗口已开：3 号窗口")
    expect(advice).to_have_count(0)
    expect(desk.locator(".state-pill")).to_have_attribute("data-state", "idle")
    desk.keyboard.press("F1")
    expect(desk.locator("[data-current]")).to_have_text("A001")


def test_a_supervisor_adds_a_break_and_lets_the_hall_call(pages: Pages) -> None:
    monitor = pages.staff("/monitor", WALL, "supervisor01")
    monitor.locator("tr[data-counter='6'] [data-action=breaks]").click()
    dialog = monitor.locator("[data-dialog=breaks]")
    expect(dialog.locator("[data-break]")).to_have_count(2)

    dialog.locator("[name=begins]").fill("11:20")
    dialog.locator("[name=ends]").fill("11:30")
    dialog.locator("button[type=submit]").click()
    expect(dialog.locator("[data-break='11:20–11:30']")).to_be_visible()
    dialog.locator("[name=begins]").fill("11:25")
    dialog.locator("[name=ends]").fill("11:35")
    dialog.locator("button[type=submit]").click()
    expect(dialog.locator("[role=alert]")).not_to_have_text("")
    dialog.locator("[data-action=close]").click()

    monitor.locator("[data-action=calling]").click()
    expect(monitor.locator(".calling")).to_have_attribute("data-calling", "automatic")
    expect(monitor.locator(".calling")).to_have_text(re.compile("自动叫号"))
    # As it was, for whichever walk comes next.
    monitor.locator("[data-action=calling]").click()
    expect(monitor.locator(".calling")).to_have_attribute("data-calling", "manual")
