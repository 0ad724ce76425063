"""Appointments at the terminal and on the slip's own page: asked for, checked in, cancelled, refused in words."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.flows.modes import faults_in_every_mode
from tests.pages.fake_bookings import (
    ASKED,
    HALF_HOUR_MS,
    SESSION,
    SLOT_MS,
    SLOTS,
    TOKEN,
    at_home,
    own_booking,
    stand_logged_in,
)
from tests.pages.fake_hall import NOW_MS, ORIGIN, SESSION_ID, SLIP, FakeHall, problem

PRINTS = "/api/terminals/hall-1/prints"
ADDRESSES = f"{SESSION}/addresses{ASKED}&session={SESSION_ID}"
BOOK = f"{SESSION}/bookings{ASKED}"
CHECK_IN = f"{SESSION}/bookings/Y0001/check-in{ASKED}"
HELD = f"/api/bookings/{TOKEN}"


pytestmark = pytest.mark.browser


@pytest.fixture
def kiosk(fake_hall: FakeHall) -> FakeHall:
    fake_hall.page.set_viewport_size({"width": 1080, "height": 1920})
    return fake_hall


def open_bookings(hall: FakeHall) -> None:
    hall.open("kiosk")
    hall.page.locator("[data-action=bookings]").click()


def test_whoever_is_here_for_their_slot_gets_a_ticket_and_is_told_when_it_is_an_ordinary_one(kiosk: FakeHall):
    stand_logged_in(kiosk, own_booking(slot_at_ms=NOW_MS, can_check_in=True, can_cancel=False))
    kiosk.answers["POST", CHECK_IN] = [(201, {**SLIP, "booking": "Y0001", "is_late": True})]
    open_bookings(kiosk)

    kiosk.page.locator("[data-action=check-in]").click()

    expect(kiosk.page.locator("[data-ticket=A044]")).to_be_visible()
    expect(kiosk.page.locator("[data-late]")).to_contain_text("按普通号排队")
    expect(kiosk.page.locator("[data-print=printed]")).to_be_visible()
    assert kiosk.sent("POST", CHECK_IN)[0].post_data_json == {"session": SESSION_ID}


def test_an_appointment_is_booked_in_a_few_touches_and_a_full_slot_cannot_be_touched(kiosk: FakeHall):
    stand_logged_in(kiosk)
    open_bookings(kiosk)
    expect(kiosk.page.locator("[data-bookings='0']")).to_be_visible()

    kiosk.page.locator("[data-action=book]").click()
    expect(kiosk.page.locator("[data-left='0']")).to_be_disabled()
    kiosk.page.locator("[data-left='1']").click()
    kiosk.page.locator("[data-action=book-sure]").click()

    expect(kiosk.page.locator("[data-booked=Y0002]")).to_be_visible()
    expect(kiosk.page.locator(".slip-code")).to_have_attribute("data-url", f"{ORIGIN}/b/{TOKEN}")
    expect(kiosk.page.locator(".paper-state")).to_contain_text("取走预约单")
    assert kiosk.sent("POST", PRINTS)[0].post_data_json == {"token": TOKEN}
    asked = kiosk.sent("POST", BOOK)[0].post_data_json
    assert asked == {
        "session": SESSION_ID,
        "service": "counter",
        "matter_class": "general",
        "slot_at_ms": SLOT_MS + HALF_HOUR_MS,
    }


def test_a_slip_that_cannot_be_printed_leaves_its_code_on_the_screen(kiosk: FakeHall):
    stand_logged_in(kiosk)
    kiosk.answers["POST", PRINTS] = [problem(409, "printer_paper_out")]
    open_bookings(kiosk)
    kiosk.page.locator("[data-action=book]").click()
    kiosk.page.locator("[data-left='1']").click()

    kiosk.page.locator("[data-action=book-sure]").click()

    expect(kiosk.page.locator(".paper-state.is-failed")).to_contain_text("预约已经成功")
    expect(kiosk.page.locator(".slip-code")).to_have_attribute("data-url", f"{ORIGIN}/b/{TOKEN}")

    assert faults_in_every_mode(kiosk.page, may_scroll=False) == {}


def test_a_slot_that_has_filled_up_meanwhile_is_said_and_another_can_be_chosen(kiosk: FakeHall):
    stand_logged_in(kiosk)
    kiosk.answers["POST", BOOK] = [
        (409, {"error": {"code": "slot_full", "text": {"zh": "满了", "en": "full"}, "params": {}}})
    ]
    open_bookings(kiosk)
    kiosk.page.locator("[data-action=book]").click()
    kiosk.page.locator("[data-left='1']").click()

    kiosk.page.locator("[data-action=book-sure]").click()

    expect(kiosk.page.locator("[data-code=slot_full]")).to_contain_text("满了")
    expect(kiosk.page.locator("[data-left='1']")).to_be_visible()


def test_a_slip_on_the_phone_is_cancelled_only_after_it_was_asked_twice(kiosk: FakeHall):
    kiosk.answers["GET", HELD] = [(200, own_booking()), (200, own_booking(state="cancelled", can_cancel=False))]
    kiosk.answers["POST", f"{HELD}/cancel"] = [(200, {"seq": 13})]
    kiosk.page.set_viewport_size({"width": 390, "height": 844})
    kiosk.open("booking", {"token": TOKEN})

    kiosk.page.locator("[data-action=cancel]").click()
    assert kiosk.sent("POST", f"{HELD}/cancel") == []
    kiosk.page.locator("[data-action=cancel-sure]").click()

    expect(kiosk.page.locator("[data-state=cancelled]")).to_be_visible()
    expect(kiosk.page.locator("[data-action=cancel]")).to_have_count(0)


def test_a_slip_on_the_phone_lets_its_holder_in_as_soon_as_it_is_time(kiosk: FakeHall):
    soon = own_booking()
    soon["now_ms"] = soon["check_in_from_ms"] - 500
    kiosk.answers["GET", HELD] = [
        (200, soon),
        (200, {**soon, "now_ms": soon["check_in_from_ms"], "can_check_in": True}),
    ]
    kiosk.open("booking", {"token": TOKEN})

    expect(kiosk.page.locator("[data-action=check-in]")).to_be_visible()


def test_staff_come_to_an_own_address_of_the_registers_and_ring_the_number_that_is_typed(kiosk: FakeHall):
    stand_logged_in(kiosk)
    kiosk.answers["GET", SLOTS] = [(200, at_home())]
    own = [{"key": "registered", "address": "仿真区示例镇示中居春路12号"}]
    kiosk.answers["GET", ADDRESSES] = [(200, {"addresses": own, "phone": None})]
    page = kiosk.page
    open_bookings(kiosk)
    page.locator("[data-action=book]").click()
    page.locator("[data-left='1']").click()

    page.locator("[data-place=registered]").click()
    expect(page.locator(".digit-field [role=alert]")).to_contain_text("11 位")
    page.locator("#visit-phone").fill("12000000001")
    assert faults_in_every_mode(page, may_scroll=False) == {}
    page.locator("[data-place=registered]").click()
    expect(page.locator("[data-sure]")).to_contain_text("示中居春路12号")
    page.locator("[data-action=book-sure]").click()

    expect(page.locator("[data-booked=Y0002]")).to_be_visible()
    asked = kiosk.sent("POST", BOOK)[0].post_data_json
    assert (asked["place"], asked["phone"]) == ("registered", "12000000001")
    # The address itself never comes from the page.
    assert "address" not in asked
