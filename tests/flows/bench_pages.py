"""How long pages take (页面用时): from the address to the drawn page, and from a scan to the name on the kiosk.

`run()` gives the rows of `python -m sim.bench --only pages`. A page's time is its own mark "drawn", counted from the
start of the navigation, in a fresh browser with an empty cache. A scan's time runs from the last key of a scanner that
types to the frame after the name is there: page, service, the scanner's own decoding, issuer, hall and back.
A board's way back runs from the instant at which its line is there again to the call on it that it has missed.
Source of the bars: the figures in docs/operating.md.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Final

from playwright.sync_api import Page, Playwright, sync_playwright

from sim.bench.rows import Row, row
from tests.flows.browser import LAUNCH_ARGS, SHELL, WHOLE, Guard, find_chromium
from tests.flows.hall import Clerk, Kiosk
from tests.flows.phone import fresh_code, type_code
from tests.flows.relay import Relay
from tests.flows.sizes import DESK, PORTRAIT, WALL
from tests.service import RunningService, service_in

BAR_MS: Final = 500.0
VISITS: Final = 9
SCANS: Final = 15
NAME_JS: Final = """
    addEventListener("keydown", (event) => { if (event.key === "Enter") window.scannedAt = performance.now(); }, true);
    new MutationObserver(() => {
        if (window.scannedAt === undefined || document.querySelector(".welcome-name") === null) return;
        const began = window.scannedAt;
        window.scannedAt = undefined;
        requestAnimationFrame(() => setTimeout(() => { document.documentElement.dataset.scanned = performance.now() - began; }));
    }).observe(document, { childList: true, subtree: true });
"""
"""Runs in the page before all else; a task after the frame finds it painted."""
BACK_BAR_MS: Final = 2_000.0
CUTS: Final = 5
SILENCE_S: Final = 14.0
"""Longer than a dead connection goes unnoticed, and long enough that an attempt to connect waits for several seconds."""
RIGHT_JS: Final = """(sign) => {
    const look = () => document.querySelector(sign)
        ? document.documentElement.dataset.rightAt = Date.now() : requestAnimationFrame(look);
    delete document.documentElement.dataset.rightAt;
    look();
}"""
PAGES: Final = (("kiosk", "/kiosk/hall-1", PORTRAIT), ("board", "/board", WALL), ("counter", "/counter", DESK))


def run() -> list[Row]:
    """Of each page the median and the worst of some cold visits; only the kiosk's median is held to a bar."""
    chromium = find_chromium(WHOLE + SHELL)
    if chromium is None:
        return [row("page ready: no Chromium to measure with", None, "ms", "there", met=False)]
    with tempfile.TemporaryDirectory() as folder, service_in(Path(folder)) as service, sync_playwright() as driver:
        rows, guard = [], Guard(service.base_url)
        for name, path, size in PAGES:
            spans = [_cold_visit(driver, chromium, guard, path, size) for _ in range(VISITS)]
            value = statistics.median(spans)
            bar, met = (f"< {BAR_MS:g}", value < BAR_MS) if name == "kiosk" else (None, None)
            rows.append(row(f"{name} page ready from a cold browser", value, "ms", bar, met=met))
            rows.append(row(f"{name} page ready from a cold browser, the worst of {VISITS}", max(spans), "ms"))
        spans = _scans(driver, chromium, guard)
        value = statistics.median(spans)
        rows.append(row("a code scanned to the name on the page", value, "ms", f"< {BAR_MS:g}", met=value < BAR_MS))
        rows.append(row(f"a code scanned to the name on the page, the worst of {SCANS}", max(spans), "ms"))
        for name, returns in _returns(driver, chromium, service):
            bar, met = f"< {BACK_BAR_MS:g}", max(returns) < BACK_BAR_MS
            rows.append(row(f"a board right again {name}, the worst of {CUTS}", max(returns), "ms", bar, met=met))
        faults = len(guard.faults)
        return [*rows, row("requests outside our origin, errors in the console", faults, "", "== 0", met=faults == 0)]


def _cold_visit(driver: Playwright, chromium: str, guard: Guard, path: str, size: tuple[int, int]) -> float:
    """Milliseconds until the page is drawn, in a browser that was never anywhere."""
    browser = driver.chromium.launch(executable_path=chromium, args=list(LAUNCH_ARGS))
    page = browser.new_page(viewport={"width": size[0], "height": size[1]})
    guard.watch(page)
    page.goto(f"{guard.origin}{path}")
    page.locator("html[data-ready]").wait_for(state="attached")
    drawn_ms = float(page.evaluate("performance.getEntriesByName('drawn')[0].startTime"))
    browser.close()
    return drawn_ms


def _scans(driver: Playwright, chromium: str, guard: Guard) -> list[float]:
    """Milliseconds from a scan to the name, of people who log in one after the other at one kiosk."""
    browser = driver.chromium.launch(executable_path=chromium, args=list(LAUNCH_ARGS))
    page = browser.new_page(viewport={"width": PORTRAIT[0], "height": PORTRAIT[1]})
    page.add_init_script(NAME_JS)
    guard.watch(page)
    page.goto(f"{guard.origin}/kiosk/hall-1")
    page.locator(".way:not([disabled])").first.wait_for()
    spans = []
    for _ in range(SCANS):
        type_code(page, fresh_code(guard.origin, "demo-adult"))
        page.locator("html[data-scanned]").wait_for(state="attached")
        spans.append(float(page.locator("html").get_attribute("data-scanned") or "nan"))
        page.evaluate("delete document.documentElement.dataset.scanned")
        page.locator(".welcome [data-action=leave]").click()
        page.locator(".welcome").wait_for(state="detached")
    browser.close()
    return spans


def _returns(driver: Playwright, chromium: str, service: RunningService) -> list[tuple[str, list[float]]]:
    """(after what, milliseconds until the missed call is on the board) of each way to be cut off; after a restart until it is live."""
    browser = driver.chromium.launch(executable_path=chromium, args=list(LAUNCH_ARGS))
    clerk = Clerk(service.base_url, "clerk01", "1").open_up()

    def missed_call() -> str:
        number: str = Kiosk(service.base_url).take("general")["ticket"]
        clerk.do("next")
        clerk.do("start")
        clerk.do("finish", call_next=False)
        return f'[data-row="{number}"]'

    def back(page: Page, sign: str, come_back: Callable[[], object]) -> float:
        page.evaluate(RIGHT_JS, sign)
        come_back()
        came_ms = time.time() * 1000
        page.locator("html[data-right-at]").wait_for(state="attached")
        return max(0.0, float(page.locator("html").get_attribute("data-right-at") or "nan") - came_ms)

    def board(url: str) -> Page:
        page = browser.new_page(viewport={"width": WALL[0], "height": WALL[1]})
        page.goto(f"{url}/board")
        page.locator("html[data-link=live]").wait_for(state="attached")
        return page

    found: dict[str, list[float]] = {"after its cable": [], "after a silent line": [], "after a restart": []}
    page = board(service.base_url)
    for _ in range(CUTS):
        page.context.set_offline(offline=True)
        sign = missed_call()
        found["after its cable"].append(back(page, sign, lambda: page.context.set_offline(offline=False)))
    for turn in range(CUTS):
        with closing(Relay(service.port)) as relay:
            silent = board(relay.url)
            relay.cut()
            sign = missed_call()
            # Later by a part each time: wherever in an attempt the line comes back.
            time.sleep(SILENCE_S + turn * 0.7)
            found["after a silent line"].append(back(silent, sign, relay.mend))
            silent.close()
    for _ in range(CUTS):
        service.kill()
        page.locator("html[data-link=lost]").wait_for(state="attached")
        found["after a restart"].append(back(page, "html[data-link=live]", service.start_again))
    browser.close()
    return list(found.items())
