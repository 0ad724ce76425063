"""What a citizen meets when something breaks: the real service, the real page, the devices broken through their own door."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from devices.client import Hands, remote
from kiosk.identity.personas import PERSONAS
from tests.certificates.outside import text_of
from tests.flows.case_pages import begin, choose, choose_all, home, print_it, write
from tests.flows.conftest import Pages
from tests.flows.hall import HALL, Caller
from tests.flows.phone import code_on
from tests.flows.sizes import PHONE, PORTRAIT
from tests.service import RunningService, service_in
from tests.web.casework import rows

TERMINAL = "hall-1"
ELDER = next(each for each in PERSONAS if each.key == "demo-elder")
SLOW_MS = 60_000
"""A press that is cold takes some seconds, a printer of certificates some more, a citizen two to reach for the paper."""
Tasks = Callable[[], list[tuple[str, str, str]]]


@pytest.fixture(scope="module")
def service(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """A hall of this module's own: devices break here."""
    assert browser
    with service_in(tmp_path_factory.mktemp("faults"), "--demo", "--no-crowd") as running:
        yield running


@pytest.fixture
def hands(service: RunningService) -> Iterator[Hands]:
    """At the terminal's devices."""
    made = Hands(TERMINAL, remote(service.base_url, service.accounts_file()["simulation_token"]))
    yield made
    made.go_on()
    made.reset()


@pytest.fixture
def tasks(service: RunningService) -> Iterator[Tasks]:
    """(device, cause, action) of every open task at the terminal; all are closed at the end."""
    supervisor = Caller(service.base_url).sign_in("supervisor01")

    def found() -> list[dict[str, str]]:
        room = supervisor.send("GET", f"/api/halls/{HALL}/snapshot?room=terminals")["state"]["tasks"]
        return [each for each in room.values() if each["terminal"] == TERMINAL]

    yield lambda: [(each["device"], each["cause"], each["action"]) for each in found()]
    for task in found():
        for step in ("open_door", "act", "reset", "close_door"):
            supervisor.send("POST", f"/api/halls/{HALL}/tasks/{task['task']}/steps", {"step": step})


@pytest.fixture
def kiosk(pages: Pages, service: RunningService) -> Iterator[Page]:
    """The terminal's page; whoever stood there leaves at the end."""
    page = pages.open(f"/kiosk/{TERMINAL}", PORTRAIT, outage=True)
    page.locator(".matter").first.wait_for()
    yield page
    terminal = Caller(service.base_url, service.token(TERMINAL))
    room = terminal.send("GET", f"/api/halls/{HALL}/snapshot?room=terminal:{TERMINAL}")["state"]
    for session in room["session"]:
        terminal.send("POST", f"/api/terminals/{TERMINAL}/session/end", {"session": session, "reason": "asked"})


def log_in(pages: Pages, kiosk: Page, persona: str = "demo-adult") -> None:
    """By the code of a phone, pasted: a busy machine types too slowly for a scanner."""
    phone = pages.open("/phone", PHONE)
    kiosk.locator(".way[data-way=code]").click()
    kiosk.locator("#code-text").fill(code_on(phone, persona, "citizen"))
    kiosk.locator("[data-action=send-code]").click()
    expect(kiosk.locator(".welcome")).to_be_visible()


def verify(kiosk: Page, hands: Hands) -> None:
    """Their face as well: what is issued is issued to somebody who is known in person."""
    hands.stimulus("face_camera", "face", script=["accepted"])
    kiosk.locator(".welcome [data-action=face]").click()
    kiosk.locator("[data-action=agree]").click()
    expect(kiosk.locator(".welcome[data-level='3']")).to_be_visible(timeout=SLOW_MS)


def order_proof(kiosk: Page) -> str:
    """A proof is made for whoever is known, and ordered from the printer; the short number of its case."""
    alias = begin(kiosk, "insurance_proof")
    kiosk.locator("[data-action=confirm]").click()
    kiosk.locator("[data-case=done]").wait_for(timeout=SLOW_MS)
    kiosk.locator("[data-action=print]").click()
    return alias


def sign_for_care(kiosk: Page) -> None:
    """From the home page to the signature under a filing for care in another province, by whoever showed a code."""
    choose(kiosk, "care_elsewhere")
    kiosk.locator("[data-action=show-face]").click()
    kiosk.locator(".consent [data-action=agree]").click()
    kiosk.locator("[data-case=begin] [data-action=agree]").click()
    check = kiosk.locator("[data-case=check]")
    check.wait_for(timeout=SLOW_MS)
    kiosk.locator("[data-action=confirm]").click()
    choose_all(kiosk, "form.care_area", "仿真省外市")
    write(kiosk, "form.care_begins", "2026 12 01")
    kiosk.locator("[data-ask='form.promise'] [data-action=yes]").click()
    check.locator("[data-action=confirm]").click()
    kiosk.locator("[data-sign]").wait_for()


def fault(kiosk: Page, screen: str) -> None:
    """This screen stands, with one main action first and a code for the staff."""
    shown = kiosk.locator(f"[data-fault={screen}]")
    expect(shown).to_be_visible(timeout=SLOW_MS)
    expect(shown.locator(".button.is-primary")).to_have_count(1)
    expect(shown.locator(".button").first).to_have_class("button is-primary")
    expect(shown.locator(".trouble-code")).to_be_visible()


def lay_card(hands: Hands) -> None:
    until = "长期" if ELDER.valid_until is None else f"{ELDER.valid_until:%Y%m%d}"
    hands.stimulus(
        "id_reader", "card", number=ELDER.number, name=ELDER.name, valid_from=f"{ELDER.valid_from:%Y%m%d}",
        valid_until=until,
    )  # fmt: skip


def test_a_proof_is_printed_taken_and_the_citizen_goes_on(
    pages: Pages, kiosk: Page, hands: Hands, tmp_path: Path
) -> None:
    log_in(pages, kiosk)
    verify(kiosk, hands)
    order_proof(kiosk)

    expect(kiosk.locator("[data-paper=taken]")).to_be_visible(timeout=SLOW_MS)
    assert "仿真·测试数据" in text_of(b64decode(hands.outputs()[-1]["pdf"]), tmp_path)
    assert hands.device("document_printer")["counters"]["pages"] == 1
    home(kiosk)
    expect(kiosk.locator(".welcome")).to_be_visible()


def test_the_application_asks_for_one_more_proof_and_takes_a_tap_for_a_signature(
    pages: Pages, kiosk: Page, hands: Hands
) -> None:
    hands.stimulus("face_camera", "face", script=["accepted"])
    log_in(pages, kiosk, "demo-parent")
    sign_for_care(kiosk)
    kiosk.locator("[data-sign] [data-action=confirm]").click()

    print_it(kiosk)


@pytest.mark.parametrize(
    ("kind", "screen", "action"), [("paper_out", "paper_out", "maintenance"), ("jam", "paper_jam", "clear")]
)
def test_paper_that_ends_or_jams_half_way_loses_nothing_and_goes_on_elsewhere(
    pages: Pages, service: RunningService, kiosk: Page, hands: Hands, tasks: Tasks, kind: str, screen: str, action: str
) -> None:
    log_in(pages, kiosk)
    verify(kiosk, hands)
    hands.inject("document_printer", kind, trigger={"op": "print"})
    alias = order_proof(kiosk)

    fault(kiosk, screen)
    expect(kiosk.locator(".fault-case")).to_contain_text(alias)
    ((number,),) = rows(service, f"select certificate from cases where alias = '{alias}'")
    assert ("document_printer", kind, action) in tasks()
    kiosk.locator("[data-action=elsewhere]").click()
    other = pages.open("/kiosk/hall-2", PORTRAIT)
    log_in(pages, other)
    verify(other, Hands("hall-2", remote(service.base_url, service.accounts_file()["simulation_token"])))
    other.locator(".welcome [data-action=cases]").click()
    other.locator(f".case-row[data-alias='{alias}'] [data-action=reprint]").click()

    expect(other.locator(f"[data-alias='{alias}'] [data-paper=taken]")).to_be_visible(timeout=SLOW_MS)
    expect(other.locator(".sheet-number")).to_have_text(number)
    home(other)
    other.locator("[data-action=leave]").click()
    expect(other.locator(".bye")).to_be_visible()


def test_a_dead_scanner_leads_to_the_card_and_calls_somebody(kiosk: Page, hands: Hands, tasks: Tasks) -> None:
    # Before the visit has begun nobody is there to be told.
    with kiosk.expect_response(lambda answer: "/session?" in answer.url and answer.request.method == "POST"):
        kiosk.locator(".way[data-way=code]").click()
    expect(kiosk.locator("[data-login=code]")).to_be_visible()
    # After a reset, or a failed read, its reader rests for a moment.
    while hands.device("scanner")["running"] is None:
        kiosk.wait_for_timeout(50)
    hands.inject("scanner", "dead")

    fault(kiosk, "scanner_off")
    assert tasks() == [("scanner", "dead", "reset")]
    kiosk.locator("[data-fault=scanner_off] [data-action=card]").click()
    expect(kiosk.locator("[data-login=card]")).to_be_visible()
    kiosk.locator("[data-action=home]").click()
    expect(kiosk.locator(".way[data-way=code]")).to_be_disabled()
    expect(kiosk.locator(".way[data-way=card]")).to_be_enabled()


def test_a_card_reader_that_is_offline_is_grey_and_the_other_ways_stay(
    pages: Pages, kiosk: Page, hands: Hands, tasks: Tasks
) -> None:
    hands.inject("id_reader", "offline")

    card = kiosk.locator(".way[data-way=card]")
    expect(card).to_be_disabled()
    expect(card).to_contain_text("停用")
    assert tasks() == [("id_reader", "offline", "reset")]
    log_in(pages, kiosk)


def test_after_three_refused_faces_there_is_another_way_and_a_counter(pages: Pages, kiosk: Page, hands: Hands) -> None:
    hands.stimulus("face_camera", "face", script=["noMatch", "noMatch", "noMatch"])
    log_in(pages, kiosk)
    kiosk.locator(".welcome [data-action=face]").click()
    told, before = kiosk.locator(".last-try[data-code=face_not_recognised]"), ""
    for _ in range(2):
        kiosk.locator("[data-action=agree]").click()
        # Another one, not what was told of the look before.
        expect(told.and_(kiosk.locator(f".last-try:not([data-notice='{before}'])"))).to_be_visible(timeout=SLOW_MS)
        before = str(told.get_attribute("data-notice"))
        expect(kiosk.locator("[data-action=agree]")).to_have_attribute("aria-busy", "false")
    kiosk.locator("[data-action=agree]").click()

    fault(kiosk, "face_over")
    expect(kiosk.locator("[data-fault=face_over] [data-action=ticket]")).to_be_visible()
    kiosk.locator("[data-fault=face_over] [data-action=ticket]").click()
    expect(kiosk.locator(".queue-row").first).to_be_visible()


def test_without_a_network_the_guide_stays_readable_and_nothing_else_begins(
    kiosk: Page, hands: Hands, tasks: Tasks
) -> None:
    hands.inject("network", "offline")

    expect(kiosk.locator(".matter.is-off")).to_have_count(7)
    kiosk.locator("[data-matter=insurance_proof]").click()
    expect(kiosk.locator(".brief")).to_contain_text("免费")
    fault(kiosk, "network")
    assert tasks() == [("network", "offline", "reset")]


def test_a_page_that_is_cut_off_says_so_and_keeps_what_can_be_read(kiosk: Page) -> None:
    expect(kiosk.locator("html")).to_have_attribute("data-whole", "true")
    kiosk.context.set_offline(offline=True)
    expect(kiosk.locator(".link-banner")).to_be_visible()

    kiosk.locator("[data-matter=insurance_proof]").click()

    expect(kiosk.locator("[data-case=begin] .case-sources")).to_be_visible()
    kiosk.locator("[data-action=home]").click()
    kiosk.locator("[data-action=find]").click()
    kiosk.locator("#find-words").fill("高龄")
    expect(kiosk.locator(".found[data-matter=elder_allowance]")).to_be_visible()


def test_a_terminal_that_staff_take_out_names_the_nearest_and_is_unlocked_by_them(
    service: RunningService, kiosk: Page
) -> None:
    supervisor = Caller(service.base_url).sign_in("supervisor01")
    supervisor.send("POST", f"/api/terminals/{TERMINAL}/service", {"in_service": False})

    out = kiosk.locator(".is-out[data-code=supervisor]")
    expect(out).to_contain_text("大厅 2 号机")
    expect(out.locator("[data-action=ticket]")).to_be_visible()
    supervisor.send("POST", f"/api/terminals/{TERMINAL}/service", {"in_service": True})

    expect(kiosk.locator(".matter").first).to_be_visible()


def test_a_forgotten_card_is_called_out_and_somebody_is_sent_for_it(
    service: RunningService, kiosk: Page, hands: Hands, tasks: Tasks
) -> None:
    lay_card(hands)
    expect(kiosk.locator(".welcome")).to_be_visible()
    room = f"/api/halls/{HALL}/snapshot?room=terminal:{TERMINAL}"
    terminal = Caller(service.base_url, service.token(TERMINAL))
    # The card is entered a moment after its holder.
    while not any(each["has_card"] for each in terminal.send("GET", room)["state"]["session"].values()):
        kiosk.locator(".welcome").wait_for()
    kiosk.locator(".welcome [data-action=leave]").click()
    expect(kiosk.locator(".card-left[data-alarmed=false]")).to_be_visible()

    hands.freeze()
    hands.advance(20_000)

    expect(kiosk.locator(".card-left[data-alarmed=true]")).to_be_visible()
    assert tasks() == [("id_reader", "card_left", "collect_card")]
    hands.stimulus("id_reader", "remove")
    expect(kiosk.locator(".card-left")).to_have_count(0)


def test_a_dead_end_in_a_shut_hall_leaves_a_note_that_is_there_after_a_kill(browser: Browser, tmp_path: Path) -> None:
    with service_in(tmp_path) as own:
        opened = Pages(browser, own)
        kiosk = opened.open(f"/kiosk/{TERMINAL}", PORTRAIT, outage=True)
        hands = Hands(TERMINAL, remote(own.base_url, own.accounts_file()["simulation_token"]))
        hands.inject("document_printer", "jam")
        Caller(own.base_url).sign_in("supervisor01").send("POST", f"/api/halls/{HALL}/closing")
        expect(kiosk.locator(".closed .matter.is-off")).to_have_count(2)

        kiosk.locator("[data-matter=insurance_proof]").click()
        kiosk.locator("[data-action=note]").click()
        for digit in "13800000000":
            kiosk.locator(f"[data-key='{digit}']").click()
        kiosk.locator("[data-action=send-note]").click()
        expect(kiosk.locator("[data-note=N0001]")).to_be_visible()
        own.kill()
        own.start_again()

        notes = Caller(own.base_url).sign_in("supervisor01").send("GET", f"/api/halls/{HALL}/notes")["notes"]
        assert [(each["matter"], each["cause"], each["phone"]) for each in notes] == [
            ("insurance_proof", "printer_unavailable", "13800000000")
        ]
        opened.close()
