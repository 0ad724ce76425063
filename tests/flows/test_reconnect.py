"""Reconnect (断网与恢复): a page that is not current says so, and is right again within two seconds."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.flows.conftest import Pages, sit_down
from tests.flows.hall import Clerk, Kiosk, give_special
from tests.flows.sizes import DESK, PHONE, PORTRAIT, WALL
from tests.service import RunningService

# Its limits are the product's promise: no other worker may be busy meanwhile.
pytestmark = pytest.mark.load

SAYS_SO_MS = 1_000
RIGHT_AGAIN_MS = 2_000


def expect_lost(page: Page) -> None:
    """The banner is there at once."""
    expect(page.locator(".link-banner")).to_be_visible(timeout=SAYS_SO_MS)


def test_a_killed_service_is_noticed_by_every_screen_and_none_is_wrong_after(
    pages: Pages, service: RunningService
) -> None:
    board = pages.open("/board", WALL, outage=True)
    kiosk = pages.open("/kiosk/hall-1", PORTRAIT, outage=True)
    monitor = pages.staff("/monitor", WALL, "supervisor01", outage=True)
    counter = pages.staff("/counter", DESK, "clerk01", outage=True)
    sit_down(counter, "1")
    expect(counter.locator(".state-pill")).to_have_attribute("data-state", "closed")
    counter.keyboard.press("F1")
    expect(counter.locator(".state-pill")).to_have_attribute("data-state", "idle")
    ticket = Kiosk(service.base_url).take("household")
    phone = pages.open(urlsplit(str(ticket["url"])).path, PHONE, outage=True)
    expect(phone.locator("[data-ahead]")).to_have_text("0")
    screens = (board, kiosk, monitor, counter, phone)

    service.kill()
    for screen in screens:
        expect_lost(screen)
    expect(monitor.locator(".live")).to_have_text("○ 非实时")
    service.start_again()
    number = Kiosk(service.base_url).take("general")["ticket"]
    give_special(service.base_url, "household")

    for screen in screens:
        expect(screen.locator(".link-banner")).to_have_count(0, timeout=RIGHT_AGAIN_MS)
    expect(board.locator("[data-line=A] .line-waiting")).to_contain_text("1", timeout=RIGHT_AGAIN_MS)
    expect(monitor.locator("[data-line=A] .queue-waiting strong")).to_have_text("1", timeout=RIGHT_AGAIN_MS)
    expect(counter.locator("[data-next]")).to_have_text(number, timeout=RIGHT_AGAIN_MS)
    expect(phone.locator("[data-ahead]")).to_have_text("1", timeout=RIGHT_AGAIN_MS)
    counter.keyboard.press("F1")
    expect(board.locator("[data-now=ticket]")).to_have_text(number, timeout=RIGHT_AGAIN_MS)


def test_a_key_pressed_while_the_service_is_away_acts_once_when_it_is_back(
    pages: Pages, service: RunningService
) -> None:
    kiosk = Kiosk(service.base_url)
    numbers = [kiosk.take("business")["ticket"] for _ in range(2)]
    counter = pages.staff("/counter", DESK, "clerk06", outage=True)
    sit_down(counter, "6")
    expect(counter.locator(".state-pill")).to_have_attribute("data-state", "closed")
    counter.keyboard.press("F1")
    expect(counter.locator(".state-pill")).to_have_attribute("data-state", "idle")

    service.kill()
    expect_lost(counter)
    counter.keyboard.press("F1")
    counter.keyboard.press("F1")
    service.start_again()

    expect(counter.locator("[data-current]")).to_have_text(numbers[0])
    expect(counter.locator(".state-pill")).to_have_attribute("data-state", "calling")
    expect(counter.locator("[data-next]")).to_have_text(numbers[1])


def test_a_pulled_cable_shows_at_once_and_heals_by_itself(pages: Pages, service: RunningService) -> None:
    board = pages.open("/board", WALL, outage=True)

    board.context.set_offline(offline=True)
    expect_lost(board)
    kiosk = Kiosk(service.base_url)
    number = kiosk.take("social")["ticket"]
    clerk = Clerk(service.base_url, "clerk05", "5").open_up()
    clerk.do("next")
    kiosk.take("social")
    board.context.set_offline(offline=False)

    expect(board.locator(".link-banner")).to_have_count(0, timeout=RIGHT_AGAIN_MS)
    expect(board.locator("[data-line=B] .line-waiting")).to_contain_text("1", timeout=RIGHT_AGAIN_MS)
    # Who was called meanwhile is still awaited, and told so.
    expect(board.locator("[data-now=ticket]")).to_have_text(number, timeout=RIGHT_AGAIN_MS)
    expect(board.locator("[data-said] [lang=zh-CN]")).to_have_text(f"请 {number} 号到 5 号窗口", timeout=RIGHT_AGAIN_MS)


def test_what_is_said_without_a_network_has_its_letters_before(pages: Pages) -> None:
    counter = pages.open("/counter", DESK, outage=True)
    counter.evaluate("document.fonts.ready.then(() => null)")

    counter.context.set_offline(offline=True)

    expect_lost(counter)
    banner = counter.locator(".link-banner").inner_text()
    assert banner == "网络中断，重连中…"
    assert counter.evaluate("(text) => document.fonts.check('20px \"Noto Sans SC Variable\"', text)", banner)
