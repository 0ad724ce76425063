"""Tiles and finding at the kiosk: what stands at home, what is found by which letters, and a bundle's one form."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from tests.flows.modes import faults_in_every_mode
from tests.flows.sizes import WALL
from tests.pages.case_walk import answer_cases, post
from tests.pages.fake_cases import case_record, fetched_fields
from tests.pages.fake_hall import (
    CITIZEN,
    COUNTER_ONLY,
    MATTERS,
    TERMINAL_ROOM,
    FakeHall,
    matter_records,
    session_record,
    terminal_room,
)

pytestmark = pytest.mark.browser
FIND = "/api/terminals/hall-1/matters?device=hall-1&q="
BUNDLE = "disability_support"


@pytest.fixture
def kiosk(fake_hall: FakeHall) -> FakeHall:
    """A kiosk with every matter, nobody there."""
    fake_hall.page.set_viewport_size({"width": 1080, "height": 1920})
    # However they come, the most wanted go first.
    backwards = dict(reversed(matter_records().items()))
    fake_hall.rooms[TERMINAL_ROOM] = terminal_room() | {"matters": backwards}
    return fake_hall


def keys(hall: FakeHall, look: str) -> list[str | None]:
    return [one.get_attribute("data-matter") for one in hall.page.locator(f"{look}[data-matter]").all()]


def test_at_home_stand_the_most_wanted_and_the_way_to_all_the_others(kiosk: FakeHall) -> None:
    kiosk.open("kiosk")
    page = kiosk.page

    assert keys(kiosk, ".matter") == [key for key, *_ in MATTERS[:7]]
    page.locator("[data-action=elder]").click()
    expect(page.locator(".matter[data-matter]")).to_have_count(3)
    assert keys(kiosk, ".matter") == [key for key, *_ in MATTERS[:3]]
    page.locator("[data-action=find]").click()
    seen = keys(kiosk, ".found")
    for at in range(2, 5):
        page.locator("[data-action=more-matters]").click()
        expect(page.locator("[data-action=more-matters]")).to_contain_text(f"{at}/4")
        seen += keys(kiosk, ".found")
    # What no terminal does comes last, and is told so.
    assert seen == [key for key, *_ in MATTERS]
    assert seen[-1] == COUNTER_ONLY
    expect(page.locator(f".found[data-matter={COUNTER_ONLY}]")).to_contain_text("窗口办理")


def test_a_department_is_chosen_by_its_name(kiosk: FakeHall) -> None:
    kiosk.open("kiosk")
    page = kiosk.page
    page.locator("[data-action=find]").click()

    page.locator("[data-group=business]").click()

    expect(page.locator(".found")).to_have_count(2)
    assert keys(kiosk, ".found") == ["shop_opening", "licence_copy"]
    expect(page.locator(".find .keys")).to_have_count(0)


def test_letters_find_by_initials_while_they_wait_and_characters_once_they_are_chosen(kiosk: FakeHall) -> None:
    shops = [{"key": key, "by": "initials", "text": key} for key in ("shop_opening", "licence_copy")]
    asked = {"d": shops[:1], "di": [], "dib": shops, "低b": [], "低ba": [], "低bao": []}
    asked["低保"] = [{"key": COUNTER_ONLY, "by": "keyword", "text": "低保"}]
    kiosk.answers |= {("GET", FIND + quote(text)): [(200, {"found": found})] for text, found in asked.items()}
    kiosk.open("kiosk")
    page = kiosk.page
    page.locator("[data-action=find]").click()
    field = page.locator("#find-words")
    field.click()

    page.locator(".keys [data-key=d]").click()
    expect(page.locator(".found")).to_have_count(1)
    for key in "ib":
        page.locator(f".keys [data-key={key}]").click()
    expect(page.locator(".found")).to_have_count(2)
    expect(field).to_have_value("")
    page.locator("[data-candidate=低]").click()
    expect(page.locator("[data-none]")).to_be_visible()
    for key in "ao":
        page.locator(f".keys [data-key={key}]").click()
    page.locator("[data-candidate=保]").click()
    expect(page.locator(f".found[data-matter={COUNTER_ONLY}]")).to_be_visible()
    expect(field).to_have_value("低保")
    # Letters gone and characters come are one change: never was what is left of the letters asked for alone.
    assert [one.url.partition("&q=")[2] for one in kiosk.requests if "&q=" in one.url] == [*map(quote, asked)]


def test_keys_put_away_leave_what_was_found_and_what_was_looked_for(kiosk: FakeHall) -> None:
    kiosk.answers["GET", f"{FIND}d"] = [(200, {"found": [{"key": COUNTER_ONLY, "by": "initials", "text": "低保"}]})]
    kiosk.open("kiosk")
    page = kiosk.page
    page.locator("[data-action=find]").click()
    page.locator("#find-words").click()
    page.locator(".keys [data-key=d]").click()
    expect(page.locator(".found")).to_have_count(1)

    page.locator("[data-action=put-away]").click()

    expect(page.locator(".find .keys")).to_have_count(0)
    assert keys(kiosk, ".found") == [COUNTER_ONLY]
    expect(page.locator("#find-words")).to_have_value("d")
    page.locator(f".found[data-matter={COUNTER_ONLY}]").click()
    page.locator("[data-action=home]").click()
    page.locator("[data-action=find]").click()
    expect(page.locator("#find-words")).to_have_value("d")


def test_what_is_found_stands_beside_the_keys_in_every_mode(kiosk: FakeHall) -> None:
    # What is off says why, and where instead: the longest rows.
    off = matter_records(**dict.fromkeys([key for key, *_ in MATTERS[:2]], "printer_unavailable"))
    kiosk.rooms[TERMINAL_ROOM] = terminal_room() | {"matters": off}
    found = [{"key": key, "by": "initials", "text": key} for key in (COUNTER_ONLY, *(key for key, *_ in MATTERS))]
    kiosk.answers["GET", f"{FIND}s"] = [(200, {"found": found})]
    kiosk.open("kiosk")
    page = kiosk.page
    page.locator("[data-action=find]").click()
    page.locator("#find-words").click()
    page.locator(".keys [data-key=s]").click()
    page.locator("[data-key=more]:enabled").wait_for()
    page.locator("[data-action=more-matters]").wait_for()

    faults = {"": faults_in_every_mode(page, may_scroll=False)}
    page.locator("[data-action=low]").click()
    faults["low"] = faults_in_every_mode(page, may_scroll=False)

    assert faults == {"": {}, "low": {}}
    expect(page.locator(".found")).to_have_count(2)
    page.locator("[data-action=low]").click()
    expect(page.locator(".found")).to_have_count(4)
    page.locator("[data-action=elder]").click()
    expect(page.locator(".found")).to_have_count(2)
    page.set_viewport_size({"width": WALL[0], "height": WALL[1]})
    # One, and the way to the others.
    expect(page.locator(".found")).to_have_count(1)
    expect(page.locator("[data-action=more-matters]")).to_be_visible()


def test_without_the_service_a_name_is_still_found(kiosk: FakeHall) -> None:
    kiosk.answers["GET", f"{FIND}%E6%B4%A5%E8%B4%B4"] = [None]
    kiosk.open("kiosk")
    kiosk.page.locator("[data-action=find]").click()
    kiosk.page.locator("#find-words").fill("津贴")

    expect(kiosk.page.locator(".found")).to_have_count(1)
    assert keys(kiosk, ".found") == ["elder_allowance"]


def test_a_bundle_asks_once_and_gives_each_member_what_is_its_own(kiosk: FakeHall) -> None:
    agreed: dict[str, Any] = {"field": "form.photo_agreed", "zh": "同意使用库存相片", "en": "Agrees", "type": "flag"}
    records = matter_records()
    records[BUNDLE] |= {"case": records[BUNDLE]["case"] | {"ask": [agreed]}}
    members = records[BUNDLE]["members"]
    cases = [
        case_record("check", matter=key, alias=f"YX-{at}", fields=fetched_fields(), needs_signature=False)
        | ({"ask": [agreed]} if at == 1 else {})
        for at, key in enumerate(members)
    ]
    answer_cases(kiosk)
    kiosk.answers[post("")] = [(201, each) for each in cases]
    for each in cases:
        kiosk.answers[post(f"/{each['alias']}/submit")] = [(200, {})]
    person = session_record(level=3, proofs=["code", "face"], holder=CITIZEN)
    kiosk.rooms[TERMINAL_ROOM] = terminal_room() | {"matters": records, "session": person}
    kiosk.open("kiosk", speed=0)
    page = kiosk.page
    page.locator("[data-action=find]").click()
    page.locator("[data-group=aid]").click()
    page.locator(f".found[data-matter={BUNDLE}]").click()
    page.locator("[data-action=agree]").click()

    for at, record in enumerate(cases):
        kiosk.push(TERMINAL_ROOM, {"case": {record["alias"]: record} | ({f"YX-{at - 1}": None} if at else {})})
        expect(page.locator(f".bundle-strip[data-at='{at + 1}']")).to_be_visible()
        page.locator("[data-case=check] [data-action=confirm]").click()
        if at == 0:
            # The second member's question, on the first one's page.
            page.locator("[data-ask='form.photo_agreed'] [data-action=yes]").click()
            page.locator("[data-case=check] [data-action=confirm]").click()
        while not kiosk.sent(*post(f"/{record['alias']}/submit")):
            page.wait_for_timeout(20)
        end = "told_once" if at == 1 else "done"
        kiosk.push(TERMINAL_ROOM, {"case": {record["alias"]: record | {"stage": end, "ask": []}}})
        expect(page.locator(f".member[data-member={members[at]}]")).to_have_attribute("data-stage", end)
        if at < 2:
            page.locator("[data-action=next-member]").click()

    expect(page.locator(".bundle[data-left='0'] [data-action=finish]")).to_be_visible()
    forms = [kiosk.sent(*post(f"/{each['alias']}/submit"))[0].post_data_json["form"] for each in cases]
    assert forms == [{}, {"form.photo_agreed": True}, {}]
    opened = [one.post_data_json["matter"] for one in kiosk.sent(*post(""))]
    assert opened == members
