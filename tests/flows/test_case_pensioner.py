"""A pensioner certifies and takes a proof home: code and face on the page, paper in the drawer, the proof verified."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from devices.client import Hands, remote
from kiosk.identity.personas import PERSONAS
from tests.flows.case_pages import SLOW_MS, begin, come, ends, gone, hand_in, home, log_in, print_it, printed, sheet_of
from tests.flows.conftest import Pages
from tests.flows.layout import layout_faults
from tests.flows.sizes import DESK, KIOSK_ELDER_RULES, PHONE, PORTRAIT
from tests.service import RunningService, service_in
from tests.web.casework import rows

TERMINAL, OTHER = "hall-1", "hall-2"
WHO = next(each for each in PERSONAS if each.key == "demo-patient")


@pytest.fixture(scope="module")
def service(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """A hall of this file's own: its printer is broken here."""
    assert browser
    options = ("--demo", "--no-crowd")
    with service_in(tmp_path_factory.mktemp("pensioner"), *options) as running:
        yield running


@pytest.fixture
def hands(service: RunningService) -> Iterator[Hands]:
    """At the terminal's devices; all is as it was at the end, and nobody there."""
    made = Hands(TERMINAL, remote(service.base_url, service.accounts_file()["simulation_token"]))
    yield made
    gone(service, TERMINAL, OTHER)
    made.reset()


def test_a_pensioner_certifies_and_prints(pages: Pages, service: RunningService, hands: Hands) -> None:
    hands.stimulus("face_camera", "face", script=["accepted"])
    page = pages.open(f"/kiosk/{TERMINAL}", PORTRAIT)
    log_in(pages, page, WHO.key)

    begin(page, "pension_certification")
    hand_in(page)
    ends(page, "done")
    expect(page.locator(".sheet-name")).to_contain_text("领取待遇资格认证回执")
    print_it(page)
    home(page)
    begin(page, "insurance_proof")
    hand_in(page)
    ends(page, "done")
    print_it(page)
    number = page.locator(".sheet-number").inner_text()
    address = page.locator(".sheet-proof svg").get_attribute("data-text")

    drawer = pages.open(f"/drawer/{TERMINAL}", DESK)
    paper = drawer.locator("[data-output=document_printer][data-whole=true]")
    expect(paper).to_have_count(2)
    assert paper.first.locator("img").evaluate("(one) => one.decode().then(() => one.naturalWidth)") > 400
    assert printed(hands)[-1] == sheet_of(service, number)
    assert address is not None
    verified = pages.open("/verify#" + address.partition("#")[2], PHONE)
    expect(verified.locator("[data-state=valid]")).to_be_visible()
    expect(verified.locator(".verify-number")).to_have_text(number)
    assert WHO.number not in verified.locator("body").inner_text()
    assert rows(service, f"select count(*) from certificates where number = '{number}'") == [(1,)]


def test_a_jam_half_way_through_the_sheet_loses_nothing_and_makes_no_second_certificate(
    pages: Pages, service: RunningService, hands: Hands
) -> None:
    page, _ = come(pages, service, "demo-elder", TERMINAL)
    page.locator(".nav-button[data-action=elder]").click()
    alias = begin(page, "insurance_proof")
    hand_in(page)
    ends(page, "done")
    number = page.locator(".sheet-number").inner_text()
    assert layout_faults(page, KIOSK_ELDER_RULES) == []
    hands.inject("document_printer", "jam", trigger={"op": "print"})
    page.locator("[data-action=print]").click()

    broken = page.locator("[data-fault=paper_jam]")
    expect(broken).to_be_visible(timeout=SLOW_MS)
    expect(broken.locator(".fault-case")).to_have_text(f"办件编号 {alias}，只此一份")
    broken.locator("[data-action=elsewhere]").click()
    expect(page.locator(".welcome")).to_have_count(0)
    other, again = come(pages, service, "demo-elder", OTHER)
    other.locator("[data-action=cases]").click()
    other.locator(f".case-row[data-alias='{alias}'] [data-action=reprint]").click()
    expect(other.locator(f"[data-case=done][data-alias='{alias}'] .paper-line[data-paper=taken]")).to_be_visible(
        timeout=SLOW_MS
    )
    expect(other.locator(".sheet-number")).to_have_text(number)
    assert rows(service, f"select certificate from cases where alias = '{alias}'") == [(number,)]
    assert rows(service, f"select count(*) from certificates where number = '{number}'") == [(1,)]
    assert printed(again.hands) == [sheet_of(service, number)]
