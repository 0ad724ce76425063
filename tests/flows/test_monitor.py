"""The monitor (监控): figures as they happen, and the things a supervisor may do."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.flows.conftest import Pages
from tests.flows.hall import Clerk, Kiosk
from tests.flows.sizes import DESK, PORTRAIT, WALL
from tests.service import RunningService


def test_a_supervisor_frees_the_seat_of_a_clerk_who_vanished(pages: Pages, service: RunningService) -> None:
    Clerk(service.base_url, "clerk02", "2").open_up()
    monitor = pages.staff("/monitor", WALL, "supervisor01")
    row = monitor.locator("tr[data-counter='2']")
    expect(row.locator(".desk-clerk")).to_have_text("clerk02")

    row.locator("[data-action=free]").click()
    monitor.locator("[data-dialog=confirm] [data-action=confirm]").click()

    expect(row.locator(".desk-clerk")).to_have_text("无人")
    expect(row).to_have_attribute("data-state", "closed")


def test_a_broken_printer_shows_and_can_be_mended(pages: Pages) -> None:
    monitor = pages.staff("/monitor#terminals", WALL, "supervisor01")
    monitor.locator("[data-terminal=hall-2] [data-action=details]").click()
    dialog = monitor.locator("[data-dialog=terminal]")
    printer = dialog.locator("[data-device=receipt_printer]")

    dialog.locator("select").select_option("jam")
    expect(printer).to_have_text("■ 凭条打印机 卡纸")
    dialog.locator("select").select_option("")

    expect(printer).to_have_text("● 凭条打印机 正常")


def test_a_kiosk_without_paper_shows_the_code_of_the_slip_it_could_not_print(pages: Pages) -> None:
    monitor = pages.staff("/monitor#terminals", WALL, "supervisor01")
    monitor.locator("[data-terminal=hall-3] [data-action=details]").click()
    monitor.locator("[data-dialog=terminal] select").select_option("paper_out")
    expect(monitor.locator("[data-terminal=hall-3] .bad-device")).to_have_text("凭条打印机 缺纸")
    monitor.keyboard.press("Escape")
    monitor.locator("[data-view=hall]").click()
    kiosk = pages.open("/kiosk/hall-3", PORTRAIT)

    kiosk.locator(".tile[data-class=business]").click()
    kiosk.locator(".kind-card[data-kind=ordinary]").dblclick()

    failed = kiosk.locator("[data-print=failed]")
    expect(failed).to_contain_text("您的号已经取好，没有丢")
    expect(failed.locator(".slip-code")).to_have_attribute("data-url", re.compile(r"/t/[\w-]{16,}$"))
    # Two clicks were one wish.
    expect(monitor.locator("[data-line=D] .queue-waiting strong")).to_have_text("1")


def test_every_wait_is_in_the_picture_and_in_the_table_behind_it(pages: Pages, service: RunningService) -> None:
    number = Kiosk(service.base_url).take("household")["ticket"]
    clerk = Clerk(service.base_url, "clerk04", "4").open_up()
    monitor = pages.staff("/monitor", WALL, "supervisor01")
    expect(monitor.locator(".finding")).to_have_text("还没有人开始办理")

    clerk.do("next")
    clerk.do("start")

    expect(monitor.locator("tr[data-counter='4'] .desk-ticket")).to_have_text(number)
    expect(monitor.get_by_role("img", name="最近 1 位中，100% 在 15 分钟内开始办理")).to_be_visible()
    monitor.locator("[data-action=table]").click()
    expect(monitor.locator(".waits-table tbody tr")).to_have_count(1)
    expect(monitor.locator(".waits-table tbody td").nth(1)).to_have_text("公安户籍")


def test_a_clerk_cannot_use_the_monitor(pages: Pages) -> None:
    page = pages.open("/monitor", DESK)

    page.locator("#account").fill("clerk01")
    page.locator("#password").fill("clerk01-demo")
    page.keyboard.press("Enter")

    expect(page.locator("[role=alert]")).to_have_text("这个账号不能使用本页，请换一个账号。")
