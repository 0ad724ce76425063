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
GRANTS = "/api/phone/personas/zhang/authorisations"
DAY_MS = 86_400_000
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
    return 201, {
        "text": text,
        "digits": "01234567890123456789",
        "issued_at_ms": NOW_MS,
        "expires_at_ms": NOW_MS + 60_000,
        "now_ms": NOW_MS,
    }


def authorisations(**first: Any) -> dict[str, Any]:
    """What a representative sees: one agent in force, one who has not confirmed, one whose time is over."""
    names = {"principal_zh": "揭阳市登岗五金制品有限公司", "principal_en": "Jieyang Denggang Hardware Co., Ltd"}
    records = [
        {
            "id": f"g-{state}", "state": state, **names, "agent_zh": "黄*三", "agent_en": "Huang *", "is_agent": False,
            "scopes": ["licence", "tax"], "from_ms": NOW_MS, "until_ms": NOW_MS + 30 * DAY_MS,
            "can_confirm": False, "can_revoke": state in ("active", "pending"),
        }
        for state in ("active", "pending", "over")
    ]  # fmt: skip
    records[0] |= first
    return {
        "principals": [{"key": "works", "name_zh": names["principal_zh"], "name_en": names["principal_en"]}],
        "agents": [{"key": "huang", "name_zh": "黄*三", "name_en": "Huang *"}],
        "scopes": [
            {"key": "*", "name_zh": "全业务", "name_en": "everything"},
            {"key": "licence", "name_zh": "证照", "name_en": "licences"},
            {"key": "tax", "name_zh": "税务", "name_en": "tax"},
            {"key": "social", "name_zh": "社保", "name_en": "social insurance"},
        ],
        "authorisations": records,
        "now_ms": NOW_MS,
    }


@pytest.fixture
def phone(fake_hall: FakeHall) -> FakeHall:
    fake_hall.page.set_viewport_size({"width": 390, "height": 844})
    fake_hall.answers["GET", "/api/phone/personas"] = [(200, {"personas": PERSONAS})]
    fake_hall.answers["POST", CODES] = [code("A"), code("B")]
    fake_hall.answers["GET", GRANTS] = [(200, authorisations())]
    return fake_hall


def test_a_code_is_shown_with_its_seconds_and_says_that_it_is_no_official_one(phone: FakeHall):
    phone.open("codes")
    phone.page.locator("[data-persona=zhang]").click()

    expect(phone.page.locator(".qr")).to_have_attribute("data-text", "YS1:" + "A" * 300)
    expect(phone.page.locator(".ring")).to_contain_text("秒后刷新")
    expect(phone.page.locator(".digits b")).to_have_text("0123 4567 8901 2345 6789")
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
    page.locator("[data-action=authorisations]").click()
    expect(page.locator(".grant-form")).to_be_visible()
    assert layout_faults(page, PHONE_RULES) == []


def test_a_company_lets_somebody_act_and_takes_it_back(phone: FakeHall):
    granted = authorisations(id="g-new", state="pending")
    phone.answers["POST", GRANTS] = [(201, granted)]
    revoked = authorisations(id="g-new", state="revoked", can_revoke=False)
    phone.answers["POST", f"{GRANTS}/g-new/revoke"] = [(200, revoked)]
    phone.open("codes")
    page = phone.page
    page.locator("[data-persona=zhang]").click()
    page.locator("[data-action=authorisations]").click()

    page.locator(".grant-scope input[value='*']").uncheck()
    page.locator(".grant-scope input[value=tax]").check()
    page.locator("#grant-days").select_option("7")
    page.locator("[data-action=grant]").click()
    expect(page.locator("[data-authorisation=g-new]")).to_contain_text("等代办人确认")
    page.locator("[data-authorisation=g-new] [data-action=revoke]").click()

    expect(page.locator("[data-authorisation=g-new]")).to_contain_text("已撤销")
    expect(page.locator("[data-authorisation=g-new] button")).to_have_count(0)
    assert phone.sent("POST", GRANTS)[0].post_data_json == {
        "principal": "works",
        "agent": "huang",
        "scopes": ["tax"],
        "days": 7,
    }


def test_an_agent_accepts_and_then_has_a_companys_code(phone: FakeHall):
    mine = authorisations(state="pending", is_agent=True, can_confirm=True) | {"principals": []}
    phone.answers["GET", GRANTS] = [(200, mine)]
    accepted = authorisations(is_agent=True) | {"principals": []}
    phone.answers["POST", f"{GRANTS}/g-active/confirm"] = [(200, accepted)]
    before = PERSONAS[0] | {"kinds": ["citizen"], "for_zh": None, "for_en": None}
    phone.answers["GET", "/api/phone/personas"] = [(200, {"personas": [before]}), (200, {"personas": PERSONAS})]
    phone.open("codes")
    page = phone.page
    page.locator("[data-persona=zhang]").click()
    expect(page.locator(".app[data-kind=legal_person]")).to_have_count(0)
    page.locator("[data-action=authorisations]").click()

    page.locator("[data-authorisation=g-active] [data-action=confirm]").click()
    expect(page.locator("[data-authorisation=g-active]")).to_contain_text("有效")
    page.locator("[data-action=back]").click()

    expect(page.locator(".app[data-kind=legal_person]")).to_be_visible()


def test_a_grant_that_is_refused_says_why(phone: FakeHall):
    phone.answers["POST", GRANTS] = [problem(409, "authorisation_exists")]
    phone.open("codes")
    phone.page.locator("[data-persona=zhang]").click()
    phone.page.locator("[data-action=authorisations]").click()

    phone.page.locator("[data-action=grant]").click()

    expect(phone.page.locator(".grants .error")).to_have_text("不行")
    expect(phone.page.locator(".grant-card")).to_have_count(3)
