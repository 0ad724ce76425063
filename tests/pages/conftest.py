"""A browser for page tests. It is the one of the flows: where it is and what happens without one is said there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.flows.browser import LAUNCH_ARGS, find_chromium
from tests.pages.fake_hall import STATIC, FakeHall

EXPECTED = "Failed to load resource"
"""What the browser itself writes about a refusal or a lost reply that the test has asked for."""


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The machine's own Chromium, never a downloaded one."""
    path = find_chromium()
    if path is None and os.environ.get("YZZ_REQUIRE_BROWSER") == "1":
        pytest.fail("YZZ_REQUIRE_BROWSER=1, and there is no Chromium: install it or set YZZ_CHROMIUM")
    if path is None:
        pytest.skip("no Chromium: install it or set YZZ_CHROMIUM")
    return {**browser_type_launch_args, "executable_path": path, "args": list(LAUNCH_ARGS)}


@pytest.fixture
def fake_hall(browser: Browser) -> Iterator[FakeHall]:
    """A page with a hall that the test moves; any error in the console fails the test."""
    if not (STATIC / "vendor" / "preact.js").is_file():
        pytest.skip("static/vendor is not built: run make setup")
    slips: list[str] = []

    def listen(text: str) -> None:
        if EXPECTED not in text:
            slips.append(text)

    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    page.on("pageerror", lambda error: slips.append(str(error)))
    page.on("console", lambda message: listen(message.text) if message.type == "error" else None)
    yield FakeHall(page)
    context.close()
    assert slips == []
