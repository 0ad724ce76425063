"""Signing at the kiosk: on the screen, on the pad beside it, or by a tap; the real service, the real page, the real pad."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from devices.client import Hands, remote
from tests.flows.case_pages import print_it
from tests.flows.conftest import Pages
from tests.flows.hall import HALL, Caller
from tests.flows.sizes import PORTRAIT
from tests.flows.test_faults import log_in, sign_for_care
from tests.service import RunningService, service_in

SCREEN, BESIDE = "hall-2", "village-01"
"""A terminal whose screen is the pad, and one with a pad beside it."""
STROKES = [[[0, 0, 0], [900, 300, 80]], [[1_000, 0, 0], [1_000, 700, 120]]]
At = Callable[[str], tuple[Page, Hands]]


@pytest.fixture(scope="module")
def service(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """The demo at an hour at which the village stations are open."""
    assert browser
    options = ("--demo", "--no-crowd", "--start", "2026-11-23T10:00+08:00")
    with service_in(tmp_path_factory.mktemp("signing"), *options) as running:
        yield running


@pytest.fixture
def at(pages: Pages, service: RunningService) -> Iterator[At]:
    """Somebody stands before the signature of an application, at a terminal; they leave at the end."""
    used: list[tuple[str, Hands]] = []

    def come(terminal: str) -> tuple[Page, Hands]:
        hands = Hands(terminal, remote(service.base_url, service.accounts_file()["simulation_token"]))
        used.append((terminal, hands))
        hands.stimulus("face_camera", "face", script=["accepted"])
        page = pages.open(f"/kiosk/{terminal}", PORTRAIT)
        page.locator(".way").first.wait_for()
        log_in(pages, page, "demo-parent")
        sign_for_care(page)
        return page, hands

    yield come
    for terminal, hands in used:
        caller = Caller(service.base_url, service.token(terminal))
        room = caller.send("GET", f"/api/halls/{HALL}/snapshot?room=terminal:{terminal}")["state"]
        for session in room["session"]:
            caller.send("POST", f"/api/terminals/{terminal}/session/end", {"session": session, "reason": "asked"})
        hands.reset()


def signatures(service: RunningService, terminal: str) -> list[dict[str, Any]]:
    """What the hall's journal knows of them."""
    admin = Caller(service.base_url).sign_in("admin01")
    found: list[dict[str, Any]] = []
    after = 0
    while entries := admin.send("GET", f"/api/halls/{HALL}/journal?after={after}")["entries"]:
        after = entries[-1]["seq"]
        found += [event for entry in entries for event in entry["events"] if event["type"] == "MatterSigned"]
    return [event for event in found if event["terminal"] == terminal]


def test_what_is_drawn_on_the_screen_is_the_pads_and_the_paper_comes(at: At, service: RunningService) -> None:
    page, hands = at(SCREEN)
    expect(page.locator("[data-sign]")).to_have_attribute("data-pad", "screen")
    box = page.locator(".signature-box").bounding_box()
    assert box is not None

    for left in (0.2, 0.5):
        page.mouse.move(box["x"] + box["width"] * left, box["y"] + box["height"] * 0.3)
        page.mouse.down()
        page.mouse.move(box["x"] + box["width"] * (left + 0.2), box["y"] + box["height"] * 0.7, steps=6)
        page.mouse.up()
    page.locator("[data-action=confirm]").click()

    print_it(page)
    signed = signatures(service, SCREEN)[-1]
    assert (signed["way"], len(signed["digest"])) == ("pad", 64)
    # Two strokes of seven points each, at least five bytes a point.
    assert signed["length"] > 2 * 7 * 5
    assert hands.device("sign_pad")["counters"] == {"signatures": 1}


def test_on_the_pad_beside_the_screen_the_page_goes_on_by_itself(at: At, service: RunningService) -> None:
    page, hands = at(BESIDE)
    before = len(signatures(service, BESIDE))
    expect(page.locator("[data-sign]")).to_have_attribute("data-pad", "beside")
    expect(page.locator(".sign-pad")).to_have_attribute("data-signing", "waiting")

    hands.stimulus("sign_pad", "stroke", strokes=STROKES)
    expect(page.locator(".sign-pad")).to_have_attribute("data-signing", "signing")
    hands.stimulus("sign_pad", "confirm")

    print_it(page)
    # [[[0,0,0],[900,300,80]],[[1000,0,0],[1000,700,120]]] as JSON.
    signed = signatures(service, BESIDE)[before:]
    assert [(event["way"], event["length"]) for event in signed] == [("pad", 52)]


def test_a_pad_that_fails_may_be_asked_again_and_one_that_is_gone_leaves_the_tap(
    at: At, service: RunningService
) -> None:
    page, hands = at(BESIDE)
    before = len(signatures(service, BESIDE))
    expect(page.locator(".sign-pad")).to_have_attribute("data-signing", "waiting")

    hands.inject("sign_pad", "dead")
    expect(page.locator("[data-sign]")).to_have_attribute("data-pad", "off")
    expect(page.locator(".sign-pad")).to_have_text("签字板暂时用不了")
    page.locator("[data-action=confirm]").click()

    print_it(page)
    assert [event["way"] for event in signatures(service, BESIDE)[before:]] == ["tap"]


def test_who_draws_nothing_and_confirms_has_signed_by_a_tap(at: At, service: RunningService) -> None:
    page, _ = at(SCREEN)
    before = len(signatures(service, SCREEN))

    page.locator("[data-action=confirm]").click()

    print_it(page)
    assert [event["way"] for event in signatures(service, SCREEN)[before:]] == ["tap"]
