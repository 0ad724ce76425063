"""Opening a matter at the kiosk as somebody would (点开事项): by its tile, or on the page of all where it has none at home."""

from __future__ import annotations

from playwright.sync_api import Page


def open_matter(page: Page, key: str) -> None:
    """From the home page to what the matter is; a tile stands there only of what is wanted most."""
    page.locator(".matter").first.wait_for()
    tile = page.locator(f".matter[data-matter={key}]")
    if tile.count() == 0:
        page.locator("[data-action=find]").click()
        page.locator(".found").first.wait_for()
        tile = page.locator(f".found[data-matter={key}]")
        while tile.count() == 0:
            page.locator("[data-action=more-matters]").click()
    tile.click()
    page.locator(f"[data-matter={key}]:is([data-case=begin], .matter-page)").wait_for()
