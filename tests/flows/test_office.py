"""The back office: a case handed over at a terminal goes through the hands of staff and back to whoever brought it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.flows.conftest import Pages
from tests.flows.sizes import DESK, PORTRAIT
from tests.service import RunningService, service_in
from tests.web.casework import Visitor, rows, switch

TERMINAL = "hall-1"
SLOW_MS = 60_000


@pytest.fixture(scope="module")
def service(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """A hall of this module's own: sources are taken away here."""
    assert browser
    with service_in(tmp_path_factory.mktemp("office")) as running:
        yield running


def step(page: Page, word: str, text: str = "") -> None:
    """Choose a step, fill in what it needs, confirm, and see that it is done."""
    page.locator(f"[data-step={word}]").click()
    if text:
        page.locator("#step-text").fill(text)
    page.locator(f"[data-form={word}] [data-action=confirm]").click()
    expect(page.locator(".case .outcome")).to_contain_text("已办：")


def test_a_case_handed_over_is_judged_by_one_decided_by_another_and_comes_home(
    pages: Pages, service: RunningService
) -> None:
    switch(service, source="custody", outcome="DOWN")
    with Visitor(service, "t-eighty", TERMINAL) as visitor:
        alias = visitor.submit(visitor.begin("elder_allowance"))["alias"]
    switch(service, source="custody", outcome=None)
    first, second = (pages.staff("/office", DESK, account) for account in ("clerk01", "clerk02"))
    for page in (first, second):
        expect(page.locator(f"[data-row='{alias}']")).to_contain_text("已收件")

    # By the keyboard alone: search, open.
    first.keyboard.press("/")
    first.keyboard.type(alias[-4:])
    first.keyboard.press("Enter")
    expect(first.locator("[data-condition=C1]")).to_contain_text("满足")
    expect(first.locator("[data-withheld=kept]")).to_be_visible()
    assert "服刑" not in first.locator("body").inner_text()
    assert rows(service, "select account, note from disclosures where note like 'case:%'") == [
        ("clerk01", f"case:{alias}")
    ]

    second.locator(f"[data-row='{alias}'] [data-action=open]").click()
    expect(second.locator("[data-step=accept]")).to_be_visible()
    step(first, "accept", "材料齐全")
    # Who looks at the same case is told at once, and the queue has moved.
    expect(second.locator(".moved")).to_contain_text("同事刚刚办了这一件")
    expect(second.locator(f"[data-row='{alias}']")).to_contain_text("已受理")
    step(first, "assign")
    first.locator("[data-action=reveal]").click()
    expect(first.locator("[data-withheld=shown]")).to_be_visible()
    expect(first.locator("[data-condition=C7]")).to_contain_text("服刑人员库")
    step(first, "conclude", "已电话核实，不在服刑，建议准予")
    expect(first.locator("[data-step=grant]")).to_be_disabled()
    expect(first.locator(".two")).to_have_text("审查人就是您。决定须由另一位同事作出。")

    second.locator("[data-action=reload]").click()
    expect(second.locator(".opinions")).to_contain_text("建议准予")
    expect(second.locator(".two")).to_contain_text("审查人是 clerk01")
    step(second, "grant", "同意")
    step(second, "make")
    expect(second.locator(f"[data-row='{alias}']")).to_have_count(0, timeout=SLOW_MS)
    second.locator("[data-action=reload]").click()
    expect(second.locator(".case-state")).to_have_text("办结")
    # What was granted only a supervisor takes back.
    expect(second.locator("[data-step]")).to_have_count(0)
    url = f"{service.base_url}/api/halls/{service.hall}/cases/{alias}"
    assert service.sign_in("supervisor01").get(url, timeout=10).json()["steps"] == ["revoke"]
    second.locator("[data-tab=audit]").click()
    expect(second.locator(".chain[data-whole=true]")).to_be_visible()
    told = [line.get_attribute("data-what") for line in second.locator(".audit [data-kind=event]").all()]
    in_order = ["open", "submit", "hand_over", "accept", "assign", "conclude", "grant", "make", "deliver"]
    assert [each for each in told if each is not None and each in in_order] == in_order
    expect(second.locator(".audit [data-what=revealed]")).to_contain_text("clerk01")

    kiosk = pages.open(f"/kiosk/{TERMINAL}", PORTRAIT)
    kiosk.locator(".matter").first.wait_for()
    with Visitor(service, "t-eighty", TERMINAL):
        kiosk.locator(".welcome[data-level='3']").wait_for()
        kiosk.locator("[data-action=cases]").click()
        expect(kiosk.locator(f".case-row[data-alias='{alias}'][data-stage=done]")).to_be_visible(timeout=SLOW_MS)
        kiosk.locator("[data-action=looks]").click()
        expect(kiosk.locator("[data-who=staff]", has_text="clerk02").first).to_be_visible()
        expect(kiosk.locator("[data-who=system]").first).to_contain_text("人口库")
        expect(kiosk.locator("[data-ground=staff_revealed]")).to_have_count(1)


def test_staff_try_a_matter_on_somebody_of_the_town_while_a_tester_throws_switches(pages: Pages) -> None:
    page = pages.staff("/trial", DESK, "clerk01")
    page.locator("[name=matter]").select_option("elder_allowance")
    page.locator("[type=search]").fill("邻居")
    page.keyboard.press("Enter")
    expect(page.locator(".people-list li")).to_have_count(1)
    page.locator("[data-person=t-seventy-nine] input").check()

    page.locator("[data-action=try]").click()
    expect(page.locator(".verdict")).to_contain_text("一次性告知")
    expect(page.locator("[data-comes=notice]")).to_contain_text("2027年3月18日起可以申请")
    page.locator("[name=day]").fill("2027-03-18")
    page.locator("[data-action=try]").click()
    expect(page.locator("[data-comes=paper]")).to_contain_text("50元")
    page.locator("[data-source=custody] select").select_option("DOWN")
    page.locator("[data-action=try]").click()
    expect(page.locator("[data-condition=C7]")).to_contain_text("无法核验")
    expect(page.locator("[data-comes=notice]")).to_contain_text("本事项需由工作人员办理")

    board = pages.open("/switchboard", DESK)
    # What a trial forces is its own.
    expect(board.locator("tr[data-source=custody]")).to_have_attribute("data-forced", "")
    board.locator("tr[data-source=custody] select").select_option("TIMEOUT")
    expect(board.locator("tr[data-source=custody]")).to_have_attribute("data-forced", "TIMEOUT")
    board.locator("[data-action=release]").click()
    expect(board.locator("tr[data-source=custody]")).to_have_attribute("data-forced", "")
