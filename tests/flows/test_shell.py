"""The shell (页面外壳): what a page needs is named in its head, and nothing is asked for twice or elsewhere."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from kiosk.web.files import StaticFiles, static_root
from tests.flows.axe import axe_faults
from tests.flows.conftest import Pages
from tests.flows.hall import Kiosk
from tests.flows.sizes import DESK, PORTRAIT, WALL
from tests.service import RunningService

LOADED = """() => performance.getEntriesByType("resource")
    .filter((one) => new URL(one.name).pathname.endsWith(".js")).map((one) => one.name)"""
ASKED = """() => performance.getEntriesByType("resource")
    .map((one) => new URL(one.name).pathname).filter((path) => path.startsWith("/api/"))"""
BEHIND = {"/kiosk/hall-1": "kiosk/later.js"}
"""Page -> what it fetches once it is drawn."""
NAMED = """() => [...document.querySelectorAll("link[rel=modulepreload]")].map((one) => one.href)"""


def behind(page: str, base_url: str) -> set[str]:
    """Addresses of the modules that a page has no use for at first."""
    entry = page.strip("/").partition("/")[0] + "/main.js"
    if page not in BEHIND:
        return set()
    files = StaticFiles(static_root())
    return {f"{base_url}{files.address(name)}" for name in {*files.modules(BEHIND[page])} - {*files.modules(entry)}}


@pytest.mark.parametrize(
    "page", ["/", "/kiosk/hall-1", "/board", "/counter", "/monitor", "/phone", "/drawer/hall-1", "/t/"]
)
def test_every_module_of_a_page_is_named_in_its_head_and_loaded_once(
    pages: Pages, service: RunningService, page: str
) -> None:
    path = f"/t/{Kiosk(service.base_url).take()['token']}" if page == "/t/" else page
    opened = pages.open(path, WALL)

    loaded, named = opened.evaluate(LOADED), opened.evaluate(NAMED)

    # What a page fetches once it is drawn keeps nobody waiting.
    assert sorted(each for each in loaded if each not in behind(page, service.base_url)) == sorted(named)
    assert len(named) == len(set(named)) > 10


@pytest.mark.parametrize(("path", "sign"), [("/kiosk/hall-1", ".tile"), ("/board", "[data-line=A]")])
def test_a_devices_page_is_drawn_from_what_came_with_it(
    pages: Pages, service: RunningService, path: str, sign: str
) -> None:
    opened = pages.open(path, PORTRAIT)

    assert opened.locator(sign).count() > 0
    assert opened.evaluate(ASKED) == []


def test_the_interface_page_is_written_in_the_pages_own_font_and_says_what_it_is(
    pages: Pages, service: RunningService
) -> None:
    page = pages.profile(DESK).new_page()
    page.goto(f"{service.base_url}/docs")

    expect(page.locator("header")).to_contain_text("仿真·测试数据")
    expect(page.locator("header")).to_contain_text(re.compile(r"v0\.1\.\d"))
    faces = "document.fonts.load('16px \"Noto Sans SC Variable\"', '厅').then((faces) => faces.length)"
    assert page.evaluate(faces) > 0
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert axe_faults(page) == []


def test_a_kiosk_that_is_not_there_is_a_plain_answer(pages: Pages, service: RunningService) -> None:
    page = pages.profile(PORTRAIT).new_page()

    answer = page.goto(f"{service.base_url}/kiosk/no-such-machine")

    assert answer is not None
    assert answer.status == 404
