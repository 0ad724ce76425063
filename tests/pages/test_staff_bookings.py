"""Appointments on the staff's page: whose it is only for the asking, booked and cancelled for who rings, quotas by day."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.flows.axe import axe_faults
from tests.flows.layout import layout_faults
from tests.flows.sizes import DESK_RULES
from tests.pages.fake_bookings import HALF_HOUR_MS, SLOT_MS, offered
from tests.pages.fake_hall import NOW_MS, FakeHall
from tests.pages.fake_staff import SUPERVISOR

pytestmark = pytest.mark.browser
HALL = "/api/halls/denggang"
ONE = f"{HALL}/bookings/Y0001"
DAY = f"{HALL}/slots/2026-11-24"
NAMES = {
    "service": "counter", "service_name_zh": "窗口办理", "service_name_en": "At a counter", "matter_class": "general",
    "class_name_zh": "综合", "class_name_en": "General",
}  # fmt: skip


def booking(**changes: Any) -> dict[str, Any]:
    """An appointment as it passes by on the list."""
    actions = {"check_in": False, "assign": False, "met": False, "not_met": False, "cancel": True}
    record = {
        "booking": "Y0001", **NAMES, "day": "2026-11-24", "slot_at_ms": SLOT_MS, "dated_on": "2026-11-24",
        "channel": "phone", "at_home": False, "state": "booked", "staff": None, "is_deputy": False, "actions": actions,
    }  # fmt: skip
    return record | changes


def day_slots(revision: int, online: int) -> dict[str, Any]:
    """The quotas of a day with two slots, one of them taken over the telephone."""
    slots = [
        {
            **NAMES, "slot_at_ms": SLOT_MS + n * HALF_HOUR_MS, "taken": {"phone": 1} if n == 0 else {},
            "quotas": {"online": online, "terminal": 1, "counter": 1, "phone": 1},
        }
        for n in (0, 1)
    ]  # fmt: skip
    return {"day": "2026-11-24", "revision": revision, "slots": slots, "now_ms": NOW_MS}


@pytest.fixture
def staff(fake_hall: FakeHall) -> FakeHall:
    """A supervisor before the list of tomorrow, on which one is expected."""
    fake_hall.page.set_viewport_size({"width": 1366, "height": 768})
    days = {
        "2026-11-24": {
            "day": "2026-11-24", "dated_on": "2026-11-24", "bookable_from_ms": NOW_MS,
            "bookable_until_ms": SLOT_MS, "quota": 12, "taken": 1,
        }
    }  # fmt: skip
    fake_hall.rooms["bookings"] = {"days": days, "bookings": {"Y0001": booking()}, "hall": {}}
    fake_hall.answers["GET", "/api/session"] = [(200, SUPERVISOR)]
    fake_hall.answers["GET", f"{HALL}/slots?channel=phone"] = [(200, offered())]
    fake_hall.open("bookings")
    return fake_hall


def test_whoever_rings_is_booked_in_and_what_was_booked_is_cancelled_and_booked_elsewhere(staff: FakeHall):
    page = staff.page
    answer = {"booking": "Y0002", "day": "2026-11-24", "slot_at_ms": SLOT_MS + HALF_HOUR_MS, "token": "t", "url": "u", "seq": 9}  # fmt: skip
    staff.answers["POST", f"{HALL}/bookings"] = [(201, answer)]
    staff.answers["POST", f"{ONE}/cancel"] = [(200, {"seq": 8})]

    page.locator("[data-booking=Y0001] [data-action=cancel]").click()
    assert staff.sent("POST", f"{ONE}/cancel", 1)[0].post_data_json == {}
    staff.push("bookings", {"bookings": {"Y0001": None}})
    expect(page.locator("[data-booking=Y0001]")).to_have_count(0)
    page.locator("[data-action=by-phone]").click()
    page.locator("[name=number]").fill("44529919880312101x")
    page.locator("[data-action=book]").click()

    expect(page.locator(".said")).to_contain_text("已预约 Y0002")
    asked = staff.sent("POST", f"{HALL}/bookings")[0].post_data_json
    assert asked["number"] == "44529919880312101X"
    assert (asked["channel"], asked["slot_at_ms"]) == ("phone", SLOT_MS + HALF_HOUR_MS)
    # Nothing of whoever it was is left in the form.
    expect(page.locator("[name=number]")).to_have_count(0)


def test_whose_it_is_is_read_only_when_somebody_asks(staff: FakeHall):
    page = staff.page
    opened = {
        "booking": "Y0001", "state": "booked", "name_zh": "陈*一", "name_en": "Chen *", "agent_name_zh": None,
        "agent_name_en": None, "address": "示例路1号", "phone": "12000000001", "text": None,
    }  # fmt: skip
    staff.answers["GET", ONE] = [(200, opened)]
    expect(page.locator("main")).not_to_contain_text("陈*一")
    assert staff.sent("GET", ONE) == []

    page.locator("[data-booking=Y0001] [data-action=open]").click()

    expect(page.locator("[data-opened=Y0001]")).to_contain_text("陈*一")
    expect(page.locator("[data-opened=Y0001]")).to_contain_text("本次查阅已留痕")


def test_quotas_are_saved_where_they_differ_with_the_revision_that_was_read(staff: FakeHall):
    page = staff.page
    staff.answers["GET", DAY] = [(200, day_slots(3, online=3)), (200, day_slots(4, online=5))]
    staff.answers["POST", f"{HALL}/slots"] = [(200, {"seq": 12})]
    page.locator("[data-action=quotas]").click()
    expect(page.locator("[data-revision='3']")).to_be_visible()
    expect(page.locator("[data-action=save-quotas]")).to_be_disabled()

    page.locator(f"[data-slot='{SLOT_MS}'] [data-channel=online]").fill("5")
    assert layout_faults(page, DESK_RULES) + axe_faults(page) == []
    page.locator("[data-action=save-quotas]").click()

    expect(page.locator(".said")).to_contain_text("改了 1 个时段")
    expect(page.locator("[data-revision='4']")).to_be_visible()
    quotas = [{"channel": each, "quota": 5 if each == "online" else 1} for each in ("online", "terminal", "counter", "phone")]  # fmt: skip
    slot = {"service": "counter", "matter_class": "general", "slot_at_ms": SLOT_MS, "quotas": quotas}
    assert staff.sent("POST", f"{HALL}/slots")[0].post_data_json == {
        "day": "2026-11-24",
        "revision": 3,
        "slots": [slot],
    }


def test_a_change_of_somebody_else_is_read_before_anything_is_saved_over_it(staff: FakeHall):
    page = staff.page
    refusal = {"code": "quotas_changed", "text": {"zh": "别人刚改过", "en": "changed"}, "params": {"day": "2026-11-24"}}
    staff.answers["GET", DAY] = [(200, day_slots(3, online=3)), (200, day_slots(4, online=7))]
    staff.answers["POST", f"{HALL}/slots"] = [(409, {"error": refusal})]
    page.locator("[data-action=quotas]").click()
    cell = page.locator(f"[data-slot='{SLOT_MS}'] [data-channel=online]")
    cell.fill("2")

    page.locator("[data-action=save-quotas]").click()

    expect(page.locator("[data-code=quotas_changed]")).to_have_text("别人刚改过")
    expect(page.locator("[data-revision='4']")).to_be_visible()
    expect(cell).to_have_value("7")
    expect(page.locator("[data-action=save-quotas]")).to_be_disabled()
