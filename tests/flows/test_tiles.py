"""What can be done at which terminal: tiles that turn grey and say why, what is found, and a bundle from one form."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from devices.client import Hands, remote
from tests.flows.case_pages import choose
from tests.flows.conftest import Pages
from tests.flows.sizes import PORTRAIT
from tests.service import RunningService, service_in
from tests.web.casework import Visitor, rows

TERMINAL, NIGHT, VILLAGE = "hall-1", "zone24-1", "village-01"
SLOW_MS = 60_000
"""A press that is cold takes some seconds, the printer some more."""
Come = Callable[[str, str], tuple[Page, Visitor]]


@pytest.fixture(scope="module")
def service(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """At an hour at which the village stations are open."""
    assert browser
    options = ("--demo", "--no-crowd", "--start", "2026-11-23T10:00+08:00")
    with service_in(tmp_path_factory.mktemp("tiles"), *options) as running:
        yield running


@pytest.fixture
def come(pages: Pages, service: RunningService) -> Iterator[Come]:
    """Somebody of the town stands at a terminal; they leave at the end."""
    there: list[Visitor] = []

    def arrive(terminal: str, who: str) -> tuple[Page, Visitor]:
        page = pages.open(f"/kiosk/{terminal}", PORTRAIT)
        page.locator(".matter").first.wait_for()
        visitor = Visitor(service, who, terminal).arrive()
        there.append(visitor)
        page.locator(".welcome[data-level='3']").wait_for()
        return page, visitor

    yield arrive
    for visitor in there:
        visitor.leave()


def hands_at(service: RunningService, terminal: str) -> Hands:
    return Hands(terminal, remote(service.base_url, service.accounts_file()["simulation_token"]))


def test_a_printer_that_jams_greys_what_it_prints_and_says_why_and_where(pages: Pages, service: RunningService) -> None:
    kiosk, hands = pages.open(f"/kiosk/{TERMINAL}", PORTRAIT), hands_at(service, TERMINAL)
    tile = kiosk.locator(".matter[data-matter=insurance_proof]")
    expect(tile).not_to_have_class("matter is-off")

    hands.inject("document_printer", "jam")

    expect(tile).to_have_class("matter is-off")
    expect(tile).to_contain_text("证照打印机停用")
    expect(tile).to_contain_text("可到大厅 2 号机")
    # What prints on the other printer stays.
    expect(kiosk.locator(".matter[data-matter=pension_certification]")).to_have_class("matter")
    tile.click()
    stands = kiosk.locator("[data-fault=not_now][data-code=printer_unavailable]")
    expect(stands).to_contain_text("本机的证照打印机暂时不能用")
    expect(stands.locator(".button.is-primary")).to_contain_text("大厅 2 号机（约 2 米）")
    kiosk.locator("[data-action=language]").click()
    expect(stands).to_contain_text("Out of use at this terminal: document printer")
    hands.reset()
    expect(kiosk.locator("[data-case=begin][data-matter=insurance_proof]")).to_be_visible()


def test_a_village_terminal_offers_what_goes_to_the_villages_and_finds_the_rest(
    pages: Pages, service: RunningService
) -> None:
    kiosk = pages.open(f"/kiosk/{VILLAGE}", PORTRAIT)

    expect(kiosk.locator(".matter[data-matter=elder_allowance]")).to_have_class("matter")
    expect(kiosk.locator("[data-matter=no_offence_proof]")).to_have_count(0)
    kiosk.locator("[data-action=find]").click()
    kiosk.locator("#find-words").click()
    for letter in "wfzjl":
        kiosk.locator(f"[data-key='{letter}']").click()
    hit = kiosk.locator(".find[data-words=wfzjl][data-found='1'] .found")
    expect(hit).to_have_attribute("data-reason", "other_machine")
    hit.click()
    expect(kiosk.locator("[data-fault=not_here]")).to_contain_text("本事项在政府服务自助机上办理")
    expect(kiosk.locator("[data-fault=not_here] [data-action=elsewhere]")).to_contain_text(
        "大厅 4 号机（大厅，约 1.3 公里）"
    )


def test_what_only_a_counter_does_is_found_and_leads_to_a_ticket_for_that_counter(
    pages: Pages, service: RunningService
) -> None:
    kiosk = pages.open(f"/kiosk/{TERMINAL}", PORTRAIT)
    kiosk.locator("[data-action=find]").click()
    expect(kiosk.locator(".found")).to_have_count(8)

    kiosk.locator("#find-words").fill("低保")
    hit = kiosk.locator(".found[data-matter=low_income_support]")
    expect(hit).to_have_attribute("data-reason", "counter_only")
    hit.click()
    expect(kiosk.locator(".brief")).to_contain_text("综合业务")
    kiosk.locator("[data-fault=not_here] [data-action=ticket]").click()

    expect(kiosk.locator("[data-screen=kind]")).to_be_visible()
    kiosk.locator("[data-action=home]").click()
    kiosk.locator("[data-action=find]").click()
    kiosk.locator("#find-words").fill("qqqq")
    expect(kiosk.locator("[data-none]")).to_be_visible()


def test_the_bundle_asks_once_and_opens_a_case_for_each_member(come: Come, service: RunningService) -> None:
    page, _ = come(TERMINAL, "t-disabled")
    choose(page, "disability_support")
    page.locator("[data-action=agree]").click()

    for at, member in enumerate(("disability_renewal", "living_subsidy", "care_subsidy"), start=1):
        expect(page.locator(f".bundle-strip[data-at='{at}']")).to_be_visible(timeout=SLOW_MS)
        page.locator("[data-case=check]").wait_for(timeout=SLOW_MS)
        page.locator("[data-action=confirm]").click()
        if at == 1:
            # The one question of all three, and of none of them again.
            page.locator("[data-ask='form.photo_agreed'] [data-action=yes]").click()
            page.locator("[data-case=check] [data-action=confirm]").click()
        expect(page.locator(f".member[data-member={member}]")).to_have_attribute("data-look", "done", timeout=SLOW_MS)
        if at < 3:
            page.locator("[data-action=next-member]").click()

    expect(page.locator(".bundle[data-left='0']")).to_be_visible()
    assert rows(service, "select matter, state from cases order by rowid") == [
        ("disability_renewal", "closed"),
        ("living_subsidy", "closed"),
        ("care_subsidy", "closed"),
    ]
    assert rows(service, "select count(distinct holder) from cases") == [(1,)]
    page.locator(".member[data-member=care_subsidy] [data-action=look]").click()
    page.locator("[data-case=done] [data-action=print]").click()
    expect(page.locator(".paper-line[data-paper=taken]")).to_be_visible(timeout=SLOW_MS)
    page.locator("[data-action=bundle]").click()
    page.locator("[data-action=finish]").click()
    expect(page.locator("[data-screen=home]")).to_be_visible()
