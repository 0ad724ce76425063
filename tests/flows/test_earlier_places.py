"""Earlier places (优先号): what an identity gives by itself, and what a clerk sees."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import expect

from devices.client import Hands, remote
from kiosk.identity.personas import PERSONAS
from tests.flows.conftest import Pages, sit_down
from tests.flows.hall import Kiosk
from tests.flows.sizes import DESK, PHONE, PORTRAIT, WALL
from tests.service import RunningService


def test_an_elder_is_known_by_the_card_and_a_veteran_by_the_clerk(pages: Pages, service: RunningService) -> None:
    ordinary = Kiosk(service.base_url).take("business")["ticket"]
    board = pages.open("/board", WALL)
    counter = pages.staff("/counter", DESK, "clerk06")
    kiosk = pages.open("/kiosk/hall-2", PORTRAIT)
    elder = next(each for each in PERSONAS if each.key == "demo-elder")
    hands = Hands("hall-2", remote(service.base_url, service.accounts_file()["simulation_token"]))

    # The card alone tells the age; the terminal offers what it gives, and an ordinary ticket beside it.
    hands.stimulus(
        "id_reader",
        "card",
        number=elder.number,
        name=elder.name,
        valid_from=f"{elder.valid_from:%Y%m%d}",
        valid_until="长期",
    )
    kiosk.locator(".tile[data-class=business]").click()
    expect(kiosk.locator(".kind-card[data-main=true] .kind-hint")).to_have_text("70 岁以上优先，按早到 20 分钟排队")
    kiosk.locator(".kind-card[data-kind=special]").click()
    expect(kiosk.locator(".slip-kind")).to_have_text("70 岁以上优先")
    theirs = str(kiosk.locator(".slip-number").get_attribute("data-ticket"))
    phone = pages.open(urlsplit(str(kiosk.locator(".slip-code").get_attribute("data-url"))).path, PHONE)
    hands.stimulus("id_reader", "remove")
    expect(board.locator("[data-line=D] .line-extra")).to_contain_text("优待 1")

    # Whoever is no elder shows a paper to a clerk, who gives the place by the number alone.
    veteran = Kiosk(service.base_url).take("business")["ticket"]
    sit_down(counter, "6")
    expect(counter.locator("[data-next]")).to_have_text(theirs)
    expect(counter.locator(".next-why")).to_have_text("优待号，提前叫号")
    counter.keyboard.press("F6")
    counter.locator("[data-choice=kind]").click()
    counter.locator("[name=ticket]").fill(veteran.lower())
    counter.locator("[value=soldier]").check()
    counter.keyboard.press("Enter")
    expect(counter.locator(".kind-said")).to_have_text(f"{veteran} 现在是优待号，前面 1 人。")
    counter.keyboard.press("Escape")

    # The elder would rather wait in turn, and does.
    expect(phone.locator(".ticket-ground")).to_have_text("70 岁以上优先")
    phone.locator("[data-action=decline]").click()
    phone.locator("[data-action=confirm-decline]").click()
    expect(phone.locator(".ticket-ground")).to_have_count(0)
    expect(counter.locator("[data-next]")).to_have_text(veteran)
    counter.keyboard.press("F1")
    expect(counter.locator(".state-pill")).to_have_attribute("data-state", "idle")
    counter.keyboard.press("F1")
    expect(board.locator("[data-now=ticket]")).to_have_text(veteran)
    expect(counter.locator("[data-next]")).to_have_text(ordinary)
