"""A terminal hands a case over, its ticket is called, and it goes on at the counter: seen once called, gone when finished."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.flows.conftest import Pages, ready, sit_down
from tests.flows.sizes import DESK
from tests.service import RunningService, service_in
from tests.web.casework import Visitor, rows, switch


@pytest.fixture(scope="module")
def service(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """A hall of this module's own: sources are taken away here."""
    assert browser
    with service_in(tmp_path_factory.mktemp("citizen")) as running:
        yield running


def test_a_case_that_a_terminal_handed_over_goes_on_at_the_counter_that_calls_its_ticket(
    pages: Pages, service: RunningService
) -> None:
    switch(service, source="custody", outcome="DOWN")
    with Visitor(service, "t-eighty", "hall-1") as visitor:
        record = visitor.submit(visitor.begin("elder_allowance"))
    switch(service, source="custody", outcome=None)
    alias, number = record["alias"], record["ticket"]["number"]
    page = pages.staff("/counter", DESK, "clerk01")
    sit_down(page, "1")
    page.keyboard.press("F1")
    expect(page.locator(".state-pill")).to_have_attribute("data-state", "idle")
    # Not before the call: nothing of whoever is next but the number.
    expect(page.locator("[data-next]")).to_have_text(number)
    expect(page.locator("[data-case]")).to_have_count(0)

    page.keyboard.press("F1")
    expect(page.locator("[data-current]")).to_have_text(number)
    case = page.locator(f"[data-case='{alias}']")
    expect(case).to_contain_text("终端转人工")
    expect(case.locator("[data-material=M2]")).to_contain_text("已从人口库取得")
    expect(case.locator("[data-said=staff]")).to_contain_text("本事项需由工作人员办理")
    assert "服刑" not in page.locator("body").inner_text()
    expect(case.locator("[data-action=go-on]")).to_be_disabled()
    page.keyboard.press("F1")
    expect(page.locator(".state-pill")).to_have_attribute("data-state", "serving")
    page.keyboard.press("F10")
    expect(page.locator(f"[data-past-case='{alias}']")).to_contain_text("已收件")
    page.keyboard.press("F8")

    # The back office's own view of it; by number and keys alone it is accepted.
    dialog = page.locator("[data-dialog=case]")
    expect(dialog.locator(".case-facts")).to_contain_text("窗口 · clerk01")
    expect(dialog.locator("[data-step=accept]")).to_be_visible()
    page.keyboard.press("1")
    dialog.locator("#step-text").fill("材料齐全")
    dialog.locator("[data-action=confirm]").click()
    expect(dialog.locator(".outcome")).to_contain_text("已办：")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    assert rows(service, f"select state, owner, ticket from cases where alias = '{alias}'") == [
        ("accepted", "office", number)
    ]

    page.reload()
    ready(page)
    expect(case.locator(".case-state")).to_have_text("已受理")
    page.keyboard.press("F1")
    expect(page.locator(".state-pill")).to_have_attribute("data-state", "idle")
    expect(page.locator(f"[data-case='{alias}'], [data-past-case], .citizen-tabs")).to_have_count(0)
    # Four sights were written down before they were given: called, turned to, taken up and gone on with, reloaded.
    looks = rows(service, f"select distinct account, note from disclosures where note like '%{number}'")
    assert looks == [("clerk01", f"citizen:1/{number}")]
