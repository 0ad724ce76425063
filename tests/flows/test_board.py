"""The board (大屏): every call whole and in order, and never a name."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

import requests
from playwright.sync_api import expect

from tests.flows.conftest import Pages
from tests.flows.hall import Clerk, Kiosk
from tests.flows.sizes import DESK, WALL
from tests.service import RunningService

PERSONS = re.compile(r"窗口人员|clerk\d|主管|管理员|Clerk \d", re.IGNORECASE)


def test_two_calls_in_one_moment_are_both_shown_whole_and_in_order(pages: Pages, service: RunningService) -> None:
    clerks = [Clerk(service.base_url, "clerk01", "1").open_up(), Clerk(service.base_url, "clerk04", "4").open_up()]
    kiosk = Kiosk(service.base_url)
    tickets = {"1": kiosk.take("general")["ticket"], "4": kiosk.take("household")["ticket"]}
    board = pages.open("/board", WALL)

    with ThreadPoolExecutor() as together:
        list(together.map(lambda clerk: clerk.do("next"), clerks))

    said = board.locator("[data-said] li")
    expect(said).to_have_count(2)
    sentences = said.locator("[lang=zh-CN]").all_text_contents()
    first, second = (re.fullmatch(r"请 (\w+) 号到 (\d) 号窗口", sentence) for sentence in sentences)
    assert first is not None
    assert second is not None
    assert {first[2]: first[1], second[2]: second[1]} == tickets
    # The list has both at once, the later one on top; the panel gives each its time.
    expect(board.locator("tbody tr td.recent-ticket")).to_contain_text([second[1], first[1]])
    expect(board.locator("[data-now=ticket]")).to_have_text(second[1])
    expect(board.locator("[data-now=counter]")).to_have_text(f"{second[2]} 号窗口")
    for clerk in clerks:
        clerk.do("start")
        clerk.do("finish", call_next=False)
        clerk.leave()


def test_a_recall_raises_the_row_again_and_says_so(pages: Pages, service: RunningService) -> None:
    kiosk = Kiosk(service.base_url)
    social, general = kiosk.take("social")["ticket"], kiosk.take("general")["ticket"]
    five, two = Clerk(service.base_url, "clerk05", "5").open_up(), Clerk(service.base_url, "clerk02", "2").open_up()
    board = pages.open("/board", WALL)
    five.do("next")
    two.do("next")
    tops = board.locator("tbody tr td.recent-ticket")
    expect(tops.first).to_have_text(general)

    five.do("recall")

    expect(tops.first).to_have_text(social)
    expect(board.locator(f"[data-row={social}]")).to_have_attribute("data-fresh", "true")
    expect(board.locator(".now-again")).to_have_text("第 2 次呼叫")
    expect(board.locator("[data-now=ticket]")).to_have_text(social)
    expect(board.locator("[data-said] li")).to_have_count(3)
    for clerk in (five, two):
        clerk.do("start")
        clerk.do("finish", call_next=False)
        clerk.leave()


def test_a_call_that_the_clerk_takes_back_is_gone_from_the_board(pages: Pages, service: RunningService) -> None:
    clerk = Clerk(service.base_url, "clerk04", "4").open_up()
    ticket = Kiosk(service.base_url).take("household")["ticket"]
    board = pages.open("/board", WALL)
    clerk.do("next")
    expect(board.locator("[data-now=ticket]")).to_have_text(ticket)

    clerk.do("undo")

    expect(board.locator(f"[data-row={ticket}]")).to_have_count(0)
    expect(board.locator("[data-now=ticket]")).not_to_have_text(ticket)
    expect(board.locator("[data-said] li")).to_have_count(0)
    clerk.do("next")
    # Who is called again is called anew.
    expect(board.locator("[data-said] [lang=zh-CN]")).to_have_text(f"请 {ticket} 号到 4 号窗口")
    clerk.do("start")
    expect(board.locator(f"[data-row={ticket}]")).to_have_attribute("data-calling", "false")
    clerk.do("finish", call_next=False)
    clerk.leave()


def test_the_board_never_shows_a_name(pages: Pages, service: RunningService) -> None:
    clerk = Clerk(service.base_url, "clerk06", "6").open_up()
    ticket = Kiosk(service.base_url).take("business")["ticket"]
    board = pages.open("/board", WALL)

    clerk.do("next")

    expect(board.locator("[data-now=ticket]")).to_have_text(ticket)
    assert PERSONS.search(board.content()) is None
    clerk.do("start")
    clerk.do("finish", call_next=False)
    clerk.leave()


def test_a_board_in_english_says_everything_in_english(pages: Pages) -> None:
    board = pages.open("/board?lang=en", WALL)

    expect(board.locator("th").first).to_have_text("Ticket")
    expect(board.locator(".lines h2")).to_have_text("Waiting")


def test_an_unpaired_browser_asks_for_a_code_and_explains_a_wrong_one(pages: Pages, service: RunningService) -> None:
    context = pages.profile(DESK)
    # In the demo every browser is the board from its first page on; a stranger's is told nothing and gets no cookie.
    shell = requests.get(f"{service.base_url}/board", timeout=10)
    policy = {"Content-Security-Policy": shell.headers["Content-Security-Policy"]}
    strange = re.sub(r'"(device|snapshot)":', r'"no_\1":', shell.text)
    context.route("**/board", lambda route: route.fulfill(content_type="text/html", headers=policy, body=strange))
    board = pages.open("/board", DESK, context=context)
    expect(board.locator(".pairing h1")).to_have_text("这台设备还没有配对")

    board.locator("#pairing-code").fill("000000-wrong")
    board.keyboard.press("Enter")

    expect(board.locator(".pairing [role=alert]")).to_have_text("配对码不正确或已失效。")
