"""Chinese is typed at the terminal (拼音输入): through the keys of the real page, at the real service."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.flows.conftest import Pages
from tests.flows.sizes import PORTRAIT
from tests.service import RunningService
from tests.web.casework import Visitor

TERMINAL = "hall-1"
TABLE = "/static/kiosk/characters.json"
ADDRESS = "仿真区示例镇示中居春路131号"
NAME = "仿真区春风小吃店"


def spell(page: Page, letters: str, meant: str, left: str = "") -> None:
    """Touch the letters, then what was meant, on whatever page of candidates it stands. left: what waits from before."""
    for each in letters:
        page.locator(f".keys [data-key='{each}']").click()
    expect(page.locator(".pinyin-typed b")).to_have_text(left + letters)
    found = page.locator(f"[data-candidate='{meant}']")
    page.locator("[data-candidate]").first.wait_for()
    while found.count() == 0:
        page.locator("[data-key=more]").click()
    found.click()


@pytest.fixture
def visitor(service: RunningService) -> Visitor:
    return Visitor(service, "t-uninsured", TERMINAL)


def test_a_shops_name_and_address_are_typed_by_pinyin_and_leave_with_the_person(
    pages: Pages, visitor: Visitor, service: RunningService
) -> None:
    context = pages.profile(PORTRAIT)
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url.removeprefix(service.base_url)))
    page = pages.open(f"/kiosk/{TERMINAL}", PORTRAIT, context=context)
    with visitor:
        page.locator(".welcome[data-level='3']").wait_for()
        visitor.begin("shop_opening")
        page.locator("[data-action=cases]").click()
        page.locator(".case-row [data-action=go-on]").click()
        page.locator("[data-case=check] [data-action=confirm]").wait_for()
        before = list(asked)
        page.locator("[data-case=check] [data-action=confirm]").click()
        field = page.locator("#case-ask")
        page.locator(".keys [data-key=z]").wait_for()
        # The page that everybody sees first does not carry what few people need.
        assert "/static/kiosk/keys.js" in before
        assert not {"/static/kiosk/chinese_keys.js", "/static/kiosk/pinyin.js", TABLE} & set(before)
        # 全拼, and what is taken away again.
        spell(page, "denggangzhen", "登岗镇")
        expect(field).to_have_value("登岗镇")
        for _ in "登岗镇":
            page.locator("[data-key=back]").click()
        expect(field).to_have_value("")
        # Phrase and characters in one go; what is left over is spelt on; 简拼.
        spell(page, "fangzhenquchunfeng", "仿真区")
        spell(page, "", "春", left="chunfeng")
        spell(page, "", "风", left="feng")
        spell(page, "xcd", "小吃店")
        expect(field).to_have_value(NAME)
        # What waits for its character is not handed in.
        page.locator(".keys [data-key=z]").click()
        page.locator("[data-action=answer]").click()
        expect(page.locator(".digit-field [role=alert]")).to_be_visible()
        page.locator("[data-key=back]").click()
        page.locator("[data-action=answer]").click()

        page.locator("[data-option='仿真区示例镇示中居']").click()
        spell(page, "cl", "春路")
        page.locator("[data-key=signs]").click()
        for each in "131":
            page.locator(f".keys [data-key='{each}']").click()
        page.locator("[data-key=chinese]").click()
        spell(page, "hao", "号")
        expect(field).to_have_value(ADDRESS)
        page.locator("[data-action=answer]").click()
        page.locator("[data-option=蔬菜零售]").click()
        page.locator("[data-action=back]").click()
        expect(page.locator("[data-field='form.shop_name'] b")).to_have_text(NAME)
        expect(page.locator("[data-field='form.shop_address'] b")).to_have_text(ADDRESS)
        assert asked.count(TABLE) == 1

        # In the middle of another word they go.
        page.locator("[data-field='form.shop_name'] [data-action=change]").click()
        page.locator(".keys [data-key=c]").click()
        expect(page.locator(".pinyin-typed b")).to_have_text("c")
    expect(page.locator("[data-screen=bye], [data-screen=home]")).to_be_visible()

    with visitor:
        page.locator(".welcome[data-level='3']").wait_for()
        page.locator("[data-action=cases]").click()
        page.locator(".case-row [data-action=go-on]").click()
        page.locator("[data-case=check] [data-action=confirm]").click()
        expect(page.locator("#case-ask")).to_have_value("")
        expect(page.locator(".pinyin-typed b")).to_have_count(0)
        page.locator("[data-action=back]").click()
        assert NAME not in page.locator("body").inner_text()
