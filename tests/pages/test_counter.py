"""The counter page (窗口工作台) and whoever is there: shown once called, gone with them, and gone on with by one key."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.pages.fake_citizen import HERE, SOMEBODY, history, taken_up
from tests.pages.fake_hall import NOW_MS, FakeHall, problem
from tests.pages.fake_staff import COUNTER, SESSION, counter_room

ROOM = f"counter:{COUNTER}"
NEXT = {"ticket": "A044", "called_at_ms": NOW_MS + 1_000, "started_at_ms": None}


pytestmark = pytest.mark.browser


@pytest.fixture
def hall(fake_hall: FakeHall) -> FakeHall:
    """Clerk 4 serves somebody who is known."""
    made = fake_hall
    made.page.set_viewport_size({"width": 1366, "height": 768})
    made.answers["GET", "/api/session"] = [(200, SESSION)]
    made.answers["GET", f"{HERE}/ticket"] = [(200, SOMEBODY)]
    made.answers["GET", f"{HERE}/citizen"] = [(200, history())]
    made.rooms |= {f"counter:{key}": counter_room() for key in "123456"}
    made.open("counter", speed=0)
    return made


def test_what_a_terminal_left_is_shown_with_what_the_machine_said_and_what_is_missing(hall: FakeHall) -> None:
    page = hall.page
    own = page.locator("[data-case='261123-0001']")
    expect(own.locator("[data-material=M2]")).to_contain_text("尚待核验")
    expect(own.locator("[data-material=M3]")).to_contain_text("缺，可容缺")
    expect(own.locator("[data-material=M4]")).to_contain_text("已从人口照片库取得")
    expect(own.locator("[data-said=C4]")).to_contain_text("社保卡金融账户尚未激活")
    expect(own.locator("[data-said=staff]")).to_have_text("▲ 本事项需由工作人员办理。")
    expect(page.locator("[data-case='261123-0002']")).to_contain_text("在终端开始，没有办完")
    # History is asked for, and so written down, when the clerk turns to it and once.
    assert hall.sent("GET", f"{HERE}/citizen") == []
    page.keyboard.press("F10")
    expect(page.locator("[data-past-ticket]")).to_have_count(10)
    expect(page.locator(".past-counts")).to_have_text("90 天内过号 2 次，爽约 1 次")
    page.keyboard.press("F10")
    expect(page.locator("[data-note-whole]")).to_have_text("缺一份复印件，请先核对原件后再收")
    page.keyboard.press("F10")
    expect(page.locator("[data-parked=A017]")).to_be_visible()
    assert len(hall.sent("GET", f"{HERE}/citizen", 1)) == 1
    assert len(hall.sent("GET", f"{HERE}/ticket", 1)) == 1


def test_what_was_shown_of_somebody_is_gone_with_them(hall: FakeHall) -> None:
    page = hall.page
    page.keyboard.press("F10")
    expect(page.locator("[data-past-ticket=A001]")).to_be_visible()
    now = counter_room()["ticket"]["now"]

    hall.answers["GET", f"{HERE}/ticket"] = [(200, SOMEBODY | {"ticket": "A044", "is_known": False, "cases": [], "matters": [], "note": None})]  # fmt: skip
    hall.push(ROOM, {"ticket": {"now": now | NEXT}})

    expect(page.locator("[data-current]")).to_have_text("A044")
    expect(page.locator("[data-past-ticket], [data-case]")).to_have_count(0)
    page.locator("[data-tab=history]").click()
    expect(page.locator("[data-known=no]")).to_contain_text("不知道是谁的号")
    hall.push(ROOM, {"ticket": {"now": None}})
    expect(page.locator(".citizen-tabs")).to_have_count(0)


def test_f8_takes_the_case_up_once_the_citizen_has_come(hall: FakeHall) -> None:
    page = hall.page
    expect(page.locator("[data-case='261123-0001'] [data-action=go-on]")).to_have_attribute("aria-keyshortcuts", "F8")
    hall.answers["POST", f"{HERE}/cases/261123-0001/take-up"] = [problem(409, "counter_not_ready"), (200, {"seq": 9})]

    page.keyboard.press("F8")
    expect(page.locator(".citizen-trouble")).to_contain_text("不行")
    hall.answers["GET", f"{HERE}/ticket"] = [(200, taken_up())]
    page.keyboard.press("F8")

    expect(page.locator("[data-case='261123-0001'] [data-action=go-on]")).to_contain_text("打开办理")
    assert len(hall.sent("POST", f"{HERE}/cases/261123-0001/take-up", 2)) == 2


def test_a_refusal_is_told_with_a_way_to_ask_again(hall: FakeHall) -> None:
    page = hall.page
    now = counter_room()["ticket"]["now"]
    expect(page.locator("[data-case]").first).to_be_visible()
    hall.answers["GET", f"{HERE}/ticket"] = [problem(503, "store_unavailable"), (200, SOMEBODY)]

    hall.push(ROOM, {"ticket": {"now": now | NEXT}})
    page.locator("[data-action=ask-again]").click()

    expect(page.locator("[data-case='261123-0001']")).to_be_visible()
