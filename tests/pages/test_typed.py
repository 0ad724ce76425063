"""A code read aloud: its twenty digits typed with the kiosk's own keys, in groups, mended, and gone afterwards."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.flows.layout import layout_faults
from tests.flows.sizes import KIOSK_ELDER_RULES, KIOSK_RULES
from tests.pages.fake_hall import NOW_MS, SESSION_ID, TERMINAL_ROOM, FakeHall, session_record, terminal_room

pytestmark = pytest.mark.browser

PORTRAIT = {"width": 1080, "height": 1920}
LANDSCAPE = {"width": 1920, "height": 1080}
CODE = "/api/terminals/hall-1/session/code?device=hall-1"
DIGITS = "01234567890123456789"
FIELD = "#code-digits"


@pytest.fixture
def kiosk(fake_hall: FakeHall) -> FakeHall:
    """A kiosk whose service lets people log in."""
    fake_hall.page.set_viewport_size(PORTRAIT)
    fake_hall.rooms[TERMINAL_ROOM] = terminal_room()
    return fake_hall


def open_pad(kiosk: FakeHall, *, is_elder: bool = False) -> None:
    """From home to the pad."""
    kiosk.open("kiosk", speed=0)
    if is_elder:
        kiosk.page.locator("[data-action=elder]").click()
    kiosk.page.locator(".way[data-way=code]").click()
    kiosk.push(TERMINAL_ROOM, {"session": session_record(is_elder=is_elder)})
    kiosk.page.locator("[data-action=type-digits]").click()


def press(kiosk: FakeHall, *keys: str) -> None:
    for key in keys:
        kiosk.page.locator(f"[data-pad=digits] .key[data-key='{key}']").click()


def send(kiosk: FakeHall) -> None:
    kiosk.page.locator("[data-action=send-digits]").click()


def sent(kiosk: FakeHall) -> list[Any]:
    return [request.post_data_json for request in kiosk.sent("POST", CODE)]


@pytest.mark.parametrize("is_elder", [False, True], ids=["standard", "elder"])
def test_twenty_digits_stand_in_fours_and_go_out_as_a_scanner_would_read_them(kiosk: FakeHall, *, is_elder: bool):
    open_pad(kiosk, is_elder=is_elder)

    press(kiosk, *DIGITS)
    expect(kiosk.page.locator(FIELD)).to_have_value("0123 4567 8901 2345 6789")
    send(kiosk)

    expect(kiosk.page.locator("[data-action=send-digits]")).to_have_attribute("aria-busy", "false")
    assert sent(kiosk) == [{"session": SESSION_ID, "text": DIGITS}]


def test_a_twenty_first_digit_is_not_taken_and_the_last_can_be_taken_back(kiosk: FakeHall):
    open_pad(kiosk)

    press(kiosk, *DIGITS, "5")
    expect(kiosk.page.locator(FIELD)).to_have_value("0123 4567 8901 2345 6789")
    press(kiosk, *["back"] * 4)
    expect(kiosk.page.locator(FIELD)).to_have_value("0123 4567 8901 2345")
    press(kiosk, "back", "7")
    expect(kiosk.page.locator(FIELD)).to_have_value("0123 4567 8901 2347")
    press(kiosk, "clear")

    expect(kiosk.page.locator(FIELD)).to_have_value("")


def test_a_digit_in_the_middle_can_be_mended_where_it_stands(kiosk: FakeHall):
    open_pad(kiosk)
    press(kiosk, *"12345678")

    # Behind the space: the digit before it is meant.
    kiosk.page.locator(FIELD).evaluate("field => field.setSelectionRange(5, 5)")
    press(kiosk, "back", "back")
    expect(kiosk.page.locator(FIELD)).to_have_value("1235 678")
    press(kiosk, "9")

    expect(kiosk.page.locator(FIELD)).to_have_value("1239 5678")


def test_who_sends_too_few_is_told_how_many_are_missing_and_nothing_is_sent(kiosk: FakeHall):
    open_pad(kiosk)

    press(kiosk, *DIGITS[:13])
    send(kiosk)

    expect(kiosk.page.locator(".digit-field [role=alert]")).to_have_text("还差 7 位，请接着输。")
    assert sent(kiosk) == []
    press(kiosk, "3")
    expect(kiosk.page.locator(".digit-field [role=alert]")).to_have_count(0)


@pytest.mark.parametrize(("code", "left"), [("unknown_code", "0123 4567 8901 2345 6789"), ("expired", "")])
def test_a_wrong_digit_may_be_mended_and_a_spent_code_is_cleared(kiosk: FakeHall, code: str, left: str):
    open_pad(kiosk)
    press(kiosk, *DIGITS)
    send(kiosk)

    kiosk.push(TERMINAL_ROOM, {"notice": {"n1": {"id": "n1", "code": code, "at_ms": NOW_MS, "device": "scanner"}}})

    expect(kiosk.page.locator(f".last-try[data-code={code}]")).to_be_visible()
    expect(kiosk.page.locator(FIELD)).to_have_value(left)


def test_nothing_of_the_digits_is_left_when_somebody_goes(kiosk: FakeHall):
    open_pad(kiosk)
    press(kiosk, *DIGITS)

    kiosk.push(TERMINAL_ROOM, {"session": {SESSION_ID: None}})
    expect(kiosk.page.locator(".way").first).to_be_visible()
    kiosk.page.locator(".way[data-way=code]").click()

    # The next one finds the scanner, not the pad of the last.
    expect(kiosk.page.locator(FIELD)).to_have_count(0)
    kiosk.page.locator("[data-action=type-digits]").click()
    expect(kiosk.page.locator(FIELD)).to_have_value("")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", [PORTRAIT, LANDSCAPE], ids=["portrait", "landscape"])
@pytest.mark.parametrize("is_elder", [False, True], ids=["standard", "elder"])
def test_the_pad_fits_the_panel_in_every_mode(kiosk: FakeHall, size: dict[str, int], language: str, *, is_elder: bool):
    kiosk.page.set_viewport_size(size)  # type: ignore[arg-type]  # width and height
    open_pad(kiosk, is_elder=is_elder)
    if language == "en":
        kiosk.page.locator("[data-action=language]").click()
    press(kiosk, *DIGITS[:13])
    send(kiosk)
    kiosk.page.locator(".digit-field [role=alert]").wait_for()

    assert layout_faults(kiosk.page, KIOSK_ELDER_RULES if is_elder else KIOSK_RULES) == []
