"""At once (同时): two who press in the same instant, and a service that dies while people are called and served."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from kiosk.live.audit import audit
from kiosk.settings import DATABASE_FILE
from tests.flows.conftest import Pages, sit_down
from tests.flows.hall import Kiosk
from tests.flows.sizes import DESK, PHONE, PORTRAIT, WALL
from tests.service import RunningService, service_in

SAME_KEY = (("next", "calling", "C001"), ("start", "serving", "C001"), ("finish", "calling", "C002"))
"""What F1 asks for in turn, and what comes of it."""
NOT_READY = "窗口当前状态不能这样操作。"
REFUSED = {"next": NOT_READY, "start": NOT_READY, "finish": "窗口现在是 C002 号，刚才那一步没有执行，请看清屏幕再按。"}
ANOTHER = "窗口现在是 C003 号，刚才那一步没有执行，请看清屏幕再按。"


@pytest.fixture(scope="module")
def service(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """A hall in which every test has lines and counters of its own; when all is over its books are in order."""
    assert browser
    with service_in(tmp_path_factory.mktemp("at-once")) as running:
        yield running
    assert audit(running.data / DATABASE_FILE) == []


def at_desk(pages: Pages, account: str, counter: str, *, outage: bool = False) -> Page:
    """A clerk's page, seated and open."""
    page = pages.staff("/counter", DESK, account, outage=outage)
    sit_down(page, counter)
    page.keyboard.press("F1")
    stands(page, "idle")
    return page


def stands(page: Page, state: str, ticket: str | None = None) -> None:
    """What a counter's page shows."""
    expect(page.locator(".state-pill")).to_have_attribute("data-state", state)
    if ticket is not None:
        expect(page.locator("[data-current]")).to_have_text(ticket)


class Gate:
    """Holds what pages ask of a counter until all have asked; then lets it through, in the order of asking."""

    def __init__(self, verb: str, *pages: Page) -> None:
        self._held: list[Route] = []
        self._all = len(pages)
        for page in pages:
            page.route(f"**/counters/*/{verb}", self._hold, times=1)

    def _hold(self, route: Route) -> None:
        self._held.append(route)
        if len(self._held) == self._all:
            for each in self._held:
                each.continue_()


def test_two_clerks_who_press_at_once_do_not_call_one_citizen_twice(pages: Pages, service: RunningService) -> None:
    board = pages.open("/board", WALL)
    first, second = at_desk(pages, "clerk01", "1"), at_desk(pages, "clerk02", "2")
    slip = Kiosk(service.base_url).take()
    phone = pages.open(urlsplit(str(slip["url"])).path, PHONE)
    for page in (first, second):
        expect(page.locator("[data-next]")).to_have_text("A001")

    Gate("next", first, second)
    first.keyboard.press("F1")
    second.keyboard.press("F1")

    expect(phone.locator(".called-place")).to_be_visible()
    winner = str(phone.locator(".called-place").get_attribute("data-counter"))
    won, lost = (first, second) if winner == "1" else (second, first)
    stands(won, "calling", "A001")
    expect(lost.locator(".failure")).to_have_text("现在没有可以叫的号。")
    stands(lost, "idle")
    expect(lost.locator("[data-current]")).to_have_count(0)
    expect(lost.locator("[data-key=F1]")).to_be_disabled()
    expect(board.locator("[data-row=A001]")).to_have_count(1)
    expect(board.locator("[data-now=counter]")).to_have_text(f"{winner} 号窗口")


def test_one_clerk_in_two_tabs_who_presses_in_both_does_everything_once(pages: Pages, service: RunningService) -> None:
    one = at_desk(pages, "clerk04", "4")
    other = pages.open("/counter", DESK, context=one.context)
    stands(other, "idle")
    kiosk = Kiosk(service.base_url)
    for _ in range(3):
        kiosk.take("household")
    for page in (one, other):
        expect(page.locator("[data-next]")).to_have_text("C001")

    for verb, state, ticket in SAME_KEY:
        Gate(verb, one, other)
        for page in (one, other):
            page.keyboard.press("F1")
        for page in (one, other):
            stands(page, state, ticket)
            expect(page.locator(".keys")).to_have_attribute("aria-busy", "false")
        said = sorted(page.locator(".failure").inner_text() for page in (one, other))
        assert said == ["", REFUSED[verb]]

    # A key that was long on its way meant C002, not whoever is here when it arrives.
    for page in (one, other):
        expect(page.locator("[data-key=F1]")).to_be_enabled()
    one.keyboard.press("F1")
    for page in (one, other):
        stands(page, "serving", "C002")
    held: list[Route] = []
    other.route("**/counters/*/finish", lambda route: held.append(route), times=1)
    with other.expect_request("**/counters/*/finish"):
        other.keyboard.press("F1")
    one.keyboard.press("F1")
    stands(one, "calling", "C003")
    one.keyboard.press("F1")
    stands(one, "serving", "C003")
    held[0].continue_()

    expect(other.locator(".failure")).to_have_text(ANOTHER)
    for page in (one, other):
        stands(page, "serving", "C003")


def test_a_service_that_dies_in_the_middle_comes_back_with_everybody(pages: Pages, service: RunningService) -> None:
    board = pages.open("/board", WALL, outage=True)
    kiosk = pages.open("/kiosk/hall-1", PORTRAIT, outage=True)
    calling, serving = (at_desk(pages, f"clerk0{n}", n, outage=True) for n in ("5", "6"))
    slips = [Kiosk(service.base_url).take(line) for line in ("business", "social", "business")]
    phones = [pages.open(urlsplit(str(slip["url"])).path, PHONE, outage=True) for slip in slips]
    serving.keyboard.press("F1")
    stands(serving, "calling", "D001")
    serving.keyboard.press("F1")
    stands(serving, "serving", "D001")
    calling.keyboard.press("F1")
    stands(calling, "calling", "B001")
    screens = (board, kiosk, calling, serving, *phones)

    service.kill()
    for screen in screens:
        expect(screen.locator(".link-banner")).to_be_visible()
    service.start_again()
    for screen in screens:
        expect(screen.locator(".link-banner")).to_have_count(0)

    for phone, state in zip(phones, ("serving", "called", "waiting"), strict=True):
        expect(phone.locator(".ticket")).to_have_attribute("data-state", state)
    stands(serving, "serving", "D001")
    stands(calling, "calling", "B001")
    expect(board.locator("[data-row=B001]")).to_have_attribute("data-calling", "true")
    kiosk.locator(".tile[data-class=social]").click()
    kiosk.locator(".kind-card[data-kind=ordinary]").click()
    expect(kiosk.locator(".slip-number")).to_have_attribute("data-ticket", "B002")
    calling.keyboard.press("F1")
    stands(calling, "serving", "B001")
    for page, number in ((serving, "D002"), (calling, "B002")):
        page.keyboard.press("F1")
        stands(page, "calling", number)
        page.keyboard.press("F1")
        stands(page, "serving", number)
        page.keyboard.press("F5")
        stands(page, "idle")
    for phone in phones:
        expect(phone.locator("[data-outcome=finished]")).to_be_visible()
