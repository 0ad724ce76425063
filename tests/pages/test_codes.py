"""The mock phone: a person, a sort of code, and a code that is never shown longer than it lives."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.flows.layout import layout_faults
from tests.flows.sizes import PHONE_RULES
from tests.pages.fake_hall import NOW_MS, FakeHall, problem

pytestmark = pytest.mark.browser

CODES = "/api/phone/personas/zhang/codes"
PERSONAS = [
    {
        "key": "zhang", "name_zh": "张*", "name_en": "Z*", "has_phone": True,
        "kinds": ["citizen", "legal_person", "medical"], "for_zh": "揭阳市登岗五金制品有限公司",
        "for_en": "Jieyang Denggang Hardware Co., Ltd",
    },
    {
        "key": "chen", "name_zh": "陈*", "name_en": "C*", "has_phone": False, "kinds": [], "for_zh": None,
        "for_en": None,
    },
]  # fmt: skip


def code(sign: str) -> tuple[int, dict[str, Any]]:
    """A code as long as real ones are."""
    text = "YS1:" + sign * 300
    return 201, {"text": text, "issued_at_ms": NOW_MS, "expires_at_ms": NOW_MS + 60_000, "now_ms": NOW_MS}


@pytest.fixture
def phone(fake_hall: FakeHall) -> FakeHall:
    fake_hall.page.set_viewport_size({"width": 390, "height": 844})
    fake_hall.answers["GET", "/api/phone/personas"] = [(200, {"personas": PERSONAS})]
    fake_hall.answers["POST", CODES] = [code("A"), code("B")]
    return fake_hall


def test_a_code_is_shown_with_its_seconds_and_says_that_it_is_no_official_one(phone: FakeHall):
    phone.open("codes")
    phone.page.locator("[data-persona=zhang]").click()

    expect(phone.page.locator(".qr")).to_have_attribute("data-text", "YS1:" + "A" * 300)
    expect(phone.page.locator(".ring")).to_contain_text("秒后刷新")
    expect(phone.page.locator(".code-card")).to_contain_text("截屏无效")
    expect(phone.page.locator(".code-card")).to_contain_text("不是官方应用")
    assert phone.sent("POST", CODES)[0].post_data_json == {"kind": "citizen"}


def test_a_code_that_has_run_out_is_followed_by_the_next_one(phone: FakeHall):
    phone.page.clock.install()
    phone.open("codes")
    phone.page.locator("[data-persona=zhang]").click()
    expect(phone.page.locator(".ring")).to_contain_text("60")

    phone.page.clock.run_for(60_500)

    expect(phone.page.locator(".qr")).to_have_attribute("data-text", "YS1:" + "B" * 300)
    assert len(phone.sent("POST", CODES)) == 2


def test_an_agents_code_names_the_company(phone: FakeHall):
    phone.open("codes")
    phone.page.locator("[data-persona=zhang]").click()
    phone.page.locator(".app[data-kind=legal_person]").click()

    expect(phone.page.locator(".principal")).to_have_text("代表：揭阳市登岗五金制品有限公司")
    assert phone.sent("POST", CODES)[-1].post_data_json == {"kind": "legal_person"}


def test_a_refused_code_is_explained(phone: FakeHall):
    phone.answers["POST", CODES] = [problem(409, "issuer_refuses")]
    phone.open("codes")
    phone.page.locator("[data-persona=zhang]").click()

    expect(phone.page.locator(".error")).to_have_text("不行")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_mock_phone_fits_a_phone(phone: FakeHall, language: str):
    page = phone.page
    phone.open("codes")
    if language == "en":
        page.locator("[data-action=language]").click()
    assert layout_faults(page, PHONE_RULES) == []
    for persona in ("chen", "zhang"):
        page.locator(f"[data-persona={persona}]").click()
        expect(page.locator(".qr" if persona == "zhang" else ".code-card")).to_be_visible()
        assert layout_faults(page, PHONE_RULES) == []
        if persona == "chen":
            page.locator("[data-action=other]").click()
    page.locator(".app[data-kind=legal_person]").click()
    expect(page.locator(".principal")).to_be_visible()
    assert layout_faults(page, PHONE_RULES) == []
