"""The 24-hour zone at night: what needs a person becomes a task of the office, and the citizen is told the day."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.flows.case_pages import begin, come, ends, gone, hand_in, print_it
from tests.flows.conftest import Pages
from tests.service import RunningService, service_in
from tests.web.casework import rows, switch

TERMINAL = "zone24-1"


@pytest.fixture(scope="module")
def service(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """A Friday night, after all counters have closed and before the registers rest."""
    assert browser
    options = ("--demo", "--no-crowd", "--start", "2026-11-27T22:00+08:00")
    with service_in(tmp_path_factory.mktemp("night"), *options) as running:
        yield running
        gone(running, TERMINAL)


def test_at_night_it_becomes_a_task_whose_clock_starts_on_the_next_working_day(
    pages: Pages, service: RunningService
) -> None:
    switch(service, source="insurance", outcome="DOWN")
    page, visitor = come(pages, service, "demo-elder", TERMINAL)
    alias = begin(page, "insurance_proof")
    hand_in(page)
    ends(page, "handed_over")

    # Friday night: the office begins on Monday, and answers on the fifth working day at the latest.
    office = page.locator("[data-office]")
    expect(office).to_contain_text("不用等在这里")
    expect(office.locator(".case-due b")).to_have_text(["2026-11-30", "2026-12-04"])
    print_it(page)
    (slip,) = [each["text"] for each in visitor.hands.outputs()]
    assert "开始办理 Begins 2026-11-30\n最晚答复 Answer by 2026-12-04" in slip
    assert rows(service, f"select state, owner, ticket from cases where alias = '{alias}'") == [
        ("submitted", "office", None)
    ]
    page.locator(".nav-button[data-action=language]").click()
    expect(office.locator(".case-due").first).to_have_text("They begin on the next working day 2026-11-30")

    clerk = service.sign_in("clerk01")
    queue = clerk.get(f"{service.base_url}/api/halls/{service.hall}/cases", timeout=10).json()["cases"]
    assert [(each["alias"], each["owner"]) for each in queue] == [(alias, "office")]
