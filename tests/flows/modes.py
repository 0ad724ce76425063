"""Every way in which a terminal's page may stand (语言 × 长辈版 × 横竖屏), one after the other in the page that is open."""

from __future__ import annotations

from typing import Final

from playwright.sync_api import Page, expect

from tests.flows.axe import axe_faults
from tests.flows.layout import layout_faults
from tests.flows.sizes import KIOSK_ELDER_RULES, KIOSK_RULES, PORTRAIT, WALL

LANGUAGES: Final = {"zh": "zh-CN", "en": "en"}
"""Language -> as the page calls it."""
DRAWN_JS: Final = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


def speak(page: Page, language: str) -> None:
    """Turn the page into this language by its own switch."""
    wanted = LANGUAGES[language]
    if page.locator("html").get_attribute("lang") != wanted:
        page.locator("[data-action=language]").first.click()
    expect(page.locator("html")).to_have_attribute("lang", wanted)


def enlarge(page: Page, *, is_elder: bool) -> None:
    """Turn large type on or off by the page's own switch."""
    wanted = "elder" if is_elder else "standard"
    if page.locator("html").get_attribute("data-mode") != wanted:
        page.locator("[data-action=elder]").click()
    expect(page.locator("html")).to_have_attribute("data-mode", wanted)


def faults_in_every_mode(page: Page, *, may_scroll: bool = True) -> dict[str, list[str]]:
    """Mode -> what breaks a limit there, or has no sign that all this is simulated; the page ends as it began.

    axe looks once at each language and type: what it finds does not depend on the window.
    """
    found = {}
    for language in LANGUAGES:
        speak(page, language)
        for is_elder in (False, True):
            enlarge(page, is_elder=is_elder)
            for size in (WALL, PORTRAIT):
                page.set_viewport_size({"width": size[0], "height": size[1]})
                page.evaluate(DRAWN_JS)
                faults = layout_faults(page, KIOSK_ELDER_RULES if is_elder else KIOSK_RULES)
                if page.locator(".badge-simulated:visible").count() == 0:
                    faults.append("nothing says that this is simulated")
                if not may_scroll and page.locator("main").evaluate(
                    "main => main.scrollHeight > main.clientHeight + 1"
                ):
                    # What does not fit would scroll, and then nothing of it is looked at.
                    faults.append("it does not fit")
                if size == PORTRAIT:
                    faults += axe_faults(page)
                if faults:
                    found[f"{language}, {'elder' if is_elder else 'standard'}, {size[0]} wide"] = faults
    speak(page, "zh")
    enlarge(page, is_elder=False)
    return found
