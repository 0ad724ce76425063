"""Fault screens and notes on the page: every one leads somewhere, nothing is cut, nothing is lost without a network."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from kiosk.live.fault_screens import LINES, SCREENS
from kiosk.live.matter_views import NOT_HERE, NOT_NOW
from tests.flows.layout import layout_faults
from tests.flows.sizes import KIOSK_ELDER_RULES, KIOSK_RULES
from tests.pages.case_walk import answer_cases
from tests.pages.fake_cases import ALIAS, CERTIFICATE, MATTER as ELDER, case_paper, case_room
from tests.pages.fake_hall import (
    CITIZEN,
    TERMINAL_ROOM,
    FakeHall,
    hall_record,
    matter_records,
    notice_record,
    session_record,
    terminal_room,
)
from tests.pages.matter_walk import MATTER, matters_and_faults

pytestmark = pytest.mark.browser
PAGES_OF_THEIR_OWN = LINES | {"out_of_service"}
"""A line beside what is being done, and the page of a machine out of service."""
PERSON = {"level": 1, "proofs": ["code"], "holder": CITIZEN}


@pytest.fixture
def kiosk(fake_hall: FakeHall) -> FakeHall:
    """A kiosk with matters, nobody there."""
    fake_hall.page.set_viewport_size({"width": 1080, "height": 1920})
    fake_hall.rooms[TERMINAL_ROOM] = terminal_room() | {"matters": matter_records()}
    return fake_hall


def approved(kiosk: FakeHall) -> None:
    """Whoever stands there has their certificate before them."""
    kiosk.open("kiosk", speed=0)
    kiosk.push(TERMINAL_ROOM, {"session": session_record(**PERSON | {"level": 3, "proofs": ["code", "face"]})})
    kiosk.page.locator(f"[data-matter={ELDER}]").click()
    kiosk.page.locator("[data-action=agree]").click()
    kiosk.push(TERMINAL_ROOM, {"case": case_room("done", certificate=CERTIFICATE)})
    kiosk.page.locator("[data-case=done]").wait_for()


def bodies(hall: FakeHall, path: str) -> list[dict[str, object]]:
    return [one.post_data_json for one in hall.sent("POST", f"/api/terminals/hall-1{path}?device=hall-1")]


def test_the_page_knows_every_screen_of_the_service_and_each_leads_to_a_ticket_or_a_note(kiosk: FakeHall) -> None:
    kiosk.open("kiosk")

    ways_out = kiosk.page.evaluate("async () => (await import('/static/kiosk/faults.js')).OUT_OF")
    texts = kiosk.page.evaluate("async () => (await import('/static/kiosk/fault_texts.js')).faultTexts")

    assert set(ways_out) == set(SCREENS) - PAGES_OF_THEIR_OWN | {"unknown", NOT_NOW, NOT_HERE}
    assert [screen for screen, ways in ways_out.items() if not {"ticket", "note"} <= set(ways)] == []
    wanted = {f"fault.{screen}{part}" for screen in ways_out for part in ("", ".text")}
    wanted |= {f"out_of.{way}" for ways in ways_out.values() for way in ways}
    assert {key for key in wanted if not all(texts.get(key, {}).get(language) for language in ("zh", "en"))} == set()


@pytest.mark.parametrize(("door", "way"), [("open", "ticket"), ("shut", "note")])
def test_a_dead_end_offers_a_ticket_while_the_hall_is_open_and_else_a_note(
    kiosk: FakeHall, door: str, way: str
) -> None:
    kiosk.open("kiosk")
    kiosk.push("hall", {"hall": hall_record(door=door)})
    notice = notice_record("face_suspected", "suspected")
    kiosk.push(TERMINAL_ROOM, {"session": session_record(**PERSON), "notice": notice})

    actions = kiosk.page.locator(".fault .button")

    assert [each.get_attribute("data-action") for each in actions.all()] == [way, "help"]
    expect(actions.first).to_have_class("button is-primary")


def test_a_notice_that_has_been_read_does_not_come_back_and_a_new_one_does(kiosk: FakeHall) -> None:
    kiosk.open("kiosk")
    notice = notice_record("scanner_unavailable", "scanner_off")
    kiosk.push(TERMINAL_ROOM, {"session": session_record(), "notice": notice})
    kiosk.page.locator("[data-fault=scanner_off] [data-action=card]").click()
    expect(kiosk.page.locator("[data-login=card]")).to_be_visible()

    kiosk.push(TERMINAL_ROOM, {"notice": {"n1": None, "n2": notice["n1"] | {"id": "n2"}}})

    expect(kiosk.page.locator("[data-fault=scanner_off]")).to_be_visible()


def test_a_dead_reader_greys_its_own_tile_alone(kiosk: FakeHall) -> None:
    ways = {"code": True, "id_card": False, "face": True}
    kiosk.rooms[TERMINAL_ROOM] = terminal_room(ways=ways)
    kiosk.open("kiosk")

    expect(kiosk.page.locator(".way[data-way=card]")).to_be_disabled()
    expect(kiosk.page.locator(".way[data-way=card]")).to_contain_text("停用")
    expect(kiosk.page.locator(".way[data-way=code]")).to_be_enabled()
    expect(kiosk.page.locator(".way[data-way=face]")).to_be_enabled()


def test_who_logs_in_for_a_matter_comes_back_to_it(kiosk: FakeHall) -> None:
    kiosk.rooms[TERMINAL_ROOM] = terminal_room() | {"matters": matter_records([["code"], ["id_card"]])}
    kiosk.open("kiosk")
    kiosk.page.locator(f"[data-matter={MATTER}]").click()
    kiosk.page.locator("[data-action=show-code]").click()
    kiosk.push(TERMINAL_ROOM, {"session": session_record()})

    kiosk.push(TERMINAL_ROOM, {"session": session_record(**PERSON), "matters": matter_records()})

    expect(kiosk.page.locator(f"[data-case=begin][data-matter={MATTER}] [data-action=agree]")).to_be_visible()


def test_an_order_whose_answer_is_lost_is_sent_again_under_its_own_key(kiosk: FakeHall) -> None:
    path = f"/api/terminals/hall-1/session/cases/{ALIAS}/print?device=hall-1"
    answer_cases(kiosk)
    kiosk.answers["POST", path] = [None, (201, {"paper": "P0001", "copy_number": 1})]
    approved(kiosk)
    kiosk.page.locator("[data-action=print]").click()
    kiosk.push(TERMINAL_ROOM, {"case": case_room("done", certificate=CERTIFICATE, paper=case_paper())})
    expect(kiosk.page.locator("[data-paper=ordered]")).to_be_visible()

    while len(kiosk.sent("POST", path)) < 2:
        kiosk.page.wait_for_timeout(20)

    assert len({one.headers["idempotency-key"] for one in kiosk.sent("POST", path)}) == 1


def test_a_result_in_hand_logs_out_after_half_a_minute(kiosk: FakeHall) -> None:
    kiosk.page.clock.install()
    answer_cases(kiosk)
    approved(kiosk)
    kiosk.push(TERMINAL_ROOM, {"case": case_room("done", certificate=CERTIFICATE, paper=case_paper())})
    expect(kiosk.page.locator("[data-paper=ordered]")).to_be_visible()
    # A slow printer takes nothing of the time.
    kiosk.page.clock.run_for(40_000)
    taken = case_paper(state="taken")
    kiosk.push(TERMINAL_ROOM, {"case": case_room("done", certificate=CERTIFICATE, paper=taken)})
    expect(kiosk.page.locator(".countdown")).to_be_visible()
    # The clock of the page also runs by itself.
    kiosk.page.clock.run_for(20_000)
    assert bodies(kiosk, "/session/end") == []

    kiosk.page.clock.run_for(11_000)

    assert [one["reason"] for one in bodies(kiosk, "/session/end")] == ["finished"]


def test_a_note_without_a_network_is_kept_and_sent_once_when_it_is_back(kiosk: FakeHall) -> None:
    path = "/api/terminals/hall-1/notes?device=hall-1"
    kiosk.page.clock.install()
    kiosk.open("kiosk")
    kiosk.push("hall", {"hall": hall_record(door="shut")})
    kiosk.push(TERMINAL_ROOM, {"matters": matter_records(**{MATTER: "printer_unavailable"})})
    kiosk.page.locator(f"[data-matter={MATTER}]").click()
    kiosk.page.locator("[data-action=note]").click()
    kiosk.answers["POST", path] = [None]
    kiosk.page.evaluate("fakeHall.cut()")
    kiosk.page.locator("[data-action=send-note]").click()
    kiosk.page.clock.run_for(12_000)
    expect(kiosk.page.locator("[data-note=waiting]")).to_contain_text("网络恢复后自动送出")
    kiosk.answers["POST", path] = [(201, {"note": "N0007"})]

    kiosk.page.evaluate("fakeHall.restore()")

    expect(kiosk.page.locator("[data-note=N0007]")).to_contain_text("N0007")
    assert len({one.headers["idempotency-key"] for one in kiosk.sent("POST", path)}) == 1


MODES = {
    "portrait": ({"width": 1080, "height": 1920}, False, False),
    "elder": ({"width": 1080, "height": 1920}, True, False),
    "low": ({"width": 1080, "height": 1920}, False, True),
    "landscape": ({"width": 1920, "height": 1080}, False, False),
    "elder-landscape": ({"width": 1920, "height": 1080}, True, False),
}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("mode", MODES)
def test_no_fault_screen_is_cut_or_covered_in_any_mode(kiosk: FakeHall, mode: str, language: str) -> None:
    size, is_elder, is_low = MODES[mode]
    page, faults = kiosk.page, dict[str, list[str]]()
    page.set_viewport_size(size)

    def tune() -> None:
        for action, wanted in (("elder", is_elder), ("low", is_low), ("language", language == "en")):
            if wanted:
                page.locator(f"[data-action={action}]").click()

    for screen in matters_and_faults(kiosk, tune, is_elder=is_elder):
        # After the farewell the next person finds the standard again.
        rules = KIOSK_ELDER_RULES if is_elder and screen != "out" else KIOSK_RULES
        found = layout_faults(page, rules)
        if page.locator("main").evaluate("main => main.scrollHeight > main.clientHeight + 1"):
            found.append("main scrolls")
        if found:
            faults[screen] = found

    assert faults == {}, faults
