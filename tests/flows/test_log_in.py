"""Logging in at a terminal (登录): phone, kiosk, camera and service, and nobody in between."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.flows.camera import film_of
from tests.flows.conftest import Pages
from tests.flows.phone import code_on, drop, fresh_code, photo_of, photo_of_nothing, type_code
from tests.flows.sizes import PHONE, PORTRAIT
from tests.service import RunningService

pytestmark = pytest.mark.usefixtures("nobody_there")


def greeted(kiosk: Page, level: int, name: str) -> None:
    """The kiosk greets somebody, masked, at a level."""
    welcome = kiosk.locator(".welcome")
    expect(welcome).to_have_attribute("data-level", str(level))
    expect(welcome.locator(".welcome-name")).to_contain_text(name)


def test_a_code_from_the_phone_logs_in_once_and_nothing_of_the_person_stays(pages: Pages) -> None:
    phone = pages.open("/phone", PHONE)
    kiosk = pages.open("/kiosk/hall-1", PORTRAIT)
    text = code_on(phone, "demo-adult", "citizen")

    type_code(kiosk, text)
    greeted(kiosk, 1, "陈*一")
    kiosk.locator(".welcome [data-action=leave]").click()
    expect(kiosk.locator(".welcome")).to_have_count(0)
    left = kiosk.content() + str(kiosk.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])"))

    assert "陈" not in left
    assert text not in left


def test_an_agent_acts_for_a_company(pages: Pages) -> None:
    phone = pages.open("/phone", PHONE)
    kiosk = pages.open("/kiosk/hall-2", PORTRAIT)

    type_code(kiosk, code_on(phone, "demo-agent", "legal_person"))

    greeted(kiosk, 1, "黄*三")
    expect(kiosk.locator(".welcome-for")).to_contain_text("仿真区示例制品厂")


def test_a_code_that_was_used_is_refused_at_another_terminal(pages: Pages) -> None:
    phone = pages.open("/phone", PHONE)
    first, second = (pages.open(f"/kiosk/{name}", PORTRAIT) for name in ("hall-3", "hall-4"))
    text = code_on(phone, "demo-parent", "citizen")

    type_code(first, text)
    greeted(first, 1, "许*六")
    type_code(second, text)

    expect(second.locator(".last-try[data-code*=replayed]")).to_be_visible()
    expect(second.locator(".welcome")).to_have_count(0)


def test_a_code_before_the_browsers_camera_logs_in(
    pages_that_see: Callable[..., Pages], service: RunningService, tmp_path: Path
) -> None:
    film = film_of(fresh_code(service.base_url, "demo-patient"), tmp_path / "phone.y4m")
    kiosk = pages_that_see(*film).open("/kiosk/hall-1", PORTRAIT)

    kiosk.locator(".way[data-way=code]").click()

    greeted(kiosk, 1, "郑*五")


def test_a_code_that_is_pasted_logs_in(pages: Pages, service: RunningService) -> None:
    kiosk = pages.open("/kiosk/hall-2", PORTRAIT)
    kiosk.locator(".way[data-way=code]").click()

    kiosk.locator("#code-text").fill(fresh_code(service.base_url, "demo-boss"))
    kiosk.locator("[data-action=send-code]").click()

    greeted(kiosk, 1, "吴*四")


def test_a_picture_of_a_code_that_is_dropped_logs_in_and_another_is_told_to_have_none(
    pages: Pages, service: RunningService
) -> None:
    kiosk = pages.open("/kiosk/hall-2", PORTRAIT)
    kiosk.locator(".way[data-way=code]").click()
    panel = kiosk.locator(".login-panel.is-scan")

    drop(panel, photo_of_nothing())
    expect(kiosk.locator(".last-try[data-code=no_code_in_picture]")).to_contain_text("没有看到二维码")
    drop(panel, photo_of(fresh_code(service.base_url, "demo-expired")))

    greeted(kiosk, 1, "蔡*八")
