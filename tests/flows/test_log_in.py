"""Logging in at a terminal (登录): the phone's code, the kiosk, the service and nobody in between."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.flows.conftest import Pages
from tests.flows.sizes import PHONE, PORTRAIT

KEY_MS = 2
"""A scanner types faster than anybody."""


def code_on(phone: Page, persona: str, kind: str) -> str:
    """The code that a persona's phone shows now."""
    phone.locator(f"[data-persona={persona}]").click()
    phone.locator(f".app[data-kind={kind}]").click()
    phone.locator(f".code-card[data-kind={kind}]").wait_for()
    text = phone.locator("svg.qr").get_attribute("data-text")
    assert text is not None
    return text


def scan(kiosk: Page, text: str) -> None:
    """A scanner that is a keyboard types a code and Enter; a misread is shown, and the code held there again."""
    kiosk.keyboard.type(text, delay=KEY_MS)
    kiosk.keyboard.press("Enter")
    outcome = kiosk.locator(".welcome, .last-try.is-wrong")
    expect(outcome).to_be_visible()
    if kiosk.locator("[data-code=code_unreadable]").count():
        scan(kiosk, text)


def test_a_code_from_the_phone_logs_in_once_and_nothing_of_the_person_stays(pages: Pages) -> None:
    phone = pages.open("/phone", PHONE)
    kiosk = pages.open("/kiosk/hall-1", PORTRAIT)
    text = code_on(phone, "demo-adult", "citizen")

    scan(kiosk, text)
    welcome = kiosk.locator(".welcome")
    expect(welcome).to_have_attribute("data-level", "1")
    expect(welcome.locator(".welcome-name")).to_contain_text("陈*一")
    kiosk.locator(".welcome [data-action=leave]").click()
    expect(welcome).to_have_count(0)
    left = kiosk.content() + str(kiosk.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])"))

    assert "陈" not in left
    assert text not in left


def test_an_agent_acts_for_a_company(pages: Pages) -> None:
    phone = pages.open("/phone", PHONE)
    kiosk = pages.open("/kiosk/hall-2", PORTRAIT)

    scan(kiosk, code_on(phone, "demo-agent", "legal_person"))

    expect(kiosk.locator(".welcome")).to_have_attribute("data-level", "1")
    expect(kiosk.locator(".welcome-for")).to_be_visible()


def test_a_code_that_was_used_is_refused_at_another_terminal(pages: Pages) -> None:
    phone = pages.open("/phone", PHONE)
    first, second = (pages.open(f"/kiosk/{name}", PORTRAIT) for name in ("hall-3", "hall-4"))
    text = code_on(phone, "demo-parent", "citizen")

    scan(first, text)
    expect(first.locator(".welcome")).to_be_visible()
    scan(second, text)

    expect(second.locator(".last-try[data-code*=replayed]")).to_be_visible()
    expect(second.locator(".welcome")).to_have_count(0)
