"""Ready times of the pages (页面就绪): a fresh browser, an empty cache, from the address to the drawn page.

`run()` gives the rows of `python -m sim.bench --only pages`. The time is the page's own mark "drawn",
counted from the start of the navigation. Source of the bar: the figures in docs/operating.md.
"""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path
from typing import Final

from playwright.sync_api import Playwright, sync_playwright

from sim.bench.rows import Row, row
from tests.flows.browser import LAUNCH_ARGS, Guard, find_chromium
from tests.flows.sizes import DESK, PORTRAIT, WALL
from tests.service import service_in

BAR_MS: Final = 500.0
VISITS: Final = 9
PAGES: Final = (("kiosk", "/kiosk/hall-1", PORTRAIT), ("board", "/board", WALL), ("counter", "/counter", DESK))


def run() -> list[Row]:
    """Of each page the median and the worst of some cold visits; only the kiosk's median is held to a bar."""
    chromium = find_chromium()
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
