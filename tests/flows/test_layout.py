"""Every page in every size and language: layout invariants, and axe as a floor."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.flows.axe import axe_faults
from tests.flows.conftest import Pages, sign_in, sit_down
from tests.flows.hall import Kiosk
from tests.flows.layout import Rules, layout_faults
from tests.flows.modes import DRAWN_JS, LANGUAGES, faults_in_every_mode, speak
from tests.flows.sizes import (
    BOARD_RULES,
    DESK,
    DESK_RULES,
    KIOSK_RULES,
    MONITOR_RULES,
    PHONE,
    PHONE_RULES,
    PORTRAIT,
    START_RULES,
    WALL,
)
from tests.service import RunningService


@pytest.fixture(scope="module")
def hall(busy_service: RunningService) -> RunningService:
    """A hall in full swing: empty pages fit everywhere."""
    return busy_service


def check(page: Page, rules: Rules, what: str) -> None:
    """No breach of a limit, no finding of axe, and the sign that all this is simulated."""
    faults = layout_faults(page, rules)
    if page.locator(".badge-simulated:visible").count() == 0:
        faults.append("nothing says that this is simulated")
    faults += axe_faults(page)
    assert not faults, f"{what}:\n" + "\n".join(faults)


def check_lost(page: Page, rules: Rules, what: str) -> None:
    """With the cable pulled the page says so, covers nothing, and keeps the sign that all this is simulated."""
    page.context.set_offline(offline=True)
    banner = page.locator(".link-banner")
    expect(banner).to_be_visible()
    faults = layout_faults(page, rules)
    assert not faults, f"{what}, lost:\n" + "\n".join(faults)
    expect(page.locator(".badge-simulated")).to_be_visible()
    page.context.set_offline(offline=False)
    expect(banner).to_have_count(0)


def test_every_screen_of_the_kiosk_can_be_read_and_touched_in_every_mode(pages: Pages, hall: RunningService) -> None:
    page = pages.open("/kiosk/hall-1", PORTRAIT, outage=True)

    faults = {"home": faults_in_every_mode(page)}
    check_lost(page, KIOSK_RULES, "home")
    page.locator("[data-action=queues]").click()
    page.locator(".queue-row").first.wait_for()
    faults["queues"] = faults_in_every_mode(page)
    page.locator("[data-action=home]").click()
    page.locator(".tile[data-class=social]").click()
    page.locator(".kind-card").first.wait_for()
    faults["kinds"] = faults_in_every_mode(page)
    page.locator(".kind-card[data-kind=ordinary]").click()
    page.locator("[data-print=printed], [data-print=failed]").first.wait_for()
    faults["slip"] = faults_in_every_mode(page)

    assert {screen: found for screen, found in faults.items() if found} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_board_can_be_read_from_afar(pages: Pages, hall: RunningService, language: str) -> None:
    page = pages.open(f"/board?lang={language}", WALL, outage=True)

    check(page, BOARD_RULES, "board")
    check_lost(page, BOARD_RULES, "board")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_counter_fits_a_clerks_small_screen(pages: Pages, hall: RunningService, language: str) -> None:
    page = pages.open("/counter", DESK, outage=True)
    speak(page, language)
    check(page, DESK_RULES, "sign in")
    sign_in(page, "clerk03")
    page.locator(".seat").first.wait_for()
    check(page, DESK_RULES, "seats")
    sit_down(page, "3")
    page.keyboard.press("F1")
    expect(page.locator(".state-pill")).to_have_attribute("data-state", "idle")
    check(page, DESK_RULES, "idle desk")
    page.keyboard.press("F1")
    expect(page.locator("[data-current]")).to_be_visible()
    check(page, DESK_RULES, "calling")
    check_lost(page, DESK_RULES, "calling")
    for key, dialog in (("F4", "transfer"), ("F6", "menu")):
        page.keyboard.press(key)
        page.locator(f"[data-dialog={dialog}]").wait_for()
        check(page, DESK_RULES, dialog)
        page.keyboard.press("Escape")
        page.locator(f"[data-dialog={dialog}]").wait_for(state="detached")
    page.keyboard.press("F1")
    expect(page.locator(".state-pill")).to_have_attribute("data-state", "serving")
    check(page, DESK_RULES, "serving")
    page.keyboard.press("F5")
    expect(page.locator(".state-pill")).to_have_attribute("data-state", "idle")
    page.keyboard.press("F6")
    page.locator("[data-dialog=menu] [data-choice=leave]").press("Enter")
    page.locator(".seat").first.wait_for()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_monitor_shows_everything_on_one_wall(pages: Pages, hall: RunningService, language: str) -> None:
    page = pages.open("/monitor", WALL, outage=True)
    speak(page, language)
    check(page, MONITOR_RULES, "sign in")
    sign_in(page, "supervisor01")
    page.locator(".monitor").wait_for()
    check(page, MONITOR_RULES, "monitor")
    check_lost(page, MONITOR_RULES, "monitor")
    page.locator("[data-action=table]").click()
    page.locator(".waits-table").wait_for()
    check(page, MONITOR_RULES, "monitor with table")
    page.locator("[data-counter='1'] [data-action=free]").click()
    page.locator("[data-dialog=confirm]").wait_for()
    check(page, MONITOR_RULES, "confirmation")
    page.locator("[data-dialog=confirm] [data-action=cancel]").click()
    page.locator("[data-view=terminals]").click()
    page.locator("tr[data-terminal]").first.wait_for()
    check(page, MONITOR_RULES, "terminals")
    check_lost(page, MONITOR_RULES, "terminals")
    page.locator("[data-action=details]").first.click()
    page.locator("[data-dialog=terminal]").wait_for()
    check(page, MONITOR_RULES, "details of a terminal")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_phone_page_fits_a_phone(pages: Pages, hall: RunningService, language: str) -> None:
    token = Kiosk(hall.base_url).take("business")["token"]
    page = pages.open(f"/t/{token}", PHONE, outage=True)
    page.locator(".ticket-number").wait_for()
    speak(page, language)

    check(page, PHONE_RULES, "phone")
    check_lost(page, PHONE_RULES, "phone")
    page.locator("[data-action=cancel]").click()
    page.locator("[data-dialog=cancel]").wait_for()
    check(page, PHONE_RULES, "question")
    page.locator("[data-action=confirm-cancel]").click()
    page.locator("[data-outcome=abandoned]").wait_for()
    check(page, PHONE_RULES, "cancelled")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_drawer_fits_a_testers_screen_of_either_size(pages: Pages, hall: RunningService, language: str) -> None:
    page = pages.open("/drawer/hall-3", DESK, outage=True)
    speak(page, language)
    names = page.locator("[data-device]").evaluate_all("all => all.map((one) => one.dataset.device)")

    for name in names:
        page.locator(f"[data-device={name}]").click()
        page.locator(f"[data-opened={name}]").wait_for()
        page.set_viewport_size({"width": WALL[0], "height": WALL[1]})
        page.evaluate(DRAWN_JS)
        assert layout_faults(page, DESK_RULES) == [], name
        page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
        check(page, DESK_RULES, name)
    check_lost(page, DESK_RULES, "drawer")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", [DESK, WALL, PHONE], ids=["desk", "wall", "phone"])
def test_the_start_page_links_every_page(
    pages: Pages, hall: RunningService, size: tuple[int, int], language: str
) -> None:
    page = pages.open("/", size)
    speak(page, language)

    targets = {str(link.get_attribute("href")) for link in page.locator("a[href^='/']").all()}
    assert {"/board", "/counter", "/monitor", "/kiosk/hall-1", "/phone", "/drawer/hall-1"} <= targets
    check(page, START_RULES, "start")
