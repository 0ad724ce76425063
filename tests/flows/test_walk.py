"""The walk (全程): a citizen from ticket to finish, seen on every screen at once."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import expect

from tests.flows.conftest import Pages, sit_down
from tests.flows.sizes import DESK, PHONE, PORTRAIT, WALL


def test_a_citizen_walks_from_ticket_to_finish_across_all_five_screens(pages: Pages) -> None:
    board = pages.open("/board", WALL)
    monitor = pages.staff("/monitor", WALL, "supervisor01")
    counter = pages.staff("/counter", DESK, "clerk03")
    kiosk = pages.open("/kiosk/hall-1", PORTRAIT)
    expect(board.locator(".now.is-empty .now-title")).to_have_text("等候叫号")
    expect(monitor.locator("[data-kpi=taken] dd")).to_have_text("0")
    expect(kiosk.locator(".tile[data-class=general] .tile-people")).to_have_text("0 人等候")

    # The citizen takes a ticket and opens its page on a phone.
    kiosk.locator(".tile[data-class=general]").click()
    kiosk.locator(".kind-card[data-kind=ordinary]").click()
    slip = kiosk.locator(".slip-number")
    expect(slip).to_have_attribute("data-ticket", "A001")
    expect(kiosk.locator("[data-print=printed]")).to_be_visible()
    address = str(kiosk.locator(".slip-code").get_attribute("data-url"))
    phone = pages.open(urlsplit(address).path, PHONE)
    expect(phone.locator(".ticket-number")).to_have_text("A001")
    expect(phone.locator(".ticket")).to_have_attribute("data-state", "waiting")
    expect(phone.locator("[data-ahead]")).to_have_text("0")
    expect(phone.locator(".progress [aria-current=step]")).to_contain_text("等候")
    kiosk.locator("[data-action=done]").click()
    expect(kiosk.locator(".tile[data-class=general] .tile-people")).to_have_text("1 人等候")
    expect(monitor.locator("[data-kpi=taken] dd")).to_have_text("1")
    expect(monitor.locator("[data-line=A] .queue-waiting strong")).to_have_text("1")
    expect(monitor.locator("[data-kpi=waiting] dd")).to_have_text("1")
    expect(board.locator("[data-line=A] .line-waiting")).to_contain_text("1")

    # The clerk sits down at counter 3, opens and calls, by keys alone.
    sit_down(counter, "3")
    expect(counter.locator("[data-next]")).to_have_text("A001")
    expect(counter.locator(".current-title")).to_have_text("窗口未开")
    counter.keyboard.press("F1")
    expect(counter.locator(".state-pill")).to_have_attribute("data-state", "idle")
    counter.keyboard.press("F1")
    expect(counter.locator("[data-current]")).to_have_text("A001")
    expect(board.locator("[data-now=ticket]")).to_have_text("A001")
    expect(board.locator("[data-now=counter]")).to_have_text("3 号窗口")
    expect(board.locator("[data-said] [lang=zh-CN]")).to_have_text("请 A001 号到 3 号窗口")
    expect(board.locator("[data-said] [lang=en]")).to_have_text("Ticket A001, please go to counter 3")
    expect(board.locator("[data-row=A001]")).to_have_attribute("data-fresh", "true")
    expect(board.locator("[data-line=A] .line-waiting")).to_contain_text("0")
    expect(kiosk.locator(".call-ticket")).to_have_text("A001")
    expect(kiosk.locator(".call-counter")).to_have_text("3 号窗口")
    expect(kiosk.locator(".live-counters li").nth(2)).to_have_attribute("data-state", "calling")
    expect(phone.locator(".called")).to_contain_text("请到3 号窗口")
    expect(phone.locator(".called-place")).to_have_attribute("data-counter", "3")
    expect(monitor.locator("tr[data-counter='3']")).to_have_attribute("data-state", "calling")

    # The citizen comes, is served, and leaves.
    counter.keyboard.press("F1")
    expect(counter.locator(".state-pill")).to_have_attribute("data-state", "serving")
    expect(board.locator(".now-title")).to_have_text("最近呼叫")
    expect(kiosk.locator(".live-counters li").nth(2)).to_have_attribute("data-state", "serving")
    expect(phone.locator(".ticket")).to_have_attribute("data-state", "serving")
    expect(phone.locator("[data-action=cancel]")).to_have_count(0)
    expect(monitor.locator(".finding")).to_have_text("最近 1 位中，100% 在 15 分钟内开始办理")
    expect(monitor.locator("tr[data-counter='3'] .desk-ticket")).to_have_text("A001")
    counter.keyboard.press("F1")
    expect(counter.locator(".state-pill")).to_have_attribute("data-state", "idle")
    expect(phone.locator(".ticket")).to_have_attribute("data-state", "finished")
    expect(phone.locator("[data-outcome=finished] h2")).to_have_text("已办结")
    expect(kiosk.locator(".live-counters li").nth(2)).to_have_attribute("data-state", "idle")
    expect(board.locator("[data-row=A001]")).to_have_attribute("data-calling", "false")
    expect(monitor.locator("tr[data-counter='3']")).to_have_attribute("data-state", "idle")
    expect(monitor.locator("[data-kpi=finished] dd")).to_have_text("1")
    expect(monitor.locator("[data-kpi=waiting] dd")).to_have_text("0")
