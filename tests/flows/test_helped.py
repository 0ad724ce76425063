"""Helped at a terminal (帮办): an elder without a phone, and an agent whose company changes its mind."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from devices.client import Hands, remote
from kiosk.identity.personas import PERSONAS
from tests.flows.conftest import Pages
from tests.flows.phone import code_on
from tests.flows.sizes import PHONE, PORTRAIT
from tests.service import RunningService

PEOPLE = {each.key: each for each in PERSONAS}
HELPER = "clerk02"


def lay_card(service: RunningService, terminal: str, persona: str) -> None:
    """Lay a card on and take it away again."""
    who = PEOPLE[persona]
    hands = Hands(terminal, remote(service.base_url, service.accounts_file()["simulation_token"]))
    until = "长期" if who.valid_until is None else f"{who.valid_until:%Y%m%d}"
    first = f"{who.valid_from:%Y%m%d}"
    hands.stimulus("id_reader", "card", number=who.number, name=who.name, valid_from=first, valid_until=until)


def sign(kiosk: Page, account: str, password: str) -> None:
    """A helper signs: the account on the machine's keys, the password on a keyboard, and that they have looked."""
    kiosk.locator("#helper-account").click()
    for sign_ in account:
        if sign_.isdigit() != (kiosk.locator("[data-key=signs]").get_attribute("aria-pressed") == "true"):
            kiosk.locator("[data-key=signs]").click()
        kiosk.locator(f".key[data-key='{sign_}']").click()
    kiosk.locator("#helper-password").fill(password)
    kiosk.locator("#helper-seen").check()
    kiosk.locator("[data-action=vouch]").click()


@pytest.mark.parametrize("mode", ["standard", "elder"])
def test_an_elder_without_a_phone_is_verified_by_a_helper(pages: Pages, service: RunningService, mode: str) -> None:
    terminal = "hall-1" if mode == "standard" else "hall-2"
    kiosk = pages.open(f"/kiosk/{terminal}", PORTRAIT)
    if mode == "elder":
        kiosk.locator("[data-action=elder]").click()
    kiosk.locator(".nav [data-action=help]").click()
    kiosk.locator("[data-action=helper-here]").click()
    expect(kiosk.locator("[data-action=card-first]")).to_be_visible()
    lay_card(service, terminal, "demo-elder")
    expect(kiosk.locator(".sign-seen")).to_contain_text("林*二的身份证")

    sign(kiosk, HELPER, "not the password")
    expect(kiosk.locator(".last-try[data-code=wrong_credentials]")).to_be_visible()
    sign(kiosk, HELPER, f"{HELPER}-demo")

    expect(kiosk.locator(".welcome")).to_have_attribute("data-level", "3")
    expect(kiosk.locator(".welcome-name")).to_contain_text("林*二")
    kept = str(kiosk.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])"))
    assert HELPER not in kiosk.content() + kept


def test_a_code_that_was_shown_dies_when_the_company_revokes(pages: Pages) -> None:
    boss, agent = pages.open("/phone", PHONE), pages.open("/phone", PHONE)
    kiosk = pages.open("/kiosk/hall-3", PORTRAIT)
    boss.locator("[data-persona=demo-boss]").click()
    boss.locator("[data-action=authorisations]").click()
    boss.locator("#grant-agent").select_option("demo-patient")
    boss.locator("[data-action=grant]").click()
    pending = boss.locator(".grant-card[data-state=pending]")
    expect(pending).to_contain_text("郑*五")
    agent.locator("[data-persona=demo-patient]").click()
    agent.locator("[data-action=authorisations]").click()
    agent.locator("[data-action=confirm]").click()
    expect(agent.locator(".grant-card[data-state=active]")).to_be_visible()
    agent.locator("[data-action=back]").click()
    agent.locator(".app[data-kind=legal_person]").click()
    shown = agent.locator(".code-card[data-kind=legal_person] svg.qr").get_attribute("data-text")
    assert shown is not None

    boss.locator("[data-action=reload]").click()
    boss.locator(".grant-card[data-state=active]", has_text="郑*五").locator("[data-action=revoke]").click()
    expect(boss.locator(".grant-card[data-state=revoked]", has_text="郑*五")).to_be_visible()
    kiosk.locator(".way[data-way=code]").click()
    kiosk.locator("#code-text").fill(shown)
    kiosk.locator("[data-action=send-code]").click()

    expect(kiosk.locator(".last-try[data-code=agent_revoked]")).to_be_visible()
    expect(kiosk.locator(".welcome")).to_have_count(0)


def test_the_code_of_an_agent_in_force_still_lets_them_in(pages: Pages) -> None:
    phone, kiosk = pages.open("/phone", PHONE), pages.open("/kiosk/hall-4", PORTRAIT)
    shown = code_on(phone, "demo-agent", "legal_person")

    kiosk.locator(".way[data-way=code]").click()
    kiosk.locator("#code-text").fill(shown)
    kiosk.locator("[data-action=send-code]").click()

    expect(kiosk.locator(".welcome-for")).to_contain_text("仿真区示例制品厂")
