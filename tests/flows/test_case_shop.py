"""A shop is opened by its owner, and its licence printed by an agent whom the owner lets do so; by nobody else."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from devices.client import Hands, remote
from tests.flows.case_pages import begin, choose_all, ends, gone, hand_in, log_in, print_it, printed, sheet_of, write
from tests.flows.conftest import Pages
from tests.flows.sizes import PHONE, PORTRAIT
from tests.service import RunningService, service_in
from tests.web.casework import rows
from tests.web.test_log_in import Kiosk

TERMINALS = OWNERS, AGENTS = "hall-1", "hall-2"
OWNER, AGENT, TAX_AGENT, OF_THE_WORKS = "demo-adult", "demo-parent", "demo-clerk", "demo-agent"
NAME = "仿真区示范小满书店"
ADDRESS = "仿真区示例镇示中居春路131号"
WORKS = "仿真区示例制品厂"


@pytest.fixture(scope="module")
def service(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """A hall of this file's own: a shop is opened here."""
    assert browser
    with service_in(tmp_path_factory.mktemp("shop"), "--demo", "--no-crowd") as running:
        yield running


def at(pages: Pages, service: RunningService, terminal: str, persona: str, kind: str) -> tuple[Page, Hands]:
    """A persona at a terminal, by the code of their phone and by face."""
    hands = Hands(terminal, remote(service.base_url, service.accounts_file()["simulation_token"]))
    hands.stimulus("face_camera", "face", script=["accepted"])
    page = pages.open(f"/kiosk/{terminal}", PORTRAIT)
    log_in(pages, page, persona, kind)
    return page, hands


def authorisations(pages: Pages, persona: str) -> Page:
    """The page of 授权 on a persona's phone."""
    phone = pages.open("/phone", PHONE)
    phone.locator(f"[data-persona={persona}]").click()
    phone.locator("[data-action=authorisations]").click()
    return phone


def let(phone: Page, agent: str, scope: str) -> None:
    """On the owner's phone: an agent may act for the shop."""
    form = phone.locator(".grant-form")
    form.locator("#grant-principal").select_option(label=NAME)
    form.locator("#grant-agent").select_option(agent)
    for box in form.locator("input[name=scope]:checked").all():
        box.uncheck()
    form.locator(f"input[name=scope][value={scope}]").check()
    form.locator("[data-action=grant]").click()


def accept(pages: Pages, agent: str) -> None:
    """On the agent's phone: they will."""
    phone = authorisations(pages, agent)
    phone.locator(".grant-card [data-action=confirm]").click()
    expect(phone.locator(".grant-card[data-state=active]")).to_be_visible()


def licence_asked_by(pages: Pages, service: RunningService, agent: str) -> tuple[Page, Hands]:
    """An agent asks for the licence of whom they act for, at the other terminal."""
    page, hands = at(pages, service, AGENTS, agent, "legal_person")
    begin(page, "licence_copy")
    return page, hands


def licence(page: Page, service: RunningService, terminal: str, hands: Hands) -> set[str]:
    """What stands on the licence that has just come out: the very file that was issued."""
    assert printed(hands)[-1] == sheet_of(service, page.locator(".sheet-number").inner_text())
    (record,) = Kiosk(service, terminal).room()["case"].values()
    return {each["value"] for each in record["certificate"]["rows"]}


def test_a_shop_is_opened_by_its_owner_and_its_licence_printed_by_an_authorised_agent(
    pages: Pages, service: RunningService
) -> None:
    page, hands = at(pages, service, OWNERS, OWNER, "citizen")
    begin(page, "shop_opening")
    hand_in(page)
    write(page, "form.shop_name", NAME)
    write(page, "form.shop_address", ADDRESS)
    choose_all(page, "form.scope_items", "文具用品零售", "日用百货销售")
    write(page, "form.phone", "12000000001")
    page.locator("[data-ask='form.promise'] [data-action=yes]").click()
    hand_in(page)
    box = page.locator(".signature-box").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 100, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + 300, box["y"] + 160, steps=4)
    page.mouse.up()
    page.locator("[data-action=confirm]").click()
    ends(page, "done")
    print_it(page)
    known = rows(service, "select subject, value from registry_overlay where field = 'enterprise.number'")
    assert [subject for subject, _ in known] == [OWNER, "shop-202611230001"]
    (code,) = {json.loads(value) for _, value in known}
    assert licence(page, service, OWNERS, hands) >= {NAME, ADDRESS, code, "陈示一", "文具用品零售、日用百货销售"}

    owner = authorisations(pages, OWNER)
    for count, (agent, scope) in enumerate(((AGENT, "licence"), (TAX_AGENT, "tax")), start=1):
        let(owner, agent, scope)
        expect(owner.locator(".grant-card")).to_have_count(count)
    accept(pages, AGENT)
    accept(pages, TAX_AGENT)

    page, hands = licence_asked_by(pages, service, AGENT)
    expect(page.locator("[data-field='enterprise.name'] b")).to_have_text(NAME)
    hand_in(page)
    ends(page, "done")
    print_it(page)
    assert licence(page, service, AGENTS, hands) >= {NAME, ADDRESS, code, "陈示一"}
    address = page.locator(".sheet-proof svg").get_attribute("data-text")
    assert address is not None
    verified = pages.open("/verify#" + address.partition("#")[2], PHONE)
    expect(verified.locator("[data-state=valid]")).to_be_visible()
    expect(verified.locator("body")).to_contain_text(NAME)
    gone(service, AGENTS)

    # Who may only see to its taxes is told so; who acts for somebody else sees nothing of this shop.
    page, _ = licence_asked_by(pages, service, TAX_AGENT)
    hand_in(page)
    ends(page, "told_once")
    expect(page.locator(".failing li")).to_have_count(1)
    expect(page.locator("[data-condition=C2] .failing-why")).to_contain_text("没有打印执照的授权")
    gone(service, AGENTS)
    page, _ = licence_asked_by(pages, service, OF_THE_WORKS)
    expect(page.locator("[data-field='enterprise.name'] b")).to_have_text(WORKS)
    assert NAME not in page.content()
