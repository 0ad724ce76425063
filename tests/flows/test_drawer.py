"""The device drawer beside the kiosk (设备抽屉): one window plays the world, the other shows what comes of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.flows.camera import film_of
from tests.flows.conftest import Pages
from tests.flows.phone import drop, fresh_code, lay_card, open_device, photo_of, show_text, take_card
from tests.flows.sizes import DESK, PORTRAIT
from tests.service import RunningService, service_in

pytestmark = pytest.mark.usefixtures("nobody_there")

FACE_TRIES = 3


def side_by_side(pages: Pages, terminal: str) -> tuple[Page, Page]:
    """(kiosk, drawer) of one terminal."""
    kiosk = pages.open(f"/kiosk/{terminal}", PORTRAIT)
    kiosk.locator(".way").first.wait_for()
    return kiosk, pages.open(f"/drawer/{terminal}", DESK)


def level_is(kiosk: Page, level: int) -> None:
    expect(kiosk.locator(".welcome")).to_have_attribute("data-level", str(level))


def look(kiosk: Page) -> None:
    """Consent to one look of the camera, and wait for what comes of it: home at level 3, or a word of why not."""
    kiosk.locator("[data-action=agree]").click()
    kiosk.locator(".welcome[data-level='3'], .last-try.is-wrong, .fault").first.wait_for()


def told(kiosk: Page, code: str, words: str) -> None:
    """A refusal, with its code for the staff and in plain words."""
    expect(kiosk.locator(f".last-try[data-code={code}]")).to_contain_text(words)


def test_a_card_and_a_face_reach_level_three_and_a_photo_does_not(pages: Pages) -> None:
    kiosk, drawer = side_by_side(pages, "hall-1")
    lay_card(drawer, "demo-adult")
    level_is(kiosk, 2)
    expect(kiosk.locator(".welcome-name")).to_contain_text("陈*一")

    open_device(drawer, "face_camera")
    drawer.locator("#face-presentation").select_option("print")
    drawer.locator("[data-action=stand]").click()
    expect(drawer.locator("[data-part=subject] dd")).to_have_text("有")
    kiosk.locator(".welcome [data-action=face]").click()
    look(kiosk)
    expect(kiosk.locator("[data-fault=suspected]")).to_have_attribute("data-code", "face_suspected")
    drawer.locator("#face-presentation").select_option("bonaFide")
    drawer.locator("[data-action=stand]").click()
    expect(drawer.locator(".outcome")).to_have_text("已执行：站到镜头前")
    kiosk.locator(".nav-button[data-action=home]").click()
    kiosk.locator(".welcome [data-action=face]").click()
    for _ in range(FACE_TRIES - 1):
        # A living face is refused now and then, as it is by real cameras.
        if kiosk.locator("[data-action=agree]").count():
            look(kiosk)

    level_is(kiosk, 3)


def test_an_elder_without_a_phone_logs_in_by_card_in_large_type(pages: Pages) -> None:
    kiosk, drawer = side_by_side(pages, "hall-2")
    kiosk.locator("[data-action=elder]").click()
    kiosk.locator(".way[data-way=code]").click()
    kiosk.locator("[data-way=helped]").click()
    kiosk.locator("[data-action=card]").click()
    expect(kiosk.locator("[data-login=card]")).to_be_visible()

    lay_card(drawer, "demo-elder")

    level_is(kiosk, 2)
    expect(kiosk.locator(".welcome-name")).to_contain_text("林*二")
    expect(kiosk.locator("html")).to_have_attribute("data-mode", "elder")
    take_card(drawer)
    expect(drawer.locator("[data-part=card] dd")).to_have_text("无")


def test_a_personas_code_is_fetched_and_shown_to_the_built_in_scanner_and_is_good_once(pages: Pages) -> None:
    kiosk, drawer = side_by_side(pages, "hall-3")
    open_device(drawer, "scanner")
    drawer.locator("#code-person").select_option("demo-agent")
    drawer.locator("#code-kind").select_option("legal_person")
    drawer.locator("[data-action=fetch-code]").click()
    level_is(kiosk, 1)
    expect(kiosk.locator(".welcome-for")).to_contain_text("仿真区示例制品厂")
    expect(drawer.locator("[data-fetched] [role=timer]")).to_contain_text("还有效")

    kiosk.locator(".welcome [data-action=leave]").click()
    # Then the visit has ended for the service, too: what is shown before belongs to who is leaving.
    expect(kiosk.locator(".way").first).to_be_visible()
    drawer.locator("[data-action=again]").click()

    told(kiosk, "replayed", "已经用过")


def test_codes_that_the_built_in_scanner_refuses_are_explained_on_the_home_page(pages: Pages) -> None:
    kiosk, drawer = side_by_side(pages, "hall-4")

    show_text(drawer, "https://example.org/not-a-code")
    told(kiosk, "malformed", "不是办事用的二维码")
    drawer.locator("#code-person").select_option("demo-former")
    drawer.locator("#code-kind").select_option("legal_person")
    drawer.locator("[data-action=fetch-code]").click()
    expect(drawer.locator(".outcome[data-wrong=true]")).to_contain_text("授权")
    kiosk.locator("[data-action=home]").click()

    expect(kiosk.locator(".way").first).to_be_visible()
    expect(kiosk.locator(".last-try")).to_have_count(0)


def test_a_code_that_has_run_out_is_refused_when_time_has_passed(pages: Pages, service: RunningService) -> None:
    kiosk, drawer = side_by_side(pages, "hall-1")
    text = fresh_code(service.base_url, "demo-adult")
    drawer.locator("#clock-amount").fill("2")
    drawer.locator("#clock-unit").select_option("minutes")
    drawer.locator("[data-action=advance]").click()
    expect(drawer.locator(".outcome")).to_have_text("已执行：推进")

    show_text(drawer, text)

    told(kiosk, "expired", "过期")


def test_a_picture_dropped_into_the_drawer_is_read_by_the_service_and_a_dirty_window_sees_nothing(
    pages: Pages, service: RunningService
) -> None:
    kiosk, drawer = side_by_side(pages, "hall-2")
    open_device(drawer, "scanner")
    picture = photo_of(fresh_code(service.base_url, "demo-boss"))
    drawer.locator("[data-action=break-dirty_window]").click()
    expect(drawer.locator("[data-fault=dirty_window]")).to_be_visible()

    drop(drawer.locator("[data-drop=code]"), picture)
    expect(drawer.locator(".outcome")).to_have_text("图片里没有找到二维码。")
    drawer.locator("[data-action=remedy-wipe]").click()
    expect(drawer.locator("[data-fault=dirty_window]")).to_have_count(0)
    drop(drawer.locator("[data-drop=code]"), picture)

    level_is(kiosk, 1)


def test_the_drawers_webcam_shows_a_code_to_the_built_in_scanner(
    pages: Pages, pages_that_see: Callable[..., Pages], service: RunningService, tmp_path: Path
) -> None:
    kiosk = pages.open("/kiosk/hall-3", PORTRAIT)
    film = film_of(fresh_code(service.base_url, "demo-patient"), tmp_path / "phone.y4m")
    drawer = pages_that_see(*film).open("/drawer/hall-3", DESK)
    open_device(drawer, "scanner")

    drawer.locator("[data-action=webcam]").click()

    level_is(kiosk, 1)
    expect(drawer.locator(".webcam")).to_have_count(0)


def test_a_jam_made_in_the_drawer_is_explained_at_the_kiosk_and_mended_from_the_drawer(pages: Pages) -> None:
    kiosk, drawer = side_by_side(pages, "hall-4")
    open_device(drawer, "receipt_printer")
    drawer.locator("[data-action=break-jam]").click()
    expect(drawer.locator("[data-service=print_slip]")).to_have_attribute("data-works", "false")

    kiosk.locator(".tile[data-class=social]").click()
    kiosk.locator(".kind-card[data-kind=ordinary]").click()
    expect(kiosk.locator("[data-print=failed]")).to_contain_text("您的号已经取好，没有丢")
    drawer.locator("[data-fault=jam] [data-action=remedy-remove]").click()
    expect(drawer.locator("[data-fault=jam]")).to_have_count(0)
    drawer.locator("[data-action=reset-device]").click()
    expect(drawer.locator("[data-service=print_slip]")).to_have_attribute("data-works", "true")
    kiosk.locator("[data-action=another]").click()
    kiosk.locator(".tile[data-class=social]").click()
    kiosk.locator(".kind-card[data-kind=ordinary]").click()

    expect(kiosk.locator("[data-print=printed]")).to_be_visible()
    # The paper itself, as the service drew it.
    slip = drawer.locator("[data-output=receipt_printer][data-whole=true] img")
    expect(slip).to_have_count(1)
    assert slip.evaluate("(one) => one.decode().then(() => one.naturalWidth)") > 400


def test_a_kiosk_whose_readers_are_dead_greys_its_log_in_until_they_are_reset(pages: Pages) -> None:
    kiosk, drawer = side_by_side(pages, "hall-1")
    for device in ("scanner", "id_reader"):
        open_device(drawer, device)
        drawer.locator("[data-action=break-dead]").click()
        expect(drawer.locator(f"[data-device={device}]")).to_have_attribute("data-mark", "broken")
    expect(kiosk.locator(".way[disabled]")).to_have_count(3)

    drawer.locator("[data-action=reset-terminal]").click()

    expect(kiosk.locator(".way:not([disabled])")).to_have_count(3)


def test_an_operation_that_waits_in_manual_mode_ends_as_the_drawer_says(pages: Pages, service: RunningService) -> None:
    kiosk, drawer = side_by_side(pages, "hall-2")
    text = fresh_code(service.base_url, "demo-adult")
    open_device(drawer, "scanner")
    drawer.locator("[data-action=mode-manual]").click()
    expect(drawer.locator("[data-action=mode-manual]")).to_have_attribute("aria-pressed", "true")
    drawer.locator("[data-action=reset-device]").click()
    form = drawer.locator("[data-form=respond]")
    form.locator("textarea").fill(f'{{"text": "{text}", "symbology": "qrCode"}}')
    form.locator("[data-action=respond]").click()

    level_is(kiosk, 1)
    drawer.locator("[data-action=mode-quiet]").click()
    expect(drawer.locator("[data-action=mode-quiet]")).to_have_attribute("aria-pressed", "true")
    drawer.locator("[data-action=reset-terminal]").click()


@pytest.fixture
def plain_service(browser: Browser, tmp_path: Path) -> Iterator[RunningService]:
    """A demo without simulation."""
    del browser
    with service_in(tmp_path, "--demo", "--no-crowd", "--no-simulation") as running:
        yield running


def test_without_simulation_nothing_leads_to_a_drawer_or_a_phone(
    browser: Browser, plain_service: RunningService
) -> None:
    plain = Pages(browser, plain_service)
    start = plain.open("/", DESK)

    targets = {str(link.get_attribute("href")) for link in start.locator("a[href^='/']").all()}
    plain.close()

    assert "/kiosk/hall-1" in targets
    assert not {one for one in targets if one == "/phone" or one.startswith("/drawer")}
