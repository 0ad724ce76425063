"""Hypothesis profiles and the suite's one browser; its order is that of tests.workers, other fixtures live beside their tests."""

from __future__ import annotations

import os
import sys
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, BrowserContext, expect

from tests.flows.browser import EXPECT_LIMIT_MS, LAUNCH_ARGS, find_chromium

pytest_plugins = ["tests.workers"]

# As in the Makefile: a suite starts processes by the hundred, and those that keep their bytecode start in half the time.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

expect.set_options(timeout=EXPECT_LIMIT_MS)

HELD_UP_JS = """
const sent = window.fetch;
// Where a test has stopped the page's clock, nothing can be held up.
const hold = () => window.__pwClock || new Promise((on) => setTimeout(on, HELD_MS));
const heard = Object.getOwnPropertyDescriptor(WebSocket.prototype, "onmessage");
Object.defineProperty(WebSocket.prototype, "onmessage", {
  ...heard,
  set(hear) { heard.set.call(this, (event) => void Promise.resolve(hold()).then(() => hear(event))); },
});
window.fetch = async (...asked) => {
  await hold();
  const reply = await sent(...asked);
  await hold();
  return reply;
};
"""

COMMON = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("local", **COMMON)
settings.register_profile("ci", **COMMON, derandomize=True, print_blob=True)
settings.register_profile("nightly", **COMMON, max_examples=2_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "local"))


@pytest.fixture(scope="session")
def browser(browser: Browser) -> Browser:
    """The suite's one browser; `YZZ_SLOW_PAGES=250` holds up each request of a page, each reply and each push by so many milliseconds.

    A test that acts before its page's request has gone out passes by luck alone; with the hold-up it fails.
    """
    held_ms = int(os.environ.get("YZZ_SLOW_PAGES", "0"))
    if held_ms:
        new_context = browser.new_context

        def held_up(**options: Any) -> BrowserContext:
            context = new_context(**options)
            context.add_init_script(HELD_UP_JS.replace("HELD_MS", str(held_ms)))
            return context

        browser.new_context = held_up  # type: ignore[method-assign]
    return browser


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The machine's own Chromium, never a downloaded one."""
    path = find_chromium()
    if path is None and os.environ.get("YZZ_REQUIRE_BROWSER") == "1":
        pytest.fail("YZZ_REQUIRE_BROWSER=1, and there is no Chromium: install it or set YZZ_CHROMIUM")
    if path is None:
        pytest.skip("no Chromium: install it or set YZZ_CHROMIUM")
    return {**browser_type_launch_args, "executable_path": path, "args": list(LAUNCH_ARGS)}
