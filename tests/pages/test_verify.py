"""The verify page: what a stranger learns of a paper, and what its browser finds out by itself."""

from __future__ import annotations

import base64
from datetime import date
from typing import Any

import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from playwright.sync_api import expect

from kiosk.certificates.codes import key_name
from tests.flows.axe import axe_faults
from tests.flows.layout import layout_faults
from tests.flows.sizes import PHONE, PHONE_RULES
from tests.pages.fake_hall import FakeHall, problem

NUMBER = "1.2.156.3005.2.11445299EM00000108001.11445299EM00000108.00000031.001.K"
VERIFY = f"/api/verify/{NUMBER}"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
KEYS = {key_name(KEY.public_key()): base64.urlsafe_b64encode(KEY.public_key().public_bytes_raw()).decode().rstrip("=")}
ISSUED = (date(2026, 11, 23) - date(1970, 1, 1)).days
CLAIMS = [1, NUMBER.removeprefix("1.2.156.3005.2."), "notice", bytes(8), ISSUED, None, key_name(KEY.public_key())]
RECORD: dict[str, Any] = {
    "number": NUMBER, "title_zh": "高龄津贴审核通过告知书", "title_en": "Notice that the elder allowance is granted",
    "department": "登岗镇公共服务办公室", "fields": [{"label": "姓名", "label_en": "Name", "value": "陈*"}, {"label": "证件号码", "label_en": "ID number", "value": "4452**********0021"}],
    "issued_on": "2026-11-23", "valid_until": None, "standing": "valid", "revoked_because": None,
}  # fmt: skip


def code(claims: list[Any] = CLAIMS, *, key: Ed25519PrivateKey = KEY) -> str:
    message = cbor2.dumps(claims, canonical=True)
    return base64.urlsafe_b64encode(key.sign(message) + message).decode().rstrip("=")


def come(hall: FakeHall, text: str, answer: Any, keys: dict[str, str] | None = None) -> None:
    """Somebody scans a paper."""
    hall.answers["GET", VERIFY] = [answer]
    hall.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    hall.open("verify", {"keys": KEYS if keys is None else keys}, query=f"#{text}")


@pytest.mark.parametrize(
    ("standing", "more", "title"),
    [
        ("valid", {}, "有效"),
        ("expired", {"valid_until": "2026-11-24"}, "已过期"),
        ("revoked", {"revoked_because": "信息有误"}, "已撤销"),
    ],
)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_paper_is_shown_masked_with_its_standing(
    fake_hall: FakeHall, standing: str, more: dict[str, Any], title: str, language: str
):
    until = None if standing != "expired" else (date(2026, 11, 24) - date(1970, 1, 1)).days
    come(fake_hall, code([*CLAIMS[:5], until, CLAIMS[6]]), (200, RECORD | {"standing": standing} | more))
    page = fake_hall.page
    if language == "en":
        page.locator("[data-action=language]").click()

    expect(page.locator(f"[data-state={standing}]")).to_be_visible()
    if language == "zh":
        expect(page.locator("[data-state] h2")).to_have_text(title)
        expect(page.locator(".badge-simulated")).to_have_text("仿真·测试数据")
    expect(page.locator(".verify-paper")).to_contain_text("4452**********0021")
    assert layout_faults(page, PHONE_RULES) == []
    assert axe_faults(page) == []


def test_a_number_that_nobody_issued_is_said_to_be_unknown(fake_hall: FakeHall):
    come(fake_hall, code(), problem(404, "unknown_certificate"))

    expect(fake_hall.page.locator("[data-state=unknown]")).to_be_visible()
    expect(fake_hall.page.locator(".verify-paper")).to_have_count(0)
    assert layout_faults(fake_hall.page, PHONE_RULES) == []


def test_a_code_whose_days_differ_from_the_register_is_not_believed(fake_hall: FakeHall):
    come(fake_hall, code(), (200, RECORD | {"issued_on": "2025-11-23"}))

    expect(fake_hall.page.locator("[data-state=altered]")).to_be_visible()
    expect(fake_hall.page.locator(".verify-paper")).to_have_count(0)


def test_a_code_that_cannot_be_read_asks_for_the_number_and_the_number_does(fake_hall: FakeHall):
    come(fake_hall, "not-a-code", (200, RECORD))
    page = fake_hall.page
    expect(page.locator("[role=alert]")).to_be_visible()
    assert layout_faults(page, PHONE_RULES) == []
    assert axe_faults(page) == []

    page.locator("#verify-number").fill(f" {NUMBER} ")
    page.locator("[data-action=verify]").click()

    expect(page.locator("[data-state=valid]")).to_be_visible()
    # There was no code whose signature could be spoken of.
    expect(page.locator(".verify-facts")).not_to_contain_text("签名")


def test_without_a_network_it_says_so_and_tries_again(fake_hall: FakeHall):
    fake_hall.answers["GET", VERIFY] = [None, (200, RECORD)]
    fake_hall.open("verify", {"keys": {}}, query=f"#{code()}")
    expect(fake_hall.page.locator("[data-state=offline]")).to_be_visible()

    fake_hall.page.locator("[data-action=retry]").click()

    expect(fake_hall.page.locator("[data-state=valid]")).to_be_visible()


def test_where_the_browser_has_no_means_nothing_is_claimed_of_the_signature(fake_hall: FakeHall):
    # An origin without TLS has none; tests/flows checks the signature where the browser can.
    come(fake_hall, code(), (200, RECORD))

    expect(fake_hall.page.locator("[data-state=valid]")).to_be_visible()
    expect(fake_hall.page.locator(".verify-facts")).to_contain_text("本浏览器不能验，以登记簿为准")


def test_what_a_code_says_is_read_as_the_service_reads_it(fake_hall: FakeHall):
    come(fake_hall, "", (200, RECORD))

    read = fake_hall.page.evaluate(
        """async (text) => (await import("/static/verify/code.js")).readCode(text)?.claims""", code()
    )

    assert read == {
        "number": NUMBER,
        "kind": "notice",
        "issued_on": "2026-11-23",
        "valid_until": None,
        "key": key_name(KEY.public_key()),
    }


@pytest.mark.parametrize("text", ["", "AAAA", "A" * 401, code()[:-6], code() + "AAAA", code([2, *CLAIMS[1:]])])
def test_whatever_is_no_code_of_ours_is_none(fake_hall: FakeHall, text: str):
    come(fake_hall, "", (200, RECORD))

    read = fake_hall.page.evaluate("""async (text) => (await import("/static/verify/code.js")).readCode(text)""", text)

    assert read is None
