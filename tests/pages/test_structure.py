"""What a screen is to somebody who cannot see it (页面结构): its roles, names and order, as reviewed texts.

One text a screen and language in `structure/`. `YZZ_WRITE_STRUCTURE=1 pytest tests/pages/test_structure.py` writes
them anew; the difference is then read like any other change.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.flows.axe import axe_faults
from tests.flows.browser import EXPECT_LIMIT_MS
from tests.pages.case_walk import OWN_LOOKS, cases, stand_at
from tests.pages.fake_bookings import TOKEN as BOOKING_TOKEN, own_booking, stand_logged_in
from tests.pages.fake_cases import LOOKS
from tests.pages.fake_days import DAYS, SOME, WRONG, open_days
from tests.pages.fake_hall import (
    AGENT,
    CITIZEN,
    NOW_MS,
    PARENT,
    SESSION_ID,
    TERMINAL_ROOM,
    TOKEN,
    TWO_THIRTY_PM_MS,
    FakeHall,
    hall_record,
    problem,
    session_record,
    terminal_room,
    ticket_record,
)
from tests.pages.fake_office import ALIAS, open_board, open_estimates, open_office, open_trial, queued
from tests.pages.fake_sim import BOOT, FakeSim
from tests.pages.fake_staff import COUNTER, SESSION, SUPERVISOR, counter_room, monitor_room, terminals_room
from tests.pages.matter_walk import matters_and_faults
from tests.pages.test_codes import CODES, GRANTS, PERSONAS, authorisations, code
from tests.pages.test_receipt import ACCEPTED, PATH as RECEIPT, RECORD as HELD, TOKEN as RECEIPT_TOKEN
from tests.pages.test_verify import NUMBER, RECORD as PAPER, VERIFY

FOLDER = Path(__file__).parent / "structure"
WRITES = os.environ.get("YZZ_WRITE_STRUCTURE") == "1"
HAN = re.compile(r"[\u4e00-\u9fff]")
IN_BOTH = re.compile(r'中文|"Type Chinese": 中|请 \w+ 号到 \d+ 号窗口')
"""Chinese on an English page: the way back to Chinese, the key that types it, and the board's sentence, which is always in both."""
CHINESE_TYPED = tuple(f"kiosk-case-{screen}" for screen in ("ask-begins", "ask-text", "ask-pinyin", "check-answered"))
"""Where what is typed is Chinese, in whatever language the page is."""
STILL = "const every = setInterval; window.setInterval = (run, ms) => (ms === 1000 ? 0 : every(run, ms));"
"""Countdowns stand still."""
TICKET_ROOM = f"ticket:{TOKEN}"
CALLED = {
    "state": "called", "counter": "2", "counter_name_zh": "2 号窗口 综合", "counter_name_en": "Counter 2, General",
    "call": 2, "called_at_ms": NOW_MS, "ahead": 0,
}  # fmt: skip
SHUT = {"door": "shut", "opens_at_ms": TWO_THIRTY_PM_MS, "closes_at_ms": None, "staffed": False}

Walk = Callable[[FakeHall, str], Iterator[str]]


def touch(hall: FakeHall, target: str, there: str) -> None:
    """Touch something and wait for what comes."""
    hall.page.locator(target).first.click()
    hall.page.locator(there).first.wait_for()


def speak(hall: FakeHall, language: str) -> None:
    if language == "en":
        touch(hall, "[data-action=language]", "html[lang=en]")


def kiosk(hall: FakeHall, language: str) -> Iterator[str]:
    """From home to the slip, on paper and without."""
    hall.answers["POST", "/api/terminals/hall-1/prints"] = [
        (200, {"state": "printed"}),
        problem(409, "printer_paper_out"),
    ]
    hall.open("kiosk", speed=0)
    speak(hall, language)
    yield "kiosk-home"
    touch(hall, "[data-action=queues]", ".queue-row")
    yield "kiosk-queues"
    touch(hall, "[data-action=home]", ".tile")
    touch(hall, ".tile", ".kind-card")
    yield "kiosk-kinds"
    touch(hall, ".kind-card[data-kind=appointment]", ".is-bookings")
    yield "kiosk-bookings-log-in"
    touch(hall, "[data-action=back]", "[data-kind=ordinary]")
    touch(hall, "[data-kind=ordinary]", "[data-print=printed]")
    yield "kiosk-slip"
    touch(hall, "[data-action=another]", ".tile")
    touch(hall, ".tile", ".kind-card")
    touch(hall, ".kind-card", "[data-print=failed]")
    yield "kiosk-slip-without-paper"
    touch(hall, "[data-action=help]", "[data-dialog=help]")
    yield "kiosk-help"


def kiosk_bookings(hall: FakeHall, language: str) -> Iterator[str]:
    """My appointments, and another one from its day to its slip."""
    stand_logged_in(hall, own_booking(), own_booking(booking="Y0000", state="missed", can_cancel=False))
    hall.open("kiosk", speed=0)
    speak(hall, language)
    touch(hall, "[data-action=bookings]", "[data-booking=Y0001]")
    yield "kiosk-bookings"
    touch(hall, "[data-action=book]", "[data-left='1']")
    yield "kiosk-book-slots"
    touch(hall, "[data-left='1']", "[data-sure]")
    yield "kiosk-book-sure"
    touch(hall, "[data-action=book-sure]", "[data-booked]")
    yield "kiosk-booked"


def booking_slip(hall: FakeHall, language: str) -> Iterator[str]:
    """The slip's own page."""
    hall.answers["GET", f"/api/bookings/{BOOKING_TOKEN}"] = [(200, own_booking())]
    hall.page.set_viewport_size({"width": 390, "height": 844})
    hall.open("booking", {"token": BOOKING_TOKEN}, speed=0)
    speak(hall, language)
    yield "booking-booked"


def kiosk_in_trouble(hall: FakeHall, language: str) -> Iterator[str]:
    """A line that is full, a shut door, a lost link."""
    hall.answers["POST", "/api/halls/denggang/tickets?device=hall-1"] = [problem(409, "line_full")]
    hall.open("kiosk", speed=0)
    speak(hall, language)
    touch(hall, ".tile", ".kind-card")
    touch(hall, ".kind-card", ".trouble")
    yield "kiosk-refused"
    touch(hall, "[data-action=leave]", ".tile")
    hall.push("hall", {"hall": hall_record(**SHUT)})
    hall.page.locator(".closed").wait_for()
    yield "kiosk-closed"
    hall.page.evaluate("fakeHall.cut()")
    hall.page.locator(".link-banner").wait_for()
    yield "kiosk-closed-lost"


def kiosk_log_in(hall: FakeHall, language: str) -> Iterator[str]:
    """From the three ways to the farewell; the code was too old, the card is forgotten."""
    hall.rooms[TERMINAL_ROOM] = terminal_room()
    hall.open("kiosk", speed=0)
    speak(hall, language)
    yield "kiosk-ways"
    touch(hall, ".way[data-way=code]", "[data-camera=none]")
    notice = {"id": "n1", "code": "code_expired", "at_ms": NOW_MS, "device": "scanner"}
    hall.push(TERMINAL_ROOM, {"session": session_record(), "notice": {"n1": notice}})
    hall.page.locator("[data-code=code_expired]").wait_for()
    yield "kiosk-scan"
    touch(hall, "[data-way=card]", "[data-login=card]")
    hall.push(TERMINAL_ROOM, {"session": session_record(state="held", hold="id_reader"), "notice": {"n1": None}})
    hall.page.locator(".last-try.is-busy").wait_for()
    yield "kiosk-card"
    touch(hall, "[data-way=helped]", "[data-login=helped]")
    hall.push(TERMINAL_ROOM, {"session": session_record()})
    hall.page.locator(".last-try:not(.is-busy)").wait_for(state="attached")
    yield "kiosk-no-phone"
    touch(hall, "[data-way=face]", "[data-action=card-first]")
    yield "kiosk-identify-first"
    hall.push(TERMINAL_ROOM, {"session": session_record(level=1, proofs=["code"], holder=AGENT)})
    hall.page.locator(".consent").wait_for()
    yield "kiosk-consent"
    touch(hall, "[data-way=helper]", ".is-signing")
    hall.page.locator("#helper-account:focus").wait_for()
    yield "kiosk-helper"
    touch(hall, "[data-action=home]", ".welcome")
    hall.push(TERMINAL_ROOM, {"session": session_record(level=1, proofs=["code"], holder=PARENT)})
    touch(hall, "[data-action=ward]", ".ward")
    yield "kiosk-ward"
    hall.push(TERMINAL_ROOM, {"session": session_record(level=1, proofs=["code"], holder=AGENT)})
    touch(hall, "[data-action=home]", ".welcome")
    yield "kiosk-welcome"
    warned = session_record(level=1, proofs=["code"], holder=AGENT, state="warned", due_at_ms=NOW_MS + 25_000)
    hall.push(TERMINAL_ROOM, {"session": warned})
    hall.page.locator("[data-dialog=idle]").wait_for()
    yield "kiosk-warned"
    left = session_record(level=2, proofs=["id_card"], holder=CITIZEN, has_card=True, state="card_left")
    hall.push(TERMINAL_ROOM, {"session": left})
    hall.page.locator(".card-left").wait_for()
    yield "kiosk-card-left"
    hall.push(TERMINAL_ROOM, {"session": {SESSION_ID: None}})
    hall.page.locator(".bye").wait_for()
    yield "kiosk-bye"


def kiosk_out(hall: FakeHall, language: str) -> Iterator[str]:
    """Nothing works at the machine; then only its log-in, behind a shut door."""
    hall.rooms[TERMINAL_ROOM] = terminal_room(state="outOfService", working=[])
    hall.open("kiosk", speed=0)
    speak(hall, language)
    hall.page.locator(".is-out").wait_for()
    yield "kiosk-out"
    hall.push(TERMINAL_ROOM, {"terminal": terminal_room(state="degraded", working=["take_ticket"])["terminal"]})
    hall.push("hall", {"hall": hall_record(**SHUT)})
    hall.page.locator(".closed .way[disabled]").first.wait_for()
    yield "kiosk-closed-ways"


def kiosk_machine(hall: FakeHall, language: str) -> Iterator[str]:
    """A machine whose flow comes later, while the hall is open and behind its shut door."""
    hall.rooms[TERMINAL_ROOM] = terminal_room(profile="permit_machine")
    hall.open("kiosk", {"place": hall.rooms[TERMINAL_ROOM]["terminal"]["hall-1"]}, speed=0)
    speak(hall, language)
    hall.page.locator("[data-elsewhere=help]").wait_for()
    yield "kiosk-machine"
    hall.push("hall", {"hall": hall_record(**SHUT)})
    hall.page.locator("[data-elsewhere=counter]:not(:has(button))").wait_for()
    yield "kiosk-machine-shut"


def kiosk_outside(hall: FakeHall, language: str) -> Iterator[str]:
    """A village by day and at night, the zone at the door at noon, and a machine that other software has."""
    village = {
        "profile": "yuezhizhu_village", "zone": "villages", "zone_zh": "村便民服务站", "zone_en": "Village service stations",
        "place_zh": "一村便民服务站", "place_en": "service station of Village 1", "closes_at_ms": NOW_MS + 3_600_000,
        "follows_hall": False, "gives_tickets": False,
    }  # fmt: skip
    hall.rooms[TERMINAL_ROOM] = terminal_room(**village)
    hall.open("kiosk", {"place": hall.rooms[TERMINAL_ROOM]["terminal"]["hall-1"]}, speed=0)
    speak(hall, language)
    hall.page.locator(".outside[data-near=false]").wait_for()
    yield "kiosk-village"
    shut = {"is_open": False, "opens_at_ms": TWO_THIRTY_PM_MS + 24 * 3_600_000, "closes_at_ms": None}
    hall.push(TERMINAL_ROOM, terminal_room(**village | shut))
    hall.page.locator(".is-shut").wait_for()
    yield "kiosk-village-shut"
    hall.push("hall", {"hall": hall_record(**SHUT)})
    hall.push(TERMINAL_ROOM, terminal_room(zone="zone24", follows_hall=False))
    hall.page.locator(".outside[data-near=true]").wait_for()
    yield "kiosk-zone24"
    hall.push(TERMINAL_ROOM, terminal_room(front_end="xfs"))
    hall.page.locator(".is-aside").wait_for()
    yield "kiosk-aside"


REVIEWED = frozenset(
    [
        "home",
        "home-grey",
        "find",
        "find-words",
        "brief-counter",
        "brief-off",
        "brief-steps",
        "brief-ready",
        "paper_out",
        "paper_unknown",
        "taken",
        "face_over",
        "suspected",
        "back_end",
        "network",
        "sign",
        "sign-failed",
        "sign-off",
        "closed",
        "note",
        "note-done",
    ]
)
"""Of the walk through matters and faults; the other fault screens differ in their words alone."""


def kiosk_matters(hall: FakeHall, language: str) -> Iterator[str]:
    """From a tile to the paper in hand, every way that goes wrong, and the note at the end."""
    yield from (
        f"kiosk-matters-{screen}"
        for screen in matters_and_faults(hall, lambda: speak(hall, language))
        if screen in REVIEWED
    )


def kiosk_cases(hall: FakeHall, language: str) -> Iterator[str]:
    """A case from the consent to the rating, told once, with gaps, with a person, and 我的办件."""
    yield from (f"kiosk-case-{screen}" for screen in cases(hall, lambda: speak(hall, language)))


def receipt(hall: FakeHall, language: str) -> Iterator[str]:
    """A case whose office has not begun, that is accepted, that is over, and a token that opens nothing."""
    over = HELD | {"stage": "ended", "state_zh": "这件办件已经结束", "state_en": "This case is over", "due": []}
    hall.answers["GET", RECEIPT] = [(200, HELD), (200, ACCEPTED), (200, over)]
    hall.open("receipt", {"token": RECEIPT_TOKEN})
    speak(hall, language)
    yield "receipt-received"
    touch(hall, "[data-action=again]", "[data-stage=accepted]")
    yield "receipt-accepted"
    touch(hall, "[data-action=again]", "[data-stage=ended]")
    yield "receipt-ended"
    hall.open("receipt", {"token": "nothing"})
    speak(hall, language)
    yield "receipt-unknown"


def verify(hall: FakeHall, language: str) -> Iterator[str]:
    """A paper that is good, and the form where no code was scanned."""
    plain = PAPER | {"department": "Office", "fields": [{"label": "Name", "value": "C*"}]}
    hall.answers["GET", VERIFY] = [(200, plain), (200, plain | {"standing": "revoked", "revoked_because": "-"})]
    hall.open("verify", {"keys": {}})
    speak(hall, language)
    yield "verify-form"
    for standing in ("valid", "revoked"):
        hall.page.locator("#verify-number").fill(NUMBER)
        touch(hall, "[data-action=verify]", f"[data-state={standing}]")
        yield f"verify-{standing}"
        touch(hall, "[data-action=other]", "#verify-number")


def board(hall: FakeHall, language: str) -> Iterator[str]:
    """Calls, then none and a shut door."""
    hall.open("board", query=f"?lang={language}", speed=0)
    hall.page.locator("[data-now=ticket]").wait_for()
    yield "board-calls"


def board_shut(hall: FakeHall, language: str) -> Iterator[str]:
    """Nobody was called yet and the door is shut."""
    hall.rooms["hall"] |= {"calls": {}, "hall": hall_record(**SHUT)}
    hall.open("board", query=f"?lang={language}", speed=0)
    hall.page.locator(".now.is-empty").wait_for()
    yield "board-shut"


def counter(hall: FakeHall, language: str) -> Iterator[str]:
    """A clerk in the middle of a service, the two dialogs, and a pause."""
    room = f"counter:{COUNTER}"
    hall.answers["GET", "/api/session"] = [(200, SESSION)]
    hall.rooms |= {f"counter:{key}": counter_room() for key in "123456"}
    hall.open("counter", speed=0)
    speak(hall, language)
    hall.page.locator("[data-current]").wait_for()
    yield "counter-serving"
    hall.page.keyboard.press("F4")
    hall.page.locator("[data-dialog=transfer]").wait_for()
    yield "counter-transfer"
    hall.page.keyboard.press("Escape")
    hall.page.locator("[data-dialog=transfer]").wait_for(state="detached")
    hall.page.keyboard.press("F6")
    hall.page.locator("[data-dialog=menu]").wait_for()
    yield "counter-menu"
    hall.page.keyboard.press("6")
    hall.page.locator("[data-dialog=kind]").wait_for()
    yield "counter-kind"
    hall.page.keyboard.press("Escape")
    hall.page.locator("[data-dialog=kind]").wait_for(state="detached")
    own = counter_room(state="paused", reason="meal")["counter"][COUNTER]
    paused = own | {"actions": {name: name in ("resume", "close", "leave") for name in own["actions"]}}
    hall.push(room, {"counter": {COUNTER: paused}, "ticket": {"now": None}})
    hall.page.locator(".state-pill[data-state=paused]").wait_for()
    yield "counter-paused"


def counter_seats(hall: FakeHall, language: str) -> Iterator[str]:
    """Before work: the form, then the seats."""
    hall.answers["GET", "/api/session"] = [problem(401, "not_signed_in")]
    hall.answers["POST", "/api/session"] = [
        (200, SESSION | {"account": "clerk01", "name_zh": "新人", "name_en": "New"})
    ]
    hall.rooms |= {f"counter:{key}": counter_room() for key in "123456"}
    hall.open("counter", speed=0)
    speak(hall, language)
    yield "counter-sign-in"
    hall.page.locator("#account").fill("clerk01")
    hall.page.locator("#password").fill("clerk01-demo")
    hall.page.keyboard.press("Enter")
    hall.page.locator(".seat").first.wait_for()
    yield "counter-seats"


def monitor(hall: FakeHall, language: str) -> Iterator[str]:
    """The wall for somebody of all halls: figures, the table behind the chart, the question before the door is shut."""
    hall.answers["GET", "/api/session"] = [(200, SUPERVISOR | {"hall": None})]
    hall.rooms["monitor"] = monitor_room()
    hall.open("monitor", speed=0)
    speak(hall, language)
    hall.page.locator("canvas").wait_for()
    yield "monitor"
    touch(hall, "[data-action=table]", ".waits-table")
    yield "monitor-table"
    touch(hall, "[data-action=stop-tickets]", "[data-dialog=confirm]")
    yield "monitor-question"


def monitor_terminals(hall: FakeHall, language: str) -> Iterator[str]:
    """The other view of the wall: terminals, tasks, and everything about one terminal."""
    hall.answers["GET", "/api/session"] = [(200, SUPERVISOR)]
    hall.rooms |= {"monitor": monitor_room(), "terminals": terminals_room()}
    hall.open("monitor", query="#terminals", speed=0)
    speak(hall, language)
    hall.page.locator("[data-task]").first.wait_for()
    yield "monitor-terminals"
    touch(hall, "tr[data-terminal=hall-3] [data-action=details]", "[data-dialog=terminal]")
    yield "monitor-terminal"


def phone(hall: FakeHall, language: str) -> Iterator[str]:
    """A ticket from waiting to its end."""
    hall.rooms = {TICKET_ROOM: {"ticket": ticket_record(), "hall": hall_record()}}
    hall.open("phone", speed=0)
    speak(hall, language)
    yield "phone-waiting"
    touch(hall, "[data-action=cancel]", "[data-dialog=cancel]")
    yield "phone-question"
    touch(hall, "[data-action=keep]", "[data-action=cancel]")
    hall.push(TICKET_ROOM, {"ticket": ticket_record(**CALLED)})
    hall.page.locator(".called").wait_for()
    yield "phone-called"
    hall.push(TICKET_ROOM, {"ticket": ticket_record(**CALLED | {"state": "serving", "can_cancel": False})})
    hall.page.locator(".ticket[data-state=serving]").wait_for()
    yield "phone-serving"
    for end in ("finished", "abandoned", "no_show", "expired"):
        hall.push(TICKET_ROOM, {"ticket": ticket_record(state=end, can_cancel=False)})
        hall.page.locator(f"[data-outcome={end}]").wait_for()
        yield f"phone-{end}"


def codes(hall: FakeHall, language: str) -> Iterator[str]:
    """The mock phone: somebody to choose, their code, and somebody without a phone."""
    hall.answers["GET", "/api/phone/personas"] = [(200, {"personas": PERSONAS})]
    hall.answers["POST", CODES] = [code("A")]
    hall.answers["GET", GRANTS] = [(200, authorisations())]
    # The service's clock moves with real time here: a ring that stands still can be reviewed.
    hall.page.add_init_script("performance.now = () => 0;")
    hall.open("codes")
    speak(hall, language)
    yield "codes-persons"
    touch(hall, "[data-persona=zhang]", ".qr")
    yield "codes-code"
    touch(hall, "[data-action=authorisations]", ".grant-form")
    yield "codes-authorisations"
    touch(hall, "[data-action=back]", ".qr")
    touch(hall, "[data-action=other]", ".persona")
    touch(hall, "[data-persona=chen]", ".code-card")
    yield "codes-no-phone"


def start(hall: FakeHall, language: str) -> Iterator[str]:
    """The page that links all others; the terminals by zone."""
    hall_zone = {"zone": "hall", "zone_zh": "大厅", "zone_en": "Hall"}
    villages = {"zone": "villages", "zone_zh": "村便民服务站", "zone_en": "Village service stations"}
    terminals = [
        {"key": "hall-1", "name_zh": "大厅 1 号机", "name_en": "Hall kiosk 1", **hall_zone},
        {"key": "village-01", "name_zh": "一村 1 号机", "name_en": "Village 1 kiosk", **villages},
    ]
    hall.open("start", {"terminals": terminals})
    speak(hall, language)
    yield "start"


def drawer(hall: FakeHall, language: str) -> Iterator[str]:
    """Each form of the drawer, a printer that is jammed, and an operation that waits for its answer."""
    sim = FakeSim(hall)
    hall.open("drawer", BOOT)
    speak(hall, language)
    for device in ("scanner", "id_reader", "social_card_reader", "face_camera", "sign_pad", "document_camera"):
        touch(hall, f"[data-device={device}]", f"[data-opened={device}]")
        yield f"drawer-{device.replace('_', '-')}"
    touch(hall, "[data-device=receipt_printer]", "[data-opened=receipt_printer]")
    touch(hall, "[data-action=break-jam]", "[data-fault=jam]")
    yield "drawer-jam"
    touch(hall, "[data-device=scanner]", "[data-opened=scanner]")
    touch(hall, "[data-action=mode-manual]", "[data-action=mode-manual][aria-pressed=true]")
    sim.read("scanner")
    hall.page.locator("[data-form=respond]").wait_for()
    yield "drawer-respond"


def drawer_token(hall: FakeHall, language: str) -> Iterator[str]:
    """A page that does not come with the token asks for it."""
    FakeSim(hall)
    hall.open("drawer", BOOT | {"simulation_token": None})
    speak(hall, language)
    yield "drawer-token"


def office(hall: FakeHall, language: str) -> Iterator[str]:
    """The queue, a case with its steps and a form, what was read, its audit, and that a colleague was quicker."""
    open_office(hall)
    speak(hall, language)
    yield "office-queue"
    touch(hall, f"[data-row='{ALIAS}'] [data-action=open]", "[data-case]")
    yield "office-case"
    touch(hall, "[data-step=supply]", "#step-material")
    yield "office-supply"
    touch(hall, "[data-tab=data]", ".reads")
    yield "office-data"
    touch(hall, "[data-tab=audit]", ".chain")
    yield "office-audit"
    hall.push("cases", {"cases": {ALIAS: queued(2, "reviewing")}})
    hall.page.locator(".moved").wait_for()
    yield "office-moved"


def trial(hall: FakeHall, language: str) -> Iterator[str]:
    """Whom and what to try, and what would come out."""
    open_trial(hall)
    speak(hall, language)
    yield "trial-choose"
    hall.page.locator("[data-person=t-seventy-nine] input").check()
    touch(hall, "[data-action=try]", "[data-comes]")
    yield "trial-result"


def switchboard(hall: FakeHall, language: str) -> Iterator[str]:
    """How the sources stand."""
    open_board(hall)
    speak(hall, language)
    yield "switchboard"


def workdays(hall: FakeHall, language: str) -> Iterator[str]:
    """Before anybody has changed a day, after some were, and a file that is wrong."""
    hall.answers["PUT", f"{DAYS}/year"] = [(200, SOME), (422, WRONG)]
    open_days(hall)
    speak(hall, language)
    yield "workdays-none"
    touch(hall, "[data-action=save-year]", "[data-date]")
    yield "workdays-some"
    touch(hall, "[data-action=save-year]", ".faults li")
    yield "workdays-wrong"


def estimates(hall: FakeHall, language: str) -> Iterator[str]:
    """How well waits were told."""
    open_estimates(hall)
    speak(hall, language)
    yield "estimates"


def kiosk_looks(hall: FakeHall, language: str) -> Iterator[str]:
    """Who looked at my data."""
    hall.answers["GET", OWN_LOOKS] = [(200, {"looks": LOOKS})]
    stand_at(hall, lambda: speak(hall, language))
    touch(hall, "[data-action=cases]", "[data-action=looks]")
    touch(hall, "[data-action=looks]", ".look")
    yield "kiosk-looks"


WALKS: tuple[Walk, ...] = (
    kiosk, kiosk_bookings, booking_slip, kiosk_in_trouble, kiosk_log_in, kiosk_out, kiosk_machine, kiosk_outside, kiosk_matters, kiosk_cases, verify, receipt, board, board_shut, counter,
    counter_seats, monitor, monitor_terminals, phone, codes, start, drawer, drawer_token, office, trial, switchboard, workdays, kiosk_looks, estimates,
)  # fmt: skip


def snapshot_at_rest(body: Locator, reviewed: str) -> str:
    """What the page is structured like, once it is as reviewed or when patience has run out."""
    patience = EXPECT_LIMIT_MS
    while (seen := body.aria_snapshot() + "\n") != reviewed and patience > 0:
        body.page.wait_for_timeout(50)
        patience -= 50
    return seen


@pytest.mark.browser
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("walk", WALKS, ids=lambda walk: walk.__name__)
def test_every_screen_is_structured_as_reviewed_and_passes_axe(fake_hall: FakeHall, walk: Walk, language: str) -> None:
    fake_hall.page.set_viewport_size({"width": 1080, "height": 1920})
    fake_hall.page.add_init_script(STILL)

    for screen in walk(fake_hall, language):
        body = fake_hall.page.locator("body")
        golden = FOLDER / f"{screen}.{language}.yml"
        if WRITES:
            golden.write_text(body.aria_snapshot() + "\n", encoding="utf-8")
        reviewed = golden.read_text(encoding="utf-8")
        # Waits for the screen to come to rest; it allows more than is reviewed, so equality follows.
        expect(body).to_match_aria_snapshot(reviewed)
        assert snapshot_at_rest(body, reviewed) == reviewed, golden.name
        # A language changes words; roles, names and colours are the same.
        assert language == "en" or axe_faults(fake_hall.page) == [], golden.name


def test_no_word_of_an_english_screen_is_chinese() -> None:
    left = {
        golden.name: line.strip()
        for golden in sorted(FOLDER.glob("*.en.yml"))
        if not golden.name.startswith(CHINESE_TYPED)
        for line in golden.read_text(encoding="utf-8").splitlines()
        if HAN.search(IN_BOTH.sub("", line))
    }

    assert left == {}


def test_every_screen_says_that_it_is_simulated() -> None:
    sign = {"zh": "仿真·测试数据", "en": "Simulation – test data"}
    silent = [
        golden.name
        for golden in sorted(FOLDER.glob("*.yml"))
        # A dialog stands over a page that says it.
        if sign[golden.suffixes[0][1:]] not in (text := golden.read_text(encoding="utf-8")) and "- dialog" not in text
    ]

    assert silent == []
    assert len(list(FOLDER.glob("*.zh.yml"))) == len(list(FOLDER.glob("*.en.yml"))) > 20
