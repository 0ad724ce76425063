"""An evening, a night and a day (昼夜): the door shuts on people who wait, and opens again; nobody is lost on the way."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from devices.client import Hands, remote
from kiosk.live.audit import audit
from kiosk.settings import DATABASE_FILE
from tests.flows.conftest import Pages, sit_down
from tests.flows.hall import HALL, Caller, Kiosk
from tests.flows.phone import fresh_code, type_code
from tests.flows.sizes import DESK, PHONE, PORTRAIT, WALL
from tests.service import RunningService, service_in

MONDAY, TUESDAY = "2026-11-23", "2026-11-24"


def china_ms(day: str, clock: str) -> int:
    """Epoch ms."""
    return int(datetime.fromisoformat(f"{day}T{clock}+08:00").timestamp() * 1000)


@pytest.fixture
def service(browser: Browser, tmp_path: Path) -> Iterator[RunningService]:
    """The demo hall shortly before it shuts; when all is over its books are in order."""
    assert browser
    with service_in(tmp_path, "--demo", "--no-crowd", "--start", f"{MONDAY}T17:20+08:00") as running:
        yield running
    assert audit(running.data / DATABASE_FILE) == []


class Walk:
    """The screens of the hall, and a hand on its clock."""

    def __init__(self, pages: Pages, service: RunningService) -> None:
        self.pages = pages
        self.service = service
        self.kiosk = pages.open("/kiosk/hall-1", PORTRAIT)
        self.board = pages.open("/board", WALL)
        self.counter = pages.staff("/counter", DESK, "clerk01")
        self.booked: Page
        self._hands = Hands("hall-1", remote(service.base_url, service.accounts_file()["simulation_token"]))

    def clock(self, day: str, clock: str) -> None:
        """Let time pass until then."""
        self._hands.advance_to(china_ms(day, clock))

    def open_counter(self) -> None:
        """The clerk sits down at counter 1 and opens."""
        sit_down(self.counter, "1")
        self.press("F1", "idle")

    def press(self, key: str, state: str, ticket: str | None = None) -> None:
        """A key, and what the counter's page shows then."""
        self.counter.keyboard.press(key)
        expect(self.counter.locator(".state-pill")).to_have_attribute("data-state", state)
        if ticket is not None:
            expect(self.counter.locator("[data-current]")).to_have_text(ticket)

    def take(self, number: str) -> Page:
        """Take a general ticket at the terminal; its page on a phone."""
        self.kiosk.locator(".tile[data-class=general]").click()
        self.kiosk.locator(".kind-card[data-kind=ordinary]").click()
        expect(self.kiosk.locator(".slip-number")).to_have_attribute("data-ticket", number)
        phone = self.follow(str(self.kiosk.locator(".slip-code").get_attribute("data-url")))
        self.kiosk.locator("[data-action=done]").click()
        expect(self.kiosk.locator("[data-screen=home]")).to_be_visible()
        return phone

    def follow(self, address: str) -> Page:
        """Open what a slip's code says."""
        return self.pages.open(urlsplit(address).path, PHONE)


def test_a_hall_shuts_on_people_who_wait_and_nobody_is_lost(pages: Pages, service: RunningService) -> None:
    walk = Walk(pages, service)
    a_booking(walk)
    an_evening(walk)
    a_morning(walk)
    a_break(walk)
    a_lunch(walk)


def a_booking(walk: Walk) -> None:
    """For tomorrow at nine, on two phones; of one no page is shown."""
    phone = walk.booked = walk.pages.open("/phone", PHONE)
    phone.locator("[data-persona=demo-adult]").click()
    phone.locator("[data-action=bookings]").click()
    phone.locator("[name=slot]").select_option(str(china_ms(TUESDAY, "09:00")))
    phone.locator("[data-action=book]").click()
    expect(phone.locator(".booking-card[data-state=booked]")).to_contain_text("到大厅后 08:45–09:10 签到")
    nine = {"service": "counter", "matter_class": "general", "slot_at_ms": china_ms(TUESDAY, "09:00")}
    Caller(walk.service.base_url).send("POST", f"/api/phone/personas/demo-parent/halls/{HALL}/bookings", nine)


def an_evening(walk: Walk) -> None:
    """The door shuts on one at the counter, one who waits for it, and one whom no counter serves."""
    service = walk.service
    walk.open_counter()
    first, second = walk.take("A001"), walk.take("A002")
    left = walk.follow(str(Kiosk(service.base_url).take("household")["url"]))
    walk.press("F1", "calling", "A001")
    walk.press("F1", "serving", "A001")

    def last_moment(route: Route) -> None:
        walk.clock(MONDAY, "17:30:05")
        route.continue_()

    # The door shuts while somebody's touch is on its way.
    walk.kiosk.route("**/tickets?*", last_moment, times=1)
    walk.kiosk.locator(".tile[data-class=general]").click()
    walk.kiosk.locator(".kind-card[data-kind=ordinary]").click()
    trouble = walk.kiosk.locator(".trouble[data-code=hall_closed]")
    expect(trouble).to_be_visible()
    trouble.locator("[data-action=leave]").click()
    expect(walk.kiosk.locator(".closed h1")).to_have_text("今天已经停止取号")
    expect(walk.kiosk.locator(".closed-next")).to_have_text("请在下一个工作日再来。")
    expect(walk.kiosk.locator(".tile")).to_have_count(0)
    expect(walk.board.locator(".notice")).to_have_text("现已停止取号，已取号的继续办理")
    for phone in (second, left):
        expect(phone.locator(".door")).to_contain_text("您的号仍然有效")
    walk.press("F1", "calling", "A002")
    expect(walk.board.locator("[data-now=ticket]")).to_have_text("A002")
    expect(second.locator(".called-place")).to_have_attribute("data-counter", "1")
    walk.press("F1", "serving", "A002")
    walk.press("F1", "closed")
    for phone in (first, second):
        expect(phone.locator("[data-outcome=finished]")).to_be_visible()
    expect(walk.counter.locator(".current-title")).to_have_text("已停止取号，号都叫完了")

    walk.clock(TUESDAY, "08:20")
    expect(left.locator("[data-outcome=expired]")).to_be_visible()
    expect(walk.counter.locator("[data-seat='1']")).to_be_enabled()
    expect(walk.board.locator(".now-title")).to_have_text("暂不取号")
    expect(walk.kiosk.locator(".closed h1")).to_have_text("大厅还没有开门")
    expect(walk.kiosk.locator(".meanwhile h3")).to_have_text(["24 小时自助区", "12345 热线"])


def a_morning(walk: Walk) -> None:
    """Two with an appointment, one of them too late, between two who walk in."""
    walk.clock(TUESDAY, "08:40")
    first = walk.take("A001")
    walk.clock(TUESDAY, "08:50")
    walk.booked.locator("[data-action=reload]").click()
    walk.booked.locator("[data-action=check-in]").click()
    walk.booked.locator("[data-arrived=AP001] [data-action=follow]").click()
    expect(walk.booked.locator(".ticket-number")).to_have_text("AP001")
    walk.clock(TUESDAY, "09:02")
    third = walk.take("A002")
    walk.clock(TUESDAY, "09:11")
    kiosk = walk.kiosk
    type_code(kiosk, fresh_code(walk.service.base_url, "demo-parent"))
    expect(kiosk.locator(".welcome")).to_have_attribute("data-level", "1")
    kiosk.locator(".tile[data-class=general]").click()
    kiosk.locator(".kind-card[data-kind=appointment]").click()
    kiosk.locator("[data-action=check-in]").click()
    expect(kiosk.locator(".slip-kind")).to_have_text("普通号")
    expect(kiosk.locator("[data-late]")).to_have_text("已过签到时间，按普通号排队")
    expect(kiosk.locator(".slip-number")).to_have_attribute("data-ticket", "A003")
    late = walk.follow(str(kiosk.locator(".slip-code").get_attribute("data-url")))
    kiosk.locator("[data-action=done]").click()

    walk.open_counter()
    walk.press("F1", "calling", "A001")
    expect(walk.counter.locator("[data-next]")).to_have_text("AP001")
    expect(walk.counter.locator(".next-why")).to_have_text("预约时段已到")
    for number in ("AP001", "A002", "A003"):
        walk.press("F1", "serving")
        walk.press("F1", "calling", number)
    walk.press("F1", "serving")
    walk.press("F1", "idle")
    for phone in (first, walk.booked, third, late):
        expect(phone.locator("[data-outcome=finished]")).to_be_visible()


def a_break(walk: Walk) -> None:
    """The break of the calendar finishes with the citizen first, and ends by itself."""
    walk.clock(TUESDAY, "09:55")
    served = walk.take("A004")
    walk.press("F1", "calling", "A004")
    walk.press("F1", "serving", "A004")
    duty = walk.counter.locator("[data-duty=break]")
    expect(duty).to_contain_text("分钟后休息（10:00），办完当前这位再停")
    walk.clock(TUESDAY, "10:00:05")
    expect(walk.counter.locator(".current-remark")).to_have_text("办完这位后暂停")
    walk.press("F1", "paused")
    expect(served.locator("[data-outcome=finished]")).to_be_visible()
    expect(walk.counter.locator(".current-reason")).to_have_text("计划休息")
    expect(duty).to_have_text("休息到 10:10，到时自动恢复")
    walk.clock(TUESDAY, "10:10:05")
    expect(walk.counter.locator(".state-pill")).to_have_attribute("data-state", "idle")


def a_lunch(walk: Walk) -> None:
    """The door shuts for lunch with one at the counter, one waiting and one who fetches a paper."""
    walk.clock(TUESDAY, "11:50")
    fetching, serving, waiting = (walk.take(number) for number in ("A005", "A006", "A007"))
    counter = walk.counter
    walk.press("F1", "calling", "A005")
    walk.press("F1", "serving", "A005")
    counter.keyboard.press("F6")
    counter.locator("[data-dialog=menu] [data-choice=park]").press("Enter")
    expect(counter.locator("[data-parked=A005]")).to_be_visible()
    walk.press("F1", "calling", "A006")
    walk.press("F1", "serving", "A006")

    walk.clock(TUESDAY, "12:00:05")
    expect(walk.kiosk.locator(".closed h1")).to_have_text("现在休息，暂不取号")
    expect(walk.kiosk.locator(".closed time")).to_have_text("14:30")
    expect(walk.board.locator(".notice")).to_have_text("现在不取号，14:30 开门")
    expect(waiting.locator(".door")).to_contain_text("您的号仍然有效，窗口会办完已取的号。 14:30 再次开放。")
    expect(fetching.locator(".door")).to_contain_text("您的号保留着，14:30 开门后也可以办。")
    walk.press("F1", "calling", "A007")
    walk.press("F1", "serving", "A007")
    walk.press("F1", "closed")
    expect(counter.locator(".current-hint")).to_have_text("14:30 再开门，到时按 F1 开窗")
    for phone in (serving, waiting):
        expect(phone.locator("[data-outcome=finished]")).to_be_visible()

    walk.clock(TUESDAY, "14:30:05")
    expect(walk.kiosk.locator(".tile[data-class=general]")).to_be_visible()
    walk.press("F1", "idle")
    fetching.locator("[data-action=resume]").click()
    expect(counter.locator("[data-next]")).to_have_text("A005")
    walk.press("F1", "calling", "A005")
    walk.press("F1", "serving", "A005")
    walk.press("F1", "idle")
    expect(fetching.locator("[data-outcome=finished]")).to_be_visible()
