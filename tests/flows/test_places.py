"""Machines for one purpose and places away from the hall's door: by day and by night, in every size and language."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.flows.conftest import Pages
from tests.flows.hall import fill_hall
from tests.flows.modes import faults_in_every_mode
from tests.flows.phone import code_on, type_code
from tests.flows.sizes import PHONE, PORTRAIT
from tests.service import RunningService, service_in

SCREENS = {
    "2026-11-23T10:00+08:00": (
        ("hall-card", "[data-machine=card_machine] [data-action=take]"),
        ("hall-company", "[data-machine=company_machine] [data-action=take]"),
        ("zone24-permit", "[data-machine=permit_machine] [data-elsewhere=help]"),
        ("zone24-tax", "[data-machine=tax_machine] [data-action=take]"),
        ("village-12", ".outside[data-near=false] .matter"),
    ),
    "2026-11-27T22:00+08:00": (
        ("zone24-1", ".outside[data-near=true] .way"),
        ("zone24-permit", "[data-machine=permit_machine] [data-elsewhere=note] [data-action=note]"),
        ("village-01", ".is-shut time"),
    ),
}
"""When -> terminal, and what its home page then has."""
DAY, NIGHT = SCREENS


@pytest.fixture(scope="module", params=[DAY, NIGHT], ids=["day", "night"])
def service(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[RunningService]:
    """The demo at an hour; the browser comes first: no browser, no service."""
    assert browser
    with service_in(tmp_path_factory.mktemp("place"), "--demo", "--no-crowd", "--start", request.param) as running:
        if request.param == DAY:
            fill_hall(running.base_url)
        yield running


def hour_of(service: RunningService) -> str:
    return service.options[-1]


def test_every_home_page_can_be_read_and_touched_in_every_mode(pages: Pages, service: RunningService) -> None:
    faults = {}
    for terminal, there in SCREENS[hour_of(service)]:
        page = pages.open(f"/kiosk/{terminal}", PORTRAIT)
        page.locator(there).first.wait_for()
        faults[terminal] = faults_in_every_mode(page, may_scroll=False)

    assert {terminal: found for terminal, found in faults.items() if found} == {}


def test_people_log_in_at_the_door_by_day_and_by_night(pages: Pages, service: RunningService) -> None:
    kiosk = pages.open("/kiosk/zone24-1", PORTRAIT)

    type_code(kiosk, code_on(pages.open("/phone", PHONE), "demo-adult", "citizen"))

    expect(kiosk.locator(".welcome")).to_have_attribute("data-level", "1")
    # A page that is closed before its word has gone out would leave the visit to its deadline.
    with kiosk.expect_response("**/session/end*"):
        kiosk.locator(".welcome [data-action=leave]").click()
    expect(kiosk.locator(".welcome")).to_have_count(0)


def test_from_a_machine_without_its_flow_the_way_leads_to_a_counter_while_the_hall_is_open(
    pages: Pages, service: RunningService
) -> None:
    kiosk = pages.open("/kiosk/hall-permit", PORTRAIT)
    take = kiosk.locator("[data-elsewhere=counter] [data-action=take]")

    if hour_of(service) == NIGHT:
        expect(kiosk.locator("[data-elsewhere=counter]")).to_contain_text("11月30日 星期一 08:30")
        expect(take).to_have_count(0)
        return
    take.click()
    kiosk.locator(".kind-card[data-kind=ordinary]").click()

    expect(kiosk.locator(".slip-number")).to_contain_text("C0")


def test_no_village_offers_a_ticket(pages: Pages, service: RunningService) -> None:
    kiosk = pages.open("/kiosk/village-05", PORTRAIT)

    expect(kiosk.locator(".outside, .is-shut")).to_be_visible()
    expect(kiosk.locator("[data-action=queues], [data-action=take], .tile")).to_have_count(0)
