"""The door (关门): stopping tickets is asked once, and every screen knows."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.flows.conftest import Pages
from tests.flows.sizes import PORTRAIT, WALL


def test_stopping_tickets_is_asked_once_and_seen_by_kiosk_and_board(pages: Pages) -> None:
    monitor = pages.staff("/monitor", WALL, "supervisor01")
    board = pages.open("/board", WALL)
    kiosk = pages.open("/kiosk/hall-1", PORTRAIT)
    monitor.locator("[data-action=stop-tickets]").click()
    dialog = monitor.locator("[data-dialog=confirm]")
    expect(dialog.locator("h2")).to_have_text("今日停止取号？")
    monitor.keyboard.press("Escape")
    expect(dialog).to_have_count(0)

    monitor.locator("[data-action=stop-tickets]").click()
    dialog.locator("[data-action=confirm]").click()

    expect(monitor.locator(".door")).to_have_text("已停止取号")
    expect(board.locator(".notice")).to_have_text("现已停止取号，已取号的继续办理")
    expect(kiosk.locator(".closed h1")).to_have_text("今天已经停止取号")
    expect(kiosk.locator(".closed-next")).to_have_text("请在下一个工作日再来。")
    expect(kiosk.locator(".meanwhile h3")).to_have_text(["已经取号的", "24 小时自助区", "12345 热线"])
    expect(kiosk.locator(".tile")).to_have_count(0)
