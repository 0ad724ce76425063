"""A village terminal's dead ends: each offers a note for the back office, and none a ticket ten kilometres away."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from kiosk.live.fault_screens import LINES, SCREENS
from tests.pages.fake_hall import (
    CITIZEN,
    NOW_MS,
    TERMINAL_ROOM,
    FakeHall,
    matter_records,
    notice_record,
    session_record,
    terminal_room,
)

pytestmark = pytest.mark.browser

PORTRAIT = {"width": 1080, "height": 1920}
VILLAGE = {
    "profile": "yuezhizhu_village", "zone": "villages", "zone_zh": "村便民服务站", "zone_en": "Village service stations",
    "place_zh": "一村便民服务站", "place_en": "service station of Village 1", "closes_at_ms": NOW_MS + 3_600_000,
    "follows_hall": False, "gives_tickets": False,
}  # fmt: skip
SHUT = {"is_open": False, "opens_at_ms": NOW_MS + 24 * 3_600_000, "closes_at_ms": None}
NOTES = "/api/terminals/hall-1/notes?device=hall-1"
TICKETS = "[data-action=queues], [data-action=ticket], [data-action=take], .tile"
FULL = {screen: codes[0] for screen, codes in SCREENS.items() if screen not in LINES | {"out_of_service"}}
"""Screen -> a code that leads to it."""


@pytest.fixture
def village(fake_hall: FakeHall) -> FakeHall:
    """By day, while the hall is open."""
    fake_hall.page.set_viewport_size(PORTRAIT)
    fake_hall.rooms[TERMINAL_ROOM] = terminal_room(**VILLAGE) | {"matters": matter_records([["code"], ["id_card"]])}
    fake_hall.answers["POST", NOTES] = [(201, {"note": "N0001"})]
    return fake_hall


def leave_note(village: FakeHall) -> dict[str, object]:
    """By the one button that is there, with a phone number; what was sent."""
    page = village.page
    expect(page.locator("[data-action=note]")).to_have_count(1)
    expect(page.locator(TICKETS)).to_have_count(0)
    page.locator("[data-action=note]").click()
    for key in "13800000000":
        page.locator(f"[data-pad=digits] .key[data-key='{key}']").click()
    expect(page.locator("#note-phone")).to_have_value("138 0000 0000")
    page.locator("[data-action=send-note]").click()
    expect(page.locator("[data-note=N0001]")).to_be_visible()
    body: dict[str, object] = village.sent("POST", NOTES)[-1].post_data_json
    return body


def test_its_home_page_offers_the_note_and_says_that_the_hall_can_be_booked(village: FakeHall):
    village.open("kiosk", {"place": village.rooms[TERMINAL_ROOM]["terminal"]["hall-1"]}, speed=0)

    expect(village.page.locator(".outside")).to_contain_text("预约到大厅办理")
    assert leave_note(village) == {"cause": "no_tickets_here", "matter": None, "phone": "13800000000"}


@pytest.mark.parametrize("screen", FULL)
def test_every_fault_screen_there_offers_the_note(village: FakeHall, screen: str):
    village.open("kiosk", {"place": village.rooms[TERMINAL_ROOM]["terminal"]["hall-1"]}, speed=0)
    notice = notice_record(FULL[screen], screen)

    village.push(TERMINAL_ROOM, {"session": session_record(level=1, proofs=["code"], holder=CITIZEN), "notice": notice})
    village.page.locator(f"[data-fault={screen}]").wait_for()

    assert leave_note(village)["cause"] == FULL[screen]


def test_a_matter_that_cannot_be_done_there_offers_the_note(village: FakeHall):
    village.open("kiosk", {"place": village.rooms[TERMINAL_ROOM]["terminal"]["hall-1"]}, speed=0)
    village.push(TERMINAL_ROOM, {"matters": matter_records(insurance_proof="printer_unavailable")})
    village.page.locator(".matter.is-off").click()
    village.page.locator(".matter-page .fault").wait_for()

    body = leave_note(village)

    assert (body["cause"], body["matter"]) == ("printer_unavailable", "insurance_proof")


def test_who_is_told_to_go_to_a_counter_while_logging_in_may_leave_a_note_instead(village: FakeHall):
    village.open("kiosk", {"place": village.rooms[TERMINAL_ROOM]["terminal"]["hall-1"]}, speed=0)
    village.page.locator(".way[data-way=card]").click()
    told = {"n1": {"id": "n1", "code": "subject_cancelled", "at_ms": NOW_MS, "device": "id_reader"}}
    village.push(TERMINAL_ROOM, {"session": session_record(), "notice": told})
    village.page.locator("[data-code=subject_cancelled]").wait_for()

    assert leave_note(village)["cause"] == "subject_cancelled"


def test_who_has_nothing_to_show_may_leave_a_note(village: FakeHall):
    village.open("kiosk", {"place": village.rooms[TERMINAL_ROOM]["terminal"]["hall-1"]}, speed=0)
    village.page.locator(".way[data-way=card]").click()
    village.page.locator("[data-way=helped]").click()
    village.page.locator("[data-login=helped]").wait_for()

    assert leave_note(village)["cause"] == "no_proof"


@pytest.mark.parametrize(
    ("change", "there", "cause"),
    [(SHUT, ".is-shut", "zone_shut"), ({"front_end": "xfs"}, ".is-aside", "other_front_end")],
)
def test_a_shut_station_and_a_machine_that_others_have_offer_the_note(
    village: FakeHall, change: dict[str, object], there: str, cause: str
):
    village.rooms[TERMINAL_ROOM] = terminal_room(**VILLAGE | change)
    village.open("kiosk", {"place": village.rooms[TERMINAL_ROOM]["terminal"]["hall-1"]}, speed=0)
    village.page.locator(there).wait_for()

    assert leave_note(village)["cause"] == cause


def test_a_machine_that_is_out_of_service_there_offers_the_note(village: FakeHall):
    village.rooms[TERMINAL_ROOM] = terminal_room(**VILLAGE | {"state": "outOfService", "working": []})
    village.open("kiosk", {"place": village.rooms[TERMINAL_ROOM]["terminal"]["hall-1"]}, speed=0)
    village.page.locator(".is-out").wait_for()

    assert leave_note(village)["cause"] == "terminal_out_of_service"


def test_a_wrong_phone_number_is_said_and_nothing_is_sent(village: FakeHall):
    village.open("kiosk", {"place": village.rooms[TERMINAL_ROOM]["terminal"]["hall-1"]}, speed=0)
    village.page.locator("[data-action=note]").click()
    for key in "1380":
        village.page.locator(f"[data-pad=digits] .key[data-key='{key}']").click()

    village.page.locator("[data-action=send-note]").click()

    expect(village.page.locator(".digit-field [role=alert]")).to_have_text("请填 11 位手机号，或清空不留。")
    assert village.sent("POST", NOTES) == []
