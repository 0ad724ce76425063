"""axe as a floor (无障碍下限): what it finds is wrong; what it passes may still be unreadable."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]


def axe_faults(page: Page) -> list[str]:
    """Every finding on the page as it stands."""
    # Without `preload: false` axe fetches imported sheets by itself and trips over our CSP.
    options = {"runOnly": TAGS, "resultTypes": ["violations"], "preload": False}
    if page.evaluate("typeof axe === 'undefined'"):
        page.evaluate(AXE_SCRIPT)
    results: dict[str, Any] = page.evaluate("options => axe.run(options)", options)
    return [
        f"axe {found['id']}: {node['target']} {node.get('failureSummary', '')}"
        for found in results["violations"]
        for node in found["nodes"]
    ]
