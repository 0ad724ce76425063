"""The phone page: one ticket from waiting to its end, and a way to give it up."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.flows.layout import Rules, layout_faults
from tests.pages.fake_hall import NOW_MS, TOKEN, TWO_THIRTY_PM_MS, FakeHall, hall_record, ticket_record

pytestmark = pytest.mark.browser

ROOM = f"ticket:{TOKEN}"
CANCEL = f"/api/tickets/{TOKEN}/cancel"
DECLINE = f"/api/tickets/{TOKEN}/decline"
CALLED = {
    "state": "called", "counter": "2", "counter_name_zh": "2 号窗口 综合", "counter_name_en": "Counter 2, General",
    "call": 1, "called_at_ms": NOW_MS, "ahead": 0,
}  # fmt: skip
ENDS = {"finished": "已办结", "abandoned": "号票已取消", "no_show": "已经过号", "expired": "号票已作废"}


@pytest.fixture
def phone(fake_hall: FakeHall) -> FakeHall:
    fake_hall.page.set_viewport_size({"width": 390, "height": 844})
    fake_hall.page.add_init_script(
        "navigator.vibrate = (pattern) => { (window.buzzes ??= []).push(pattern); return true; };"
    )
    fake_hall.rooms = {ROOM: {"ticket": ticket_record(), "hall": hall_record()}}
    return fake_hall


def test_a_waiting_citizen_sees_number_people_ahead_and_minutes(phone: FakeHall):
    phone.open("phone")

    page = phone.page
    expect(page.locator("[data-ticket]")).to_have_text("A044")
    expect(page.locator(".wait")).to_contain_text("前面等候3 人")
    expect(page.locator(".wait")).to_contain_text("约 12 分钟")


def test_a_call_names_the_counter_and_buzzes_once_per_call(phone: FakeHall):
    phone.open("phone")

    phone.push(ROOM, {"ticket": ticket_record(**CALLED)})
    expect(phone.page.locator(".called")).to_contain_text("请到2 号窗口")
    phone.push(ROOM, {"ticket": ticket_record(**CALLED, estimate_min=0)})
    phone.push(ROOM, {"ticket": ticket_record(**CALLED | {"call": 2})})

    expect(phone.page.locator(".called")).to_contain_text("第 2 次叫号")
    assert len(phone.page.evaluate("window.buzzes")) == 2
    assert phone.page.title() == "A044 · 请到窗口"


def test_cancelling_asks_first_and_then_says_so(phone: FakeHall):
    phone.open("phone")
    page = phone.page
    page.locator("[data-action=cancel]").click()
    page.locator("[data-action=keep]").click()
    assert phone.sent("POST", CANCEL) == []

    page.locator("[data-action=cancel]").click()
    page.locator("[data-action=confirm-cancel]").click()
    phone.push(ROOM, {"ticket": ticket_record(state="abandoned", can_cancel=False)})

    expect(page.locator("[data-outcome=abandoned]")).to_contain_text("号票已取消")
    expect(page.locator("[data-action=cancel]")).to_have_count(0)
    assert len(phone.sent("POST", CANCEL)) == 1


def test_an_earlier_place_is_explained_and_can_be_declined(phone: FakeHall):
    earlier = {"kind": "senior", "chosen_by": "identity", "ground": "age_60", "can_decline": True}
    phone.rooms[ROOM]["ticket"] = ticket_record(**earlier)
    phone.answers["POST", DECLINE] = [(200, ticket_record()["ticket"])]
    phone.open("phone")
    page = phone.page
    expect(page.locator(".ticket-ground")).to_have_text("60 岁以上优先")

    page.locator("[data-action=decline]").click()
    with page.expect_response(lambda answer: answer.url.endswith(DECLINE)):
        page.locator("[data-action=confirm-decline]").click()
    phone.push(ROOM, {"ticket": ticket_record()})

    expect(page.locator("[data-action=decline], .ticket-ground")).to_have_count(0)
    assert len(phone.sent("POST", DECLINE)) == 1


@pytest.mark.parametrize("state", ENDS)
def test_every_end_is_said_and_nothing_more_is_offered(phone: FakeHall, state: str):
    phone.rooms[ROOM]["ticket"] = ticket_record(state=state, can_cancel=False)

    phone.open("phone")

    expect(phone.page.locator(f"[data-outcome={state}] h2")).to_have_text(ENDS[state])
    expect(phone.page.locator(".actions")).to_have_count(0)


def test_a_ticket_whose_room_is_gone_is_asked_for_once(phone: FakeHall):
    phone.rooms = {}
    phone.answers["GET", f"/api/tickets/{TOKEN}"] = [(200, ticket_record(state="finished", can_cancel=False)["ticket"])]

    phone.open("phone")

    expect(phone.page.locator("[data-outcome=finished]")).to_be_visible()


def test_a_link_that_is_not_valid_is_explained(phone: FakeHall):
    phone.rooms = {}

    phone.open("phone")

    expect(phone.page.locator("[data-outcome=unknown]")).to_contain_text("找不到这张号票")


def test_a_shut_door_does_not_frighten_who_holds_a_number(phone: FakeHall):
    phone.open("phone")

    phone.push(ROOM, {"hall": hall_record(door="shut", opens_at_ms=TWO_THIRTY_PM_MS)})

    expect(phone.page.locator(".door")).to_contain_text("您的号仍然有效")
    expect(phone.page.locator(".door")).to_contain_text("14:30")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("width", [320, 390, 430])
def test_nothing_on_the_phone_is_cut_or_too_small_to_touch(phone: FakeHall, width: int, language: str):
    page = phone.page
    page.set_viewport_size({"width": width, "height": 844})
    rules = Rules(side=44, text=14, badge=13, scrolls=True)
    phone.open("phone")
    if language == "en":
        page.locator("[data-action=language]").click()
    faults = {"waiting": layout_faults(page, rules)}

    phone.push(ROOM, {"ticket": ticket_record(**CALLED)})
    expect(page.locator(".called")).to_be_visible()
    faults["called"] = layout_faults(page, rules)
    page.locator("[data-action=cancel]").click()
    expect(page.locator("[data-dialog=cancel]")).to_be_visible()
    faults["cancel"] = layout_faults(page, rules)

    assert faults == {"waiting": [], "called": [], "cancel": []}


def test_who_missed_their_call_is_back_by_one_touch(phone: FakeHall):
    phone.rooms[ROOM]["ticket"] = ticket_record(state="no_show", can_cancel=False, returns_until_ms=NOW_MS + 600_000)
    phone.answers["POST", f"/api/tickets/{TOKEN}/return"] = [(200, ticket_record()["ticket"])]
    phone.open("phone")
    back = phone.page.locator("[data-action=return]")
    expect(back).to_have_text("我回来了")

    # The room moves once the service has answered, as it does in earnest.
    with phone.page.expect_response(lambda response: response.url.endswith("/return")):
        back.click()
    phone.push(ROOM, {"ticket": ticket_record()})

    expect(phone.page.locator("[data-ahead]")).to_be_visible()
    assert len(phone.sent("POST", f"/api/tickets/{TOKEN}/return")) == 1


def test_what_the_back_office_works_on_is_not_the_holders_to_resume(phone: FakeHall):
    phone.rooms[ROOM]["ticket"] = ticket_record(state="parked", park_reason="back_office")
    phone.open("phone")

    expect(phone.page.locator("[data-outcome=parked]")).to_contain_text("后台正在办理")
    expect(phone.page.locator("[data-action=resume]")).to_have_count(0)

    phone.push(ROOM, {"ticket": ticket_record(state="parked", park_reason="fetching")})
    expect(phone.page.locator("[data-action=resume]")).to_be_visible()
