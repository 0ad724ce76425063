"""A page of its own for each page test, in the suite's one browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.pages.fake_hall import STATIC, FakeHall

EXPECTED = "Failed to load resource"
"""What the browser itself writes about a refusal or a lost reply that the test has asked for."""


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
