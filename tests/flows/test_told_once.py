"""One visit by keys alone (一次性告知与评价): a ticket taken for somebody, told once, passed on, finished, rated on the phone."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from tests.flows.conftest import Pages, sit_down
from tests.flows.hall import Clerk
from tests.flows.sizes import DESK, PHONE, WALL
from tests.service import RunningService


def state_of(page: Page, state: str) -> None:
    """Wait until the counter is in this state."""
    expect(page.locator(".state-pill")).to_have_attribute("data-state", state)


def path_of(page: Page, code: str) -> str:
    """Where a code on the page leads."""
    return urlsplit(str(page.locator(code).get_attribute("data-url"))).path


def test_a_ticket_for_somebody_is_told_once_passed_on_and_rated(pages: Pages, service: RunningService) -> None:
    desk = pages.staff("/counter", DESK, "clerk05")
    sit_down(desk, "5")
    state_of(desk, "closed")
    desk.keyboard.press("F1")
    state_of(desk, "idle")

    # A ticket for somebody: social security, called in turn.
    desk.keyboard.press("F6")
    desk.locator("[data-choice=give]").click()
    desk.locator("[data-dialog=give]").wait_for()
    desk.keyboard.press("2")
    desk.keyboard.press("a")
    desk.keyboard.press("F1")
    number = desk.locator("[data-taken]").get_attribute("data-taken")
    phone = pages.open(path_of(desk, "[data-dialog=give] .told-code"), PHONE)
    expect(phone.locator("[data-ticket]")).to_have_text(str(number))
    desk.keyboard.press("Escape")
    desk.locator("[data-dialog=give]").wait_for(state="detached")

    # Called, served, told once: two papers and a reason each, by number keys.
    desk.keyboard.press("F1")
    expect(desk.locator("[data-current]")).to_have_text(str(number))
    desk.keyboard.press("F1")
    state_of(desk, "serving")
    desk.keyboard.press("F7")
    desk.locator("[data-choice]").first.wait_for()
    desk.keyboard.press("1")
    desk.locator("[data-item]").first.wait_for()
    desk.keyboard.press("1")
    desk.keyboard.press("2")
    desk.keyboard.press("2")
    expect(desk.locator(".told-item[data-missing=true]")).to_have_count(2)
    desk.keyboard.press("F1")
    expect(desk.locator(".told-given")).to_have_attribute("data-notice", "G0001")
    expect(phone.locator("[data-notice=G0001] .told-items li")).to_have_count(2)
    sheet = pages.open(path_of(desk, "[data-dialog=told] .told-code"), PHONE)
    expect(sheet.locator("[data-notice=G0001] .told-items li")).to_have_count(2)
    desk.keyboard.press("Escape")
    expect(desk.locator("[data-told]")).to_contain_text("G0001")
    # What was given can no longer be unsaid.
    expect(desk.locator("[data-action=undo]")).to_have_count(0)

    # Passed on: the next counter reads whose question it was, and the owner what became of it.
    other = Clerk(service.base_url, "clerk01", "1").open_up()
    desk.keyboard.press("F4")
    desk.locator("[data-choice='line:A']").click()
    expect(desk.locator(f"[data-owned={number}]")).to_contain_text("等候")
    room = other.do("next")["counter"]
    assert room["ticket"]["now"]["owner"]["clerk"] == "clerk05"
    other.do("start")
    expect(desk.locator(f"[data-owned={number}]")).to_contain_text("1 号窗口")
    other.do("finish", ends=True)

    # Rated on the phone, poorly; a supervisor hears of it.
    phone.locator("[data-grade='1']").click()
    phone.locator("[data-reason=trips]").click()
    phone.locator("[data-action=send-rating]").click()
    expect(phone.locator("[data-rating=rated]")).to_be_visible()
    monitor = pages.staff("/monitor", WALL, "supervisor01")
    monitor.locator("[data-action=services][data-waiting='1']").click()
    monitor.locator("[data-follow-up=R0001] [data-outcome=put_right]").click()
    expect(monitor.locator("[data-follow-up]")).to_have_count(0)
