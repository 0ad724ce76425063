"""One ticket for two matters, taken on the phone and at the terminal: called at the first counter, sent on to the second."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.flows.conftest import Pages
from tests.flows.hall import Clerk
from tests.flows.sizes import PHONE, PORTRAIT
from tests.service import RunningService


@pytest.fixture
def clerks(service: RunningService) -> Iterator[tuple[Clerk, Clerk]]:
    """Whoever serves the household's line at counter 4, and social security at counter 5."""
    found = tuple(Clerk(service.base_url, f"clerk0{counter}", counter).open_up() for counter in ("4", "5"))
    yield found[0], found[1]
    for clerk in found:
        clerk.leave()


def follow_to_the_end(phone: Page, clerks: tuple[Clerk, Clerk], first: int, last: int) -> None:
    """Through both counters, as the ticket's own page tells it."""
    expect(phone.locator("[data-matters='2']")).to_contain_text("还有 2 件事要办")
    clerks[first].do("next")
    expect(phone.locator(".called-place")).to_have_attribute("data-counter", clerks[first].counter)
    clerks[first].do("start")
    expect(phone.locator(".ticket")).to_have_attribute("data-state", "serving")
    clerks[first].do("finish")
    expect(phone.locator(".ticket")).to_have_attribute("data-state", "waiting")
    expect(phone.locator("[data-matters]")).to_have_count(0)
    clerks[last].do("next")
    expect(phone.locator(".called-place")).to_have_attribute("data-counter", clerks[last].counter)
    clerks[last].do("start")
    clerks[last].do("finish")
    expect(phone.locator("[data-outcome=finished]")).to_be_visible()


def test_a_ticket_taken_on_the_phone_goes_from_counter_to_counter_and_another_is_cancelled_there(
    pages: Pages, clerks: tuple[Clerk, Clerk]
) -> None:
    app = pages.open("/phone", PHONE)
    app.locator("[data-persona=demo-adult]").click()
    app.locator("[data-action=tickets]").click()
    app.locator("[value=no_offence_proof]").check()
    app.locator("[value=insurance_proof]").check()
    app.locator("[data-action=take]").click()
    held = app.locator(".booking-card[data-ticket]")
    expect(held).to_have_attribute("data-state", "waiting")

    address = str(app.locator("[data-action=follow]").get_attribute("href"))
    phone = pages.open(urlsplit(address).path, PHONE)
    expect(phone.locator(".advice").first).to_have_text("下一个就是您，请马上到大厅。")
    follow_to_the_end(phone, clerks, 0, 1)

    app.locator("[data-action=reload]").click()
    expect(held).to_have_count(0)
    app.locator("[data-way=class]").click()
    app.locator("[value=business]").check()
    app.locator("[data-action=take]").click()
    expect(held).to_have_count(1)
    again = pages.open(urlsplit(str(app.locator("[data-action=follow]").get_attribute("href"))).path, PHONE)
    again.locator("[data-action=cancel]").click()
    again.locator("[data-action=confirm-cancel]").click()
    expect(again.locator("[data-outcome=abandoned]")).to_be_visible()
    app.locator("[data-action=reload]").click()
    expect(held).to_have_count(0)


def test_a_ticket_taken_at_the_terminal_for_two_matters_is_sent_on_by_itself(
    pages: Pages, clerks: tuple[Clerk, Clerk]
) -> None:
    kiosk = pages.open("/kiosk/hall-1", PORTRAIT)
    kiosk.locator(".tile[data-class=general]").click()
    kiosk.locator("[data-action=pick]").click()
    kiosk.locator(".found[data-matter=pension_certification]").click()
    kiosk.locator("[data-group=police]").click()
    kiosk.locator(".found[data-matter=no_offence_proof]").click()
    kiosk.locator("[data-action=picked]").click()
    expect(kiosk.locator(".come-for [data-drop]")).to_have_count(2)
    kiosk.locator("[data-kind=ordinary]").click()
    expect(kiosk.locator(".slip-listen")).to_contain_text("一号办 2 件事")
    expect(kiosk.locator("[data-print=printed]")).to_be_visible(timeout=10_000)

    address = str(kiosk.locator(".slip-code").get_attribute("data-url"))
    phone = pages.open(urlsplit(address).path, PHONE)
    expect(phone.locator(".advice").first).to_have_text("下一个就是您，请在大厅等候。")
    follow_to_the_end(phone, clerks, 1, 0)
