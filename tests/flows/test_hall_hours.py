"""Hours and long waits (时段与久候): what only time brings about, with a service whose clock stands elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect

from tests.flows.conftest import Pages
from tests.flows.hall import Kiosk
from tests.flows.sizes import PHONE, PORTRAIT, WALL
from tests.service import RunningService, service_in

SERVICES = {
    "break": ("--demo", "--no-crowd", "--start", "2026-11-23T12:10+08:00"),
    "fast": ("--demo", "--no-crowd", "--speed", "600"),
}
"""Lunch break; and an hour in six seconds."""


@pytest.fixture
def service(request: pytest.FixtureRequest, browser: Browser, tmp_path: Path) -> Iterator[RunningService]:
    """The demo hall at another time or pace."""
    with service_in(tmp_path, *SERVICES[request.param]) as running:
        yield running


@pytest.mark.parametrize("service", ["break"], indirect=True)
def test_a_closed_hall_says_when_it_opens_and_what_is_possible_meanwhile(pages: Pages) -> None:
    kiosk = pages.open("/kiosk/hall-1", PORTRAIT)
    board = pages.open("/board", WALL)

    expect(kiosk.locator(".closed time")).to_have_text("14:30")
    expect(kiosk.locator(".meanwhile li")).to_have_count(3)
    expect(kiosk.locator(".tile")).to_have_count(0)
    expect(board.locator(".notice")).to_have_text("现在不取号，14:30 开门")


@pytest.mark.parametrize("service", ["fast"], indirect=True)
def test_a_wait_over_thirty_minutes_is_an_alarm_until_the_citizen_gives_up_by_phone(
    pages: Pages, service: RunningService
) -> None:
    monitor = pages.staff("/monitor", WALL, "supervisor01")
    ticket = Kiosk(service.base_url).take("household")
    phone = pages.open(urlsplit(str(ticket["url"])).path, PHONE)
    alarm = monitor.locator(".alarm")
    expect(alarm).to_have_count(1)
    expect(alarm).to_contain_text("公安户籍")

    phone.locator("[data-action=cancel]").click()
    phone.locator("[data-action=confirm-cancel]").click()

    expect(phone.locator("[data-outcome=abandoned]")).to_be_visible()
    expect(alarm).to_have_count(0)
