"""A case at the terminal: the real service, the real page, people of the town with card and face."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.flows.conftest import Pages
from tests.flows.sizes import PHONE, PORTRAIT
from tests.service import RunningService, service_in
from tests.web.casework import Visitor, rows, switch

TERMINAL = "hall-1"
MATTER = "elder_allowance"
SLOW_MS = 60_000
"""A press that is cold takes some seconds, the printer some more."""
At = Callable[[str], tuple[Page, Visitor]]


@pytest.fixture(scope="module")
def service(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """A hall of this module's own: sources are taken away here."""
    assert browser
    with service_in(tmp_path_factory.mktemp("cases")) as running:
        yield running


@pytest.fixture
def at(pages: Pages, service: RunningService) -> Iterator[At]:
    """Somebody of the town stands before what the matter is; they leave at the end."""
    there: list[Visitor] = []

    def come(who: str) -> tuple[Page, Visitor]:
        page = pages.open(f"/kiosk/{TERMINAL}", PORTRAIT)
        page.locator(".matter").first.wait_for()
        visitor = Visitor(service, who, TERMINAL).arrive()
        there.append(visitor)
        page.locator(".welcome[data-level='3']").wait_for()
        page.locator(f"[data-matter={MATTER}]").click()
        page.locator("[data-case=begin]").wait_for()
        return page, visitor

    yield come
    for source in ("population", "card_account"):
        switch(service, source=source, outcome=None)
    for visitor in there:
        visitor.hands.reset()
        visitor.leave()


def hand_in(page: Page) -> None:
    """Agree, check, confirm."""
    page.locator("[data-action=agree]").click()
    page.locator("[data-case=check]").wait_for(timeout=SLOW_MS)
    page.locator("[data-action=confirm]").click()


def test_a_woman_of_eighty_takes_her_allowance_home_on_paper(at: At, pages: Pages, service: RunningService) -> None:
    page, visitor = at("t-eighty")
    hand_in(page)

    expect(page.locator("[data-case=done]")).to_be_visible(timeout=SLOW_MS)
    number = page.locator(".sheet-number").inner_text()
    # The picture is the sheet's own, not what stands in for it.
    expect(page.locator(".sheet[data-blind=false] img")).to_have_js_property("complete", value=True)
    assert page.locator(".sheet img").evaluate("image => image.naturalWidth") > 300
    address = page.locator(".sheet-proof svg").get_attribute("data-text")
    page.locator("[data-action=print]").click()
    expect(page.locator(".paper-line[data-paper=taken]")).to_be_visible(timeout=SLOW_MS)
    page.locator("[data-action=finish]").click()
    page.locator("[data-grade='2']").click()
    page.locator("[data-reason=device]").click()
    page.locator("[data-action=send-rating]").click()
    expect(page.locator(".thanks")).to_be_visible()
    assert rows(service, "select grade from cases where grade is not null") == [(2,)]
    assert rows(service, "select text from case_writings") == [("好差评 2: device",)]

    # Anybody may scan the paper; this browser checks the signature by itself.
    assert address is not None
    phone = pages.open("/verify#" + address.partition("#")[2], PHONE)
    expect(phone.locator("[data-state=valid]")).to_be_visible()
    expect(phone.locator(".verify-number")).to_have_text(number)
    expect(phone.locator(".verify-facts")).to_contain_text("本机已验，真实")
    assert visitor.who.number not in phone.locator("body").inner_text()
    code = address.partition("#")[2]
    forged = pages.open(f"/verify#{'B' if code[0] == 'A' else 'A'}{code[1:]}", PHONE)
    expect(forged.locator("[data-state=altered]")).to_be_visible()


def test_her_neighbour_of_seventy_nine_is_told_the_day_and_goes_on_to_a_person(at: At) -> None:
    page, _ = at("t-seventy-nine")
    hand_in(page)

    expect(page.locator("[data-case=told_once]")).to_be_visible(timeout=SLOW_MS)
    expect(page.locator("[data-condition=C1] .failing-remedy")).to_contain_text("2027年3月18日起可以申请")
    expect(page.locator(".failing li")).to_have_count(1)
    page.locator("[data-action=hand-over]").click()
    expect(page.locator("[data-case=handed_over] [data-ticket]")).to_be_visible(timeout=SLOW_MS)


def test_with_a_source_down_it_ends_with_a_person_and_says_whose_fault_it_is(at: At, service: RunningService) -> None:
    switch(service, source="card_account", outcome="DOWN")
    page, _ = at("t-centenarian")
    hand_in(page)

    expect(page.locator("[data-case=handed_over]")).to_be_visible(timeout=SLOW_MS)
    expect(page.locator("[data-ticket]")).to_be_visible()
    expect(page.locator(".case-not-you")).to_contain_text("不是您的问题")
    expect(page.locator("[data-source=card_account]")).to_contain_text("系统维护中")
    expect(page.locator("[data-action=finish]")).to_be_visible()


def test_who_leaves_in_the_middle_finds_the_same_case_again(at: At) -> None:
    page, visitor = at("t-eighty-elsewhere")
    page.locator("[data-action=agree]").click()
    check = page.locator("[data-case=check]")
    check.wait_for(timeout=SLOW_MS)
    alias = check.get_attribute("data-alias")
    name = visitor.who.name
    page.locator("[data-action=home]").click()
    page.locator("[data-action=leave]").click()
    page.locator("[data-action=bye]").click()
    expect(page.locator("[data-screen=home]")).to_be_visible()
    assert name not in page.locator("body").inner_text()
    visitor.kiosk.wait(lambda room: not room["session"])

    visitor.arrive()
    page.locator("[data-action=cases]").click()
    page.locator(f".case-row[data-alias='{alias}'] [data-action=go-on]").click()

    expect(page.locator(f"[data-case=check][data-alias='{alias}']")).to_be_visible(timeout=SLOW_MS)
