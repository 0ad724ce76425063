"""Ways out where something does not work: phone, guide, unlock code, street door, grey tiles, an authority that ends."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from devices.client import Hands, remote
from tests.flows.conftest import Pages, sign_in
from tests.flows.hall import HALL, Caller
from tests.flows.modes import LANGUAGES, faults_in_every_mode, speak
from tests.flows.phone import fresh_code
from tests.flows.sizes import MONITOR_RULES, PHONE, PHONE_RULES, PORTRAIT, WALL
from tests.flows.test_faults import SLOW_MS, fault, order_proof, verify
from tests.flows.test_layout import check
from tests.service import RunningService, start_service

TERMINAL = "hall-1"
NIGHT = "2026-11-23T22:30+08:00"


@pytest.fixture
def hands(service: RunningService) -> Iterator[Hands]:
    """At the terminal's devices."""
    made = Hands(TERMINAL, remote(service.base_url, service.accounts_file()["simulation_token"]))
    yield made
    made.reset()


@pytest.fixture
def kiosk(pages: Pages, service: RunningService) -> Iterator[Page]:
    """The terminal's page; whoever stood there leaves at the end."""
    page = pages.open(f"/kiosk/{TERMINAL}", PORTRAIT)
    page.locator(".matter").first.wait_for()
    yield page
    terminal = Caller(service.base_url, service.token(TERMINAL))
    room = terminal.send("GET", f"/api/halls/{HALL}/snapshot?room=terminal:{TERMINAL}")["state"]
    for session in room["session"]:
        terminal.send("POST", f"/api/terminals/{TERMINAL}/session/end", {"session": session, "reason": "asked"})


@pytest.fixture
def out(service: RunningService, kiosk: Page) -> Iterator[Page]:
    """The terminal's page while a supervisor has taken it out of service."""
    supervise(service, in_service=False)
    kiosk.locator(".is-out").wait_for()
    yield kiosk
    supervise(service, in_service=True)


def supervise(service: RunningService, *, in_service: bool) -> None:
    supervisor = Caller(service.base_url).sign_in("supervisor01")
    supervisor.send("POST", f"/api/terminals/{TERMINAL}/service", {"in_service": in_service})


def log_in(service: RunningService, kiosk: Page, persona: str = "demo-adult", kind: str = "citizen") -> None:
    """By a pasted code."""
    kiosk.locator(".way[data-way=code]").click()
    kiosk.locator("#code-text").fill(fresh_code(service.base_url, persona, kind))
    kiosk.locator("[data-action=send-code]").click()
    expect(kiosk.locator(".welcome")).to_be_visible()


def test_what_cannot_be_printed_goes_to_the_phone_of_whoever_ordered_it_and_to_no_other(
    pages: Pages, service: RunningService, kiosk: Page, hands: Hands
) -> None:
    log_in(service, kiosk)
    verify(kiosk, hands)
    hands.inject("document_printer", "jam", trigger={"op": "print"})
    order_proof(kiosk)
    fault(kiosk, "paper_jam")
    expect(kiosk.locator("[data-fault] .button.is-primary")).to_have_attribute("data-action", "phone")

    kiosk.locator("[data-action=phone]").click()

    expect(kiosk.locator("[data-paper=sent]")).to_be_visible(timeout=SLOW_MS)
    phone = pages.open("/phone", PHONE)
    phone.locator("[data-persona=demo-adult]").click()
    phone.locator("[data-action=files]").click()
    check(phone, PHONE_RULES, "files")
    phone.locator("[data-file]").click()
    picture = phone.locator(".file-page")
    expect(picture).to_be_visible()
    # The sheet itself, taller than wide by the root of two.
    shape = picture.evaluate("async (page) => { await page.decode(); return page.naturalHeight / page.naturalWidth; }")
    assert round(shape, 2) == 1.41
    expect(phone.locator(".file")).to_contain_text("仿真·测试数据")
    other = pages.open("/phone", PHONE)
    other.locator("[data-persona=demo-parent]").click()
    other.locator("[data-action=files]").click()
    expect(other.locator(".choice")).to_contain_text("还没有文件")


def test_a_machine_out_of_service_names_the_nearest_and_shows_a_guide_that_a_phone_opens(
    pages: Pages, service: RunningService, out: Page
) -> None:
    expect(out.locator(".out-nearest")).to_contain_text("大厅 2 号机（约 2 米）")
    address = str(out.locator(".guide-qr").get_attribute("data-text"))
    assert address == f"{service.base_url}/guide/{HALL}?from={TERMINAL}"

    guide = pages.open(address.removeprefix(service.base_url), PHONE)

    expect(guide.locator(f"[data-terminal={TERMINAL}]")).to_have_attribute("data-stand", "rests")
    expect(guide.locator("[data-zone]").first).to_have_attribute("data-zone", "hall")
    expect(guide.locator("[data-terminal=hall-2]")).to_contain_text("约 2 米")
    for language in LANGUAGES:
        speak(guide, language)
        check(guide, PHONE_RULES, f"guide, {language}")


def test_the_pages_of_a_machine_out_of_service_can_be_read_and_touched_in_every_mode(out: Page) -> None:
    assert faults_in_every_mode(out) == {}
    out.locator("[data-action=unlock]").click()
    out.locator(".unlock-page").wait_for()
    assert faults_in_every_mode(out) == {}


def test_staff_unlock_the_machine_by_the_code_on_the_monitor(pages: Pages, out: Page) -> None:
    monitor = pages.open("/monitor", WALL)
    sign_in(monitor, "supervisor01")
    monitor.locator("[data-view=terminals]").click()
    monitor.locator(f"tr[data-terminal={TERMINAL}] [data-action=details]").click()
    monitor.locator("[data-action=unlock-code]").click()
    code = str(monitor.locator("[data-unlock]").get_attribute("data-unlock"))
    check(monitor, MONITOR_RULES, "an unlock code")
    out.locator("[data-action=unlock]").click()
    for digit in f"{(int(code) + 1) % 1_000_000:06}":
        out.locator(f".key[data-key='{digit}']").click()
    out.locator("[data-action=unlock-send]").click()
    expect(out.locator(".unlock-page .error")).to_contain_text("还可以试 2 次")

    for digit in code:
        out.locator(f".key[data-key='{digit}']").click()
    out.locator("[data-action=unlock-send]").click()

    expect(out.locator(".matter").first).to_be_visible()
    expect(monitor.locator("[data-action=unlock-code]")).to_have_count(0)


def test_a_device_that_dies_while_nobody_uses_it_greys_its_way_with_the_reason_on_the_log_in_screen(
    kiosk: Page, hands: Hands
) -> None:
    kiosk.locator(".way[data-way=code]").click()
    face = kiosk.locator(".other-way[data-way=face]")
    expect(face).to_be_enabled()

    hands.inject("face_camera", "dead")

    expect(face).to_be_disabled()
    expect(face).to_contain_text("停用：摄像头故障")
    kiosk.locator("[data-action=home]").click()
    expect(kiosk.locator(".way[data-way=face]")).to_contain_text("停用：摄像头故障")


def test_an_agent_whose_authority_ends_is_shown_out_and_reads_why(service: RunningService, kiosk: Page) -> None:
    log_in(service, kiosk, "demo-agent", "legal_person")
    somebody = Caller(service.base_url)
    known = somebody.send("GET", "/api/phone/personas/demo-agent/authorisations")["authorisations"]
    (active,) = [each["id"] for each in known if each["state"] == "active" and each["is_agent"]]

    somebody.send("POST", f"/api/phone/personas/demo-agent/authorisations/{active}/revoke", {})

    expect(kiosk.locator(".bye-why")).to_contain_text("授权刚刚撤销")
    kiosk.locator("[data-action=bye]").click()
    expect(kiosk.locator(".way").first).to_be_visible()
    expect(kiosk.locator(".bye-why")).to_have_count(0)


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """The demo half an hour after the street door of the 24-hour zone was shut."""
    running = start_service(tmp_path_factory.mktemp("night"), "--demo", "--no-crowd", "--start", NIGHT)
    yield running
    running.stop()


def test_behind_the_shut_street_door_the_service_goes_on_and_the_way_out_is_told(
    pages: Pages, night: RunningService
) -> None:
    at_night = Pages(pages._browser, night)
    kiosk = at_night.open("/kiosk/zone24-1", PORTRAIT)
    expect(kiosk.locator(".way").first).to_be_enabled()
    assert faults_in_every_mode(kiosk) == {}

    kiosk.locator("[data-action=door]").click()

    expect(kiosk.locator(".door-emergency")).to_contain_text("110")
    fault(kiosk, "door_shut")
    expect(kiosk.locator("[data-fault=door_shut] .button.is-primary")).to_have_attribute("data-action", "help")
    assert faults_in_every_mode(kiosk) == {}
    at_night.close()
