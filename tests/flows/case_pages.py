"""At a case's pages (办件页面上的手): what a citizen does between the tile and the result, in the flows of cases."""

from __future__ import annotations

from typing import Final

from playwright.sync_api import BrowserContext, Page, expect

from devices.client import Hands
from tests.flows.conftest import Pages
from tests.flows.hall import HALL, Caller
from tests.flows.phone import code_on
from tests.flows.sizes import PHONE, PORTRAIT
from tests.service import RunningService
from tests.web.casework import Visitor, rows

SLOW_MS: Final = 60_000
"""A press that is cold takes some seconds, the printer some more."""


def come(
    pages: Pages,
    service: RunningService,
    who: str,
    terminal: str = "hall-1",
    *,
    context: BrowserContext | None = None,
) -> tuple[Page, Visitor]:
    """Somebody of the town stands before a terminal, logged in by card and face; see `gone`."""
    page = pages.open(f"/kiosk/{terminal}", PORTRAIT, context=context)
    page.locator(".matter").first.wait_for()
    visitor = Visitor(service, who, terminal).arrive()
    page.locator(".welcome[data-level='3']").wait_for()
    return page, visitor


def gone(service: RunningService, *terminals: str) -> None:
    """Whoever is at these terminals leaves."""
    for terminal in terminals:
        caller = Caller(service.base_url, service.token(terminal))
        room = caller.send("GET", f"/api/halls/{HALL}/snapshot?room=terminal:{terminal}")["state"]
        for session in room["session"]:
            caller.send("POST", f"/api/terminals/{terminal}/session/end", {"session": session, "reason": "asked"})


def log_in(pages: Pages, page: Page, persona: str, kind: str = "citizen") -> None:
    """By the code of a phone, pasted, then by face."""
    phone = pages.open("/phone", PHONE)
    page.locator(".way[data-way=code]").click()
    page.locator("#code-text").fill(code_on(phone, persona, kind))
    page.locator("[data-action=send-code]").click()
    page.locator(".welcome [data-action=face]").click()
    page.locator("[data-action=agree]").click()
    page.locator(".welcome[data-level='3']").wait_for()


def choose(page: Page, matter: str) -> None:
    """Touch the tile of a matter, or find it among all, and read what it is."""
    page.locator(".matter").first.wait_for()
    tile = page.locator(f".matter[data-matter={matter}]")
    if tile.count() == 0:
        page.locator("[data-action=find]").click()
        page.locator(".found").first.wait_for()
        tile = page.locator(f".found[data-matter={matter}]")
        while tile.count() == 0:
            page.locator("[data-action=more-matters]").click()
    tile.click()
    page.locator(f"[data-case=begin][data-matter={matter}]").wait_for()


def begin(page: Page, matter: str) -> str:
    """Choose it, agree, and wait until everything has been fetched; its short number."""
    choose(page, matter)
    page.locator("[data-action=agree]").click()
    check = page.locator("[data-case=check]")
    check.wait_for(timeout=SLOW_MS)
    return str(check.get_attribute("data-alias"))


def write(page: Page, field: str, text: str) -> None:
    """Fill in one thing that is asked for, and go on; where it begins with one of a list, none of it is taken."""
    asked = page.locator(f"[data-ask='{field}']")
    asked.wait_for()
    if asked.get_attribute("data-kind") == "begins":
        asked.locator("[data-option='']").click()
    page.locator(f"[data-ask='{field}'] input").fill(text)
    page.locator("[data-action=answer]").click()


def choose_all(page: Page, field: str, *items: str) -> None:
    """Answer a question of which several answers may be true, from its list or in writing where it has none."""
    asked = page.locator(f"[data-ask='{field}']")
    asked.wait_for()
    if asked.get_attribute("data-kind") != "options":
        write(page, field, "、".join(items))
        return
    for item in items:
        asked.locator(f"[data-option='{item}']").click()
    page.locator("[data-action=answer]").click()


def hand_in(page: Page) -> None:
    """Confirm what was fetched."""
    page.locator("[data-action=confirm]").click()


def ends(page: Page, stage: str) -> None:
    """The page of this outcome stands."""
    expect(page.locator(f"[data-case={stage}]")).to_be_visible(timeout=SLOW_MS)


def print_it(page: Page) -> None:
    """Print the paper and take it."""
    page.locator("[data-action=print]").click()
    expect(page.locator(".paper-line[data-paper=taken]")).to_be_visible(timeout=SLOW_MS)


def printed(hands: Hands) -> list[str]:
    """Hashes of the sheets that came out whole, in order."""
    return [str(each["pdf_sha256"]) for each in hands.outputs() if each["is_whole"]]


def sheet_of(service: RunningService, number: str) -> str:
    """Hash of the signed file that was issued under a number."""
    ((digest,),) = rows(service, f"select sha256 from certificates where number = '{number}'")
    return str(digest)


def home(page: Page) -> None:
    """Back to the tiles without a word about how it was."""
    page.locator(".nav-button[data-action=home]").click()
    page.locator("[data-screen=home]").wait_for()
