"""The browser of the flows: where Chromium is, how it is started, and what every page must not do."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Page, Request

WHOLE = ("chromium", "chromium-browser", "google-chrome")
"""Browsers as they stand in a hall."""
SHELL = ("chromium-headless-shell",)
"""The same engine without a desktop around it: a page costs it a third of the processor time."""

LAUNCH_ARGS = (
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--force-color-profile=srgb",
    "--autoplay-policy=no-user-gesture-required",
    "--mute-audio",
    # Chromium itself must not ask the network for anything either.
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-sync",
    "--disable-features=OptimizationHints,MediaRouter,Translate",
    "--no-first-run",
    "--no-default-browser-check",
)

EXPECT_LIMIT_MS = 30_000
"""What is expected of a page is waited for; five seconds are too few where others keep the machine busy."""
QUIET_SCHEMES = ("data:", "blob:", "about:")
OUTAGE = (
    "ERR_CONNECTION_REFUSED",
    "ERR_INTERNET_DISCONNECTED",
    "ERR_CONNECTION_RESET",
    "ERR_EMPTY_RESPONSE",
    "WebSocket",
)
"""What Chromium writes by itself while the service is away."""
REFUSED = "the server responded with a status of 4"
"""Chromium writes an error for every answer 4xx; to our pages such an answer is an answer."""


def find_chromium(names: Sequence[str] = SHELL + WHOLE) -> str | None:
    """Path of Chromium: YZZ_CHROMIUM, else the first of these names on PATH."""
    wanted = os.environ.get("YZZ_CHROMIUM", "")
    if wanted:
        return wanted
    return next((path for name in names if (path := shutil.which(name))), None)


@dataclass
class Guard:
    """Watches one page. outage: the test takes the service away on purpose."""

    origin: str
    outage: bool = False
    faults: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        """Listen to everything that may go wrong silently."""
        page.on("console", self._on_console)
        page.on("pageerror", lambda error: self.faults.append(f"page error: {error}"))
        page.on("request", self._on_request)

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type != "error":
            return
        text, where = message.text, str(message.location.get("url", ""))
        if REFUSED in text and ("/api/" in where or "/sim/v1/" in where):
            return
        if self.outage and any(sign in text for sign in OUTAGE):
            return
        self.faults.append(f"console: {text} ({where})")

    def _on_request(self, request: Request) -> None:
        if request.url.startswith(QUIET_SCHEMES):
            return
        if urlsplit(request.url).netloc != urlsplit(self.origin).netloc:
            self.faults.append(f"request outside our origin: {request.url}")

    def check(self) -> None:
        """Fail if anything was seen."""
        assert not self.faults, "\n".join(self.faults)
