"""The store keeps a room current whatever the line does: gaps, repeats, early patches, silence."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.pages.fake_hall import FakeHall, hall_record, ticket_record

pytestmark = pytest.mark.browser

ROOM = "ticket:0123456789abcdef0123456789abcdef"


@pytest.fixture
def phone(fake_hall: FakeHall) -> FakeHall:
    fake_hall.rooms = {ROOM: {"ticket": ticket_record(ahead=9), "hall": hall_record()}}
    fake_hall.open("phone")
    return fake_hall


def ahead(hall: FakeHall) -> str:
    return hall.page.locator("[data-ahead]").inner_text()


def test_a_patch_that_follows_on_is_applied(phone: FakeHall):
    phone.push(ROOM, {"ticket": ticket_record(ahead=8)})

    expect(phone.page.locator("[data-ahead]")).to_have_text("8")
    assert phone.page.evaluate("fakeHall.watched.length") == 1


def test_a_patch_that_is_older_than_the_page_changes_nothing(phone: FakeHall):
    phone.page.evaluate(
        "([room, changes]) => fakeHall.send({room, prev: 8, seq: 10, changes})",
        [ROOM, {"ticket": ticket_record(ahead=77)}],
    )

    assert ahead(phone) == "9"


def test_a_gap_asks_for_a_fresh_snapshot(phone: FakeHall):
    phone.push(ROOM, {"ticket": ticket_record(ahead=5)}, prev=14, seq=15)

    expect(phone.page.locator("[data-ahead]")).to_have_text("5")
    assert phone.page.evaluate("fakeHall.watched") == [ROOM, ROOM]


def test_a_conflated_patch_that_reaches_back_is_applied(phone: FakeHall):
    phone.push(ROOM, {"ticket": ticket_record(ahead=7)}, prev=4, seq=15)

    expect(phone.page.locator("[data-ahead]")).to_have_text("7")
    assert phone.page.evaluate("fakeHall.watched.length") == 1


def test_a_patch_that_overtakes_the_snapshot_is_not_lost(phone: FakeHall):
    phone.page.evaluate("fakeHall.isSilent = true")
    phone.push(ROOM, {"ticket": ticket_record(ahead=5)}, prev=14, seq=15)
    phone.push(ROOM, {"ticket": ticket_record(ahead=4)})
    before = ahead(phone)

    phone.page.evaluate("fakeHall.answer()")

    assert before == "9"
    expect(phone.page.locator("[data-ahead]")).to_have_text("4")


def test_a_cut_line_is_said_and_what_was_missed_is_there_when_it_is_back(phone: FakeHall):
    page = phone.page
    page.evaluate("fakeHall.cut()")
    expect(page.locator(".link-banner")).to_contain_text("重连中")
    phone.push(ROOM, {"ticket": ticket_record(ahead=2)}, prev=29, seq=30)
    assert page.locator("html").get_attribute("data-link") == "lost"

    page.evaluate("fakeHall.restore()")

    expect(page.locator("[data-ahead]")).to_have_text("2")
    expect(page.locator(".link-banner")).to_have_count(0)
    assert page.locator("html").get_attribute("data-link") == "live"


def test_a_record_that_is_gone_leaves_the_page(fake_hall: FakeHall):
    fake_hall.open("kiosk")
    row = fake_hall.page.locator(".live-calls li")
    expect(row).to_have_count(3)

    fake_hall.push("hall", {"calls": {"A042": None}})

    expect(row).to_have_count(2)


@pytest.fixture
def clocked(fake_hall: FakeHall) -> FakeHall:
    """The same page with a clock that can be moved."""
    fake_hall.page.clock.install()
    fake_hall.rooms = {ROOM: {"ticket": ticket_record(ahead=9), "hall": hall_record()}}
    fake_hall.open("phone")
    expect(fake_hall.page.locator("html")).to_have_attribute("data-link", "live")
    return fake_hall


def test_an_attempt_that_hangs_in_a_dead_line_gives_way_once_the_line_is_back(clocked: FakeHall):
    page = clocked.page
    page.evaluate("fakeHall.cut()")
    clocked.push(ROOM, {"ticket": ticket_record(ahead=2)}, prev=29, seq=30)
    expect(page.locator(".link-banner")).to_be_visible()

    # From now on whoever connects gets through; the attempt that is under way never will.
    page.evaluate("fakeHall.isReachable = true")
    page.clock.run_for(2_500)

    expect(page.locator("[data-ahead]")).to_have_text("2")
    expect(page.locator("html")).to_have_attribute("data-link", "live")


def test_a_machine_that_slept_asks_what_it_has_missed(clocked: FakeHall):
    page = clocked.page
    slept = {"ticket": ticket_record(ahead=3), "hall": hall_record()}
    page.evaluate("([room, state]) => { fakeHall.rooms[room] = state; }", [ROOM, slept])

    page.clock.fast_forward(60_000)

    expect(page.locator("[data-ahead]")).to_have_text("3")
