"""Fixtures of the flows: browser, service, and pages that may not misbehave."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from devices.client import Hands, remote
from tests.flows.browser import Guard, find_chromium
from tests.flows.hall import fill_hall
from tests.service import RunningService, service_in

FOLDER = Path(__file__).parent
LONG_GONE_MS = 600_000
"""No session lasts so long without a touch."""

Size = tuple[int, int]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder needs a browser."""
    for item in items:
        if FOLDER in item.path.parents:
            item.add_marker(pytest.mark.browser)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """One loud line: silence would look like success."""
    skipped = [report for report in terminalreporter.stats.get("skipped", []) if "tests/flows/" in report.nodeid]
    if skipped and find_chromium() is None:
        terminalreporter.write_line(
            f"!!! NO BROWSER: {len(skipped)} browser tests were skipped. Install Chromium or set YZZ_CHROMIUM.",
            red=True,
            bold=True,
        )


@pytest.fixture(scope="module")
def service(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """The demo hall without a crowd, for one test file. The browser comes first: no browser, no service."""
    with service_in(tmp_path_factory.mktemp("hall")) as running:
        yield running


@pytest.fixture(scope="module")
def busy_service(service: RunningService) -> RunningService:
    """The same hall in full swing: every line has people, most counters work. Counter 3 is free."""
    fill_hall(service.base_url)
    return service


class Pages:
    """Opens pages of the service, each person or device in a browser profile of its own."""

    def __init__(self, browser: Browser, service: RunningService) -> None:
        self._browser = browser
        self._service = service
        self.guards: list[Guard] = []
        self.contexts: list[BrowserContext] = []

    def profile(self, size: Size, **options: Any) -> BrowserContext:
        """A browser profile of its own."""
        context = self._browser.new_context(viewport={"width": size[0], "height": size[1]}, locale="zh-CN", **options)
        self.contexts.append(context)
        return context

    def open(self, path: str, size: Size, *, context: BrowserContext | None = None, outage: bool = False) -> Page:
        """A page that is drawn. outage: the test will take the service away."""
        page = (context or self.profile(size)).new_page()
        guard = Guard(self._service.base_url, outage=outage)
        guard.watch(page)
        self.guards.append(guard)
        page.goto(f"{self._service.base_url}{path}")
        ready(page)
        return page

    def staff(self, path: str, size: Size, account: str, *, outage: bool = False) -> Page:
        """A staff page, signed in by the form."""
        page = self.open(path, size, outage=outage)
        sign_in(page, account)
        return page

    def close(self) -> None:
        """Close everything, then fail if any page misbehaved."""
        for context in self.contexts:
            context.close()
        for guard in self.guards:
            guard.check()


def ready(page: Page) -> None:
    """Wait until the page says it is drawn."""
    page.locator("html[data-ready]").wait_for(state="attached")


def sign_in(page: Page, account: str) -> None:
    """By the form, with the demo's password, without a mouse."""
    page.locator("#account").fill(account)
    page.locator("#password").fill(f"{account}-demo")
    page.keyboard.press("Enter")
    page.locator("[data-form=sign-in]").wait_for(state="detached")


def sit_down(page: Page, counter: str) -> None:
    """Choose a free counter by its number key."""
    page.locator(f"[data-seat='{counter}']").wait_for()
    page.keyboard.press(counter)
    page.locator(".state-pill").wait_for()


@pytest.fixture
def pages_that_see(
    launch_browser: Callable[..., Browser], browser_type_launch_args: dict[str, Any], service: RunningService
) -> Iterator[Callable[..., Pages]]:
    """(arguments of a browser) -> pages of a browser of their own: what its camera sees is told at its start."""
    opened: list[tuple[Browser, Pages]] = []

    def launch(*arguments: str) -> Pages:
        seeing = launch_browser(args=[*browser_type_launch_args["args"], *arguments])
        opened.append((seeing, Pages(seeing, service)))
        return opened[-1][1]

    yield launch
    for seeing, pages in opened:
        pages.close()
        seeing.close()


@pytest.fixture
def nobody_there(service: RunningService) -> Iterator[None]:
    """Afterwards whoever was at a terminal has gone long ago, by the service's own clock."""
    yield
    Hands("hall-1", remote(service.base_url, service.accounts_file()["simulation_token"])).advance(LONG_GONE_MS)


@pytest.fixture
def pages(browser: Browser, service: RunningService) -> Iterator[Pages]:
    """Opens pages; at the end none may have complained or left our origin."""
    opened = Pages(browser, service)
    yield opened
    opened.close()
