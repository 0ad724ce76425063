"""The desks (后台、试办、开关台): what can be done is offered and sent, what another did meanwhile is said, all in both languages."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.flows.axe import axe_faults
from tests.flows.layout import layout_faults
from tests.flows.sizes import DESK_RULES
from tests.pages.fake_hall import FakeHall
from tests.pages.fake_office import (
    ALIAS,
    CASES,
    TRIALS,
    cases_room,
    open_board,
    open_office,
    open_trial,
    queued,
    staff_case,
)
from tests.pages.fake_staff import SESSION

pytestmark = pytest.mark.browser
STEP = f"{CASES}/{ALIAS}/step"


def speak(hall: FakeHall, language: str) -> None:
    if language == "en":
        hall.page.locator("[data-action=language]").click()
        hall.page.locator("html[lang=en]").wait_for()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_part_of_the_desk_has_room_on_a_small_screen(fake_hall: FakeHall, language: str) -> None:
    open_office(fake_hall)
    speak(fake_hall, language)
    page = fake_hall.page
    expect(page.locator("[data-row]").first).to_have_attribute("data-light", "black")

    page.keyboard.press("/")
    page.keyboard.type("0002")
    page.keyboard.press("Enter")
    page.locator(f"[data-case='{ALIAS}']").wait_for()
    faults = layout_faults(page, DESK_RULES)
    page.locator("[data-tab=data]").click()
    page.locator("[data-field='person.birth']").wait_for()
    faults += layout_faults(page, DESK_RULES)
    page.locator("[data-tab=audit]").click()
    page.locator(".chain[data-whole=true]").wait_for()

    assert faults + layout_faults(page, DESK_RULES) == []
    assert axe_faults(page) == []


def test_a_step_carries_what_it_needs_and_how_the_case_stood(fake_hall: FakeHall) -> None:
    fake_hall.answers["POST", STEP] = [(200, {"seq": 12})]
    open_office(fake_hall)
    page = fake_hall.page
    page.locator(f"[data-row='{ALIAS}'] [data-action=open]").click()
    page.locator("[data-step=deny]").click()

    page.locator("[data-action=confirm]").click()
    expect(page.locator(".outcome")).to_have_text("请先填好必填的内容。")
    page.locator("#step-text").fill("不符合条件")
    page.locator("[data-action=confirm]").click()

    expect(page.locator(".outcome")).to_have_text("已办：不予许可")
    (sent,) = fake_hall.sent("POST", STEP)
    assert sent.post_data_json == {"step": "deny", "text": "不符合条件", "tag": "t2-deciding"}


def test_whoever_reviewed_is_not_offered_the_decision(fake_hall: FakeHall) -> None:
    open_office(fake_hall, SESSION | {"account": "clerk02"})
    page = fake_hall.page
    page.locator(f"[data-row='{ALIAS}'] [data-action=open]").click()

    expect(page.locator(".two")).to_have_text("审查人就是您。决定须由另一位同事作出。")
    expect(page.locator("[data-step=grant]")).to_be_disabled()
    expect(page.locator("[data-step=send_back]")).to_be_enabled()


def test_what_a_colleague_does_meanwhile_is_said_and_read_only_when_asked(fake_hall: FakeHall) -> None:
    open_office(fake_hall)
    page = fake_hall.page
    page.locator(f"[data-row='{ALIAS}'] [data-action=open]").click()
    page.locator(f"[data-case='{ALIAS}']").wait_for()

    fake_hall.push("cases", {"cases": {ALIAS: queued(2, "reviewing")}})
    expect(page.locator(".moved")).to_contain_text("同事刚刚办了这一件")
    # Every reading is written down: none happens by itself.
    assert len(fake_hall.sent("GET", f"{CASES}/{ALIAS}")) == 1
    fake_hall.answers["GET", f"{CASES}/{ALIAS}"] = [(200, staff_case("reviewing", tag="t2-reviewing"))]
    page.locator("[data-action=reload]").click()

    expect(page.locator("[data-state=reviewing]")).to_be_visible()
    expect(page.locator(".moved")).to_have_count(0)


def test_the_queue_is_filtered_and_a_finished_case_is_found_by_its_number(fake_hall: FakeHall) -> None:
    old = "261120-0007"
    fake_hall.answers["GET", f"{CASES}/{old}"] = [(200, staff_case("closed", alias=old, steps=[], withheld="none"))]
    open_office(fake_hall)
    page = fake_hall.page

    page.locator("[data-filter=late]").click()
    expect(page.locator("[data-row]")).to_have_count(len(cases_room()["cases"]) - 1)
    page.locator("#queue-search").fill(old)
    page.keyboard.press("Enter")

    expect(page.locator(f"[data-case='{old}'] .case-state")).to_have_text("办结")
    assert page.url.endswith(f"#{old}")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_trial_says_what_would_come_out(fake_hall: FakeHall, language: str) -> None:
    open_trial(fake_hall)
    speak(fake_hall, language)
    page = fake_hall.page
    page.locator("[data-person=t-seventy-nine] input").check()
    page.locator("[data-source=custody] select").select_option("DOWN")
    page.locator("[data-action=try]").click()
    page.locator("[data-comes=notice]").wait_for()

    (sent,) = fake_hall.sent("POST", TRIALS)
    assert sent.post_data_json == {
        "subject": "t-seventy-nine", "matter": "elder_allowance", "day": "2026-11-23", "form": {"form.promise": False},
        "forced": {"custody": "DOWN"},
    }  # fmt: skip
    assert layout_faults(page, DESK_RULES) == []
    assert axe_faults(page) == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_switch_is_thrown_and_the_board_says_how_the_sources_stand(fake_hall: FakeHall, language: str) -> None:
    open_board(fake_hall)
    speak(fake_hall, language)
    page = fake_hall.page
    expect(page.locator("[data-source=population] .breaker")).to_contain_text("20")

    page.locator("[data-source=population] select").select_option("TIMEOUT")

    expect(page.locator(".outcome")).to_have_text("已设定。" if language == "zh" else "Set.")
    (sent,) = fake_hall.sent("POST", "/sim/v1/sources")
    assert (sent.post_data_json, sent.headers["authorization"]) == (
        {"source": "population", "outcome": "TIMEOUT"},
        "Bearer token",
    )
    assert layout_faults(page, DESK_RULES) == []
    assert axe_faults(page) == []
