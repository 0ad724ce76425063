"""Tiles and finding at the kiosk: what stands at home, what is found by which letters, and a bundle's one form."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

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


def test_a_department_is_chosen_by_its_name_and_letters_ask_the_service(kiosk: FakeHall) -> None:
    kiosk.answers["GET", f"{FIND}d"] = [(200, {"found": []})]
    kiosk.answers["GET", f"{FIND}db"] = [(200, {"found": [{"key": COUNTER_ONLY, "by": "keyword", "text": "低保"}]})]
    kiosk.open("kiosk")
    page = kiosk.page
    page.locator("[data-action=find]").click()

    page.locator("[data-group=business]").click()
    expect(page.locator(".found")).to_have_count(2)
    assert keys(kiosk, ".found") == ["shop_opening", "licence_copy"]
    expect(page.locator(".find .keys")).to_have_count(0)
    page.locator("#find-words").click()
    page.locator("[data-key=d]").click()
    expect(page.locator("[data-none]")).to_be_visible()
    page.locator("[data-key=b]").click()
    expect(page.locator(f".found[data-matter={COUNTER_ONLY}]")).to_be_visible()
    page.locator("[data-action=put-away]").click()
    expect(page.locator(".find .keys")).to_have_count(0)
    expect(page.locator(".found")).to_have_count(1)


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
