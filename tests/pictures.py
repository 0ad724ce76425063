"""The pictures (截图): the README's five, and with `--all FOLDER` every page in every size and language.

`python -m tests.pictures` opens the demo hall with a crowd, on a folder and port of its own, waits until the hall
is busy, and writes docs/pictures/*.png. The hall's clock runs fast so that the crowd fills it in seconds.
"""

from __future__ import annotations

import argparse
import io
import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.flows.browser import LAUNCH_ARGS, find_chromium
from tests.flows.conftest import Pages, sign_in, sit_down
from tests.flows.hall import Clerk, Kiosk, fill_hall, give_special
from tests.flows.sizes import DESK, PHONE, PORTRAIT, WALL
from tests.service import RunningService, service_in

FOLDER: Final = Path(__file__).parents[1] / "docs" / "pictures"
WIDTH_PX: Final = {"kiosk": 720, "board": 1280, "counter": 1366, "monitor": 1440, "drawer": 1366}
"""README picture -> its width; a README is read on a laptop."""
COLOURS: Final = 256
LIMIT_BYTES: Final = 250_000
FAST: Final = ("--demo", "--crowd", "--speed", "30")
BREAK: Final = ("--demo", "--no-crowd", "--start", "2026-11-23T12:10+08:00")
SLOW_HALL: Final = ("--demo", "--no-crowd", "--speed", "600")
"""Nobody serves, and half an hour is over in three seconds."""
BUSY_LIMIT_MS: Final = 120_000
BUSY: Final = re.compile(r"^\d{2,}$")
"""So many have been served that the pictures have something to tell: ten or more."""
LANGUAGES: Final = ("zh", "en")

Save = Callable[[Page, str], None]


def main() -> None:
    """Take the README's pictures, or all for a look."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--all", metavar="FOLDER", type=Path, help="every page, size and language, as taken")
    folder: Path | None = parser.parse_args().all
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=find_chromium(), args=list(LAUNCH_ARGS))
        if folder is None:
            readme_pictures(browser, FOLDER)
        else:
            folder.mkdir(parents=True, exist_ok=True)
            all_pictures(browser, folder)
        browser.close()


def readme_pictures(browser: Browser, folder: Path) -> None:
    """Four pictures of a hall in full swing, and one of a tester's desk beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    with hall(browser, *FAST) as pages:
        monitor = pages.staff("/monitor", WALL, "supervisor01")
        kiosk = pages.open("/kiosk/hall-1", PORTRAIT)
        until_busy(monitor)
        counter = busy_counter(pages)
        # Opened late: at this pace every call would still be marked as new.
        board = pages.open("/board", WALL)
        for name, page in (("kiosk", kiosk), ("board", board), ("counter", counter), ("monitor", monitor)):
            write_small(shot(page), folder / f"{name}.png", WIDTH_PX[name])
    with hall(browser) as pages:
        write_small(shot(jammed_drawer(pages)), folder / "drawer.png", WIDTH_PX["drawer"])


def jammed_drawer(pages: Pages) -> Page:
    """A drawer whose printer is jammed, after a slip has come out."""
    kiosk = pages.open("/kiosk/hall-2", PORTRAIT)
    kiosk.locator(".tile[data-class=social]").click()
    kiosk.locator(".kind-card[data-kind=ordinary]").click()
    kiosk.locator("[data-print=printed]").wait_for()
    page = pages.open("/drawer/hall-2", DESK)
    page.locator("[data-device=receipt_printer]").click()
    page.locator("[data-action=break-jam]").click()
    page.locator("[data-fault=jam]").wait_for()
    return page


def until_busy(monitor: Page) -> None:
    """The crowd is here: people wait in three lines, and enough were served to draw their waits."""
    busy = monitor.locator(".queue-waiting strong").filter(has_not_text="0")
    busy.nth(2).wait_for(timeout=BUSY_LIMIT_MS)
    expect(monitor.locator("[data-kpi=finished] dd")).to_have_text(BUSY, timeout=BUSY_LIMIT_MS)
    monitor.locator(".chart canvas, canvas").first.wait_for(timeout=BUSY_LIMIT_MS)


def busy_counter(pages: Pages) -> Page:
    """A clerk at a free counter, in the middle of a service."""
    page = pages.staff("/counter", DESK, "clerk05")
    page.locator(".seat:enabled").first.press("Enter")
    page.locator(".state-pill").wait_for()
    for state in ("idle", "calling", "serving"):
        expect(page.locator("[data-key=F1]")).to_be_enabled(timeout=BUSY_LIMIT_MS)
        page.keyboard.press("F1")
        expect(page.locator(".state-pill")).to_have_attribute("data-state", state)
    return page


def all_pictures(browser: Browser, folder: Path) -> None:
    """Every page for a look, as the browser draws it."""

    def save(page: Page, name: str) -> None:
        (folder / f"{name}.png").write_bytes(shot(page))

    with hall(browser) as pages:
        fill_hall(pages.url)
        for language in LANGUAGES:
            kiosk_pictures(pages, language, save)
            counter_pictures(pages, language, save)
            screen_pictures(pages, language, save)
            drawer_pictures(pages, language, save)
            trouble_pictures(pages, language, save)
    with hall(browser, *SLOW_HALL) as pages:
        alarm_pictures(pages, save)
    with hall(browser, *BREAK) as pages:
        for language in LANGUAGES:
            for name, size in (("portrait", PORTRAIT), ("landscape", WALL)):
                page = pages.open("/kiosk/hall-1", size)
                speak(page, language)
                page.locator(".closed time").wait_for()
                save(page, f"closed-{name}-{language}")
            save(pages.open(f"/board?lang={language}", WALL), f"closed-board-{language}")


def kiosk_pictures(pages: Pages, language: str, save: Save) -> None:
    """Each step in each mode; a slip on paper and one that is only shown."""
    for mode, size in (("portrait", PORTRAIT), ("landscape", WALL)):
        # A landscape panel hangs low by itself and has no switch for it.
        for kind in ("standard", "elder", "low") if size == PORTRAIT else ("standard", "elder"):
            page = pages.open("/kiosk/hall-1", size)
            speak(page, language)
            if kind != "standard":
                page.locator(f"[data-action={kind}]").click()
            name = f"kiosk-{mode}-{kind}-{language}"
            page.locator(".tile").first.wait_for()
            save(page, f"{name}-1-home")
            page.locator("[data-action=queues]").click()
            page.locator(".queue-row").first.wait_for()
            save(page, f"{name}-2-queues")
            page.locator("[data-action=home]").click()
            page.locator(".tile[data-class=social]").click()
            page.locator(".kind-card").first.wait_for()
            save(page, f"{name}-3-kinds")
            page.locator(".kind-card[data-kind=appointment]").click()
            page.locator(".step-question, .slots").first.wait_for()
            save(page, f"{name}-4-slots")
            page.locator("[data-action=back]").click()
            page.locator(".kind-card[data-kind=ordinary]").click()
            page.locator("[data-print=printed]").wait_for()
            save(page, f"{name}-5-slip")
            page.locator("[data-action=help]").click()
            save(page, f"{name}-6-help")
            page.context.close()
        page = pages.open("/kiosk/hall-1", size)
        speak(page, language)
        page.route("**/prints", lambda route: route.abort())
        page.locator(".tile[data-class=social]").click()
        page.locator(".kind-card[data-kind=ordinary]").click()
        page.locator("[data-print=failed]").wait_for(timeout=BUSY_LIMIT_MS)
        save(page, f"kiosk-{mode}-7-not-printed-{language}")
        page.context.close()


def counter_pictures(pages: Pages, language: str, save: Save) -> None:
    """Each state of the workplace."""
    page = pages.open("/counter", DESK)
    speak(page, language)
    save(page, f"counter-{language}-1-sign-in")
    sign_in(page, "clerk03")
    page.locator(".seat").first.wait_for()
    save(page, f"counter-{language}-2-seats")
    sit_down(page, "3")
    steps = (("", "closed"), ("F1", "idle"), ("F1", "calling"), ("F1", "serving"))
    for at, (key, state) in enumerate(steps, start=3):
        if key:
            page.keyboard.press(key)
        expect(page.locator(".state-pill")).to_have_attribute("data-state", state)
        save(page, f"counter-{language}-{at}-{state}")
    for at, (key, dialog) in enumerate((("F4", "transfer"), ("F6", "menu")), start=7):
        page.keyboard.press(key)
        page.locator(f"[data-dialog={dialog}]").wait_for()
        save(page, f"counter-{language}-{at}-{dialog}")
        page.keyboard.press("Escape")
    page.keyboard.press("F5")
    expect(page.locator(".state-pill")).to_have_attribute("data-state", "idle")
    page.keyboard.press("F6")
    page.keyboard.press("2")
    expect(page.locator(".state-pill")).to_have_attribute("data-state", "paused")
    save(page, f"counter-{language}-9-paused")
    page.keyboard.press("F6")
    page.locator("[data-choice=leave]").press("Enter")
    page.locator(".seat").first.wait_for()
    page.context.close()


def screen_pictures(pages: Pages, language: str, save: Save) -> None:
    """Board, monitor, phone, start, /docs."""
    save(pages.open(f"/board?lang={language}", WALL), f"board-{language}")
    monitor = pages.open("/monitor", WALL)
    speak(monitor, language)
    sign_in(monitor, "supervisor01")
    monitor.locator("canvas").first.wait_for()
    save(monitor, f"monitor-{language}-1")
    monitor.locator("[data-action=table]").click()
    monitor.locator(".waits-table").wait_for()
    save(monitor, f"monitor-{language}-2-table")
    phone_pictures(pages, language, save)
    for name, size in (("desk", DESK), ("wall", WALL), ("phone", PHONE)):
        start = pages.open("/", size)
        speak(start, language)
        save(start, f"start-{name}-{language}")
    docs = pages.profile(DESK).new_page()
    docs.goto(f"{pages.url}/docs")
    save(docs, "docs")


def drawer_pictures(pages: Pages, language: str, save: Save) -> None:
    """Devices of the drawer with and without forms, on both screens."""
    for size, name in ((DESK, "desk"), (WALL, "wall")):
        page = pages.open("/drawer/hall-2", size)
        speak(page, language)
        for device in ("scanner", "id_reader", "face_camera", "receipt_printer"):
            page.locator(f"[data-device={device}]").click()
            page.locator(f"[data-opened={device}]").wait_for()
            save(page, f"drawer-{name}-{language}-{device}")
        page.context.close()


def trouble_pictures(pages: PicturePages, language: str, save: Save) -> None:
    """A call on board and phone; then every page with its cable pulled."""
    clerk = Clerk(pages.url, "clerk03", "3").open_up()
    ticket = give_special(pages.url, "general")
    phone = pages.open(urlsplit(str(ticket["url"])).path, PHONE)
    phone.locator(".ticket-number").wait_for()
    speak(phone, language)
    board = pages.open(f"/board?lang={language}", WALL)
    clerk.do("next")
    phone.locator(".called-place").wait_for()
    save(phone, f"phone-{language}-4-called")
    board.locator(".now[data-calling=true]").wait_for()
    save(board, f"board-calling-{language}")
    kiosk = pages.open("/kiosk/hall-1", PORTRAIT)
    speak(kiosk, language)
    monitor = pages.open("/monitor", WALL)
    speak(monitor, language)
    sign_in(monitor, "supervisor01")
    monitor.locator("[data-terminal=hall-2] select").select_option("jam")
    monitor.locator("[data-terminal=hall-2][data-fault=jam]").wait_for()
    save(monitor, f"monitor-{language}-3-jam")
    monitor.locator("[data-action=stop-tickets]").click()
    save(monitor, f"monitor-{language}-4-ask")
    monitor.keyboard.press("Escape")
    counter = pages.open("/counter", DESK)
    speak(counter, language)
    for name, page in (
        ("board", board),
        ("kiosk", kiosk),
        ("monitor", monitor),
        ("counter", counter),
        ("phone", phone),
    ):
        page.context.set_offline(offline=True)
        page.locator(".link-banner").wait_for()
        save(page, f"lost-{name}-{language}")
        page.context.close()
    clerk.do("start")
    clerk.do("finish", call_next=False)
    clerk.leave()


def alarm_pictures(pages: Pages, save: Save) -> None:
    """Waits beyond half an hour."""
    for matter_class in ("general", "social", "household"):
        Kiosk(pages.url).take(matter_class)
    monitor = pages.staff("/monitor", WALL, "supervisor01")
    monitor.locator(".alarm").nth(2).wait_for(timeout=BUSY_LIMIT_MS)
    for language in LANGUAGES:
        speak(monitor, language)
        save(monitor, f"monitor-alarms-{language}")


def phone_pictures(pages: Pages, language: str, save: Save) -> None:
    """One ticket from waiting to its end."""
    ticket = Kiosk(pages.url).take("business")
    page = pages.open(urlsplit(str(ticket["url"])).path, PHONE)
    page.locator(".ticket-number").wait_for()
    speak(page, language)
    save(page, f"phone-{language}-1-waiting")
    page.locator("[data-action=cancel]").click()
    page.locator("[data-dialog=cancel]").wait_for()
    save(page, f"phone-{language}-2-ask")
    page.locator("[data-action=confirm-cancel]").click()
    page.locator("[data-outcome=abandoned]").wait_for()
    save(page, f"phone-{language}-3-cancelled")


class PicturePages(Pages):
    """Pages of a hall, with its address at hand."""

    def __init__(self, browser: Browser, service: RunningService) -> None:
        super().__init__(browser, service)
        self.url = service.base_url


@contextmanager
def hall(browser: Browser, *options: str) -> Iterator[PicturePages]:
    """A demo hall on a folder and port of its own."""
    with tempfile.TemporaryDirectory() as folder, service_in(Path(folder), *options) as service:
        pages = PicturePages(browser, service)
        yield pages
        for context in pages.contexts:
            context.close()


def speak(page: Page, language: str) -> None:
    """Turn the page into this language by its own switch."""
    wanted = "en" if language == "en" else "zh-CN"
    if page.locator("html").get_attribute("lang") != wanted:
        page.locator("[data-action=language]").first.click()
    expect(page.locator("html")).to_have_attribute("lang", wanted)


def shot(page: Page) -> bytes:
    """The window as it is, with its fonts there and nothing moving."""
    page.evaluate("document.fonts.ready.then(() => null)")
    return page.screenshot(animations="disabled", caret="hide")


def write_small(content: bytes, file: Path, width_px: int) -> None:
    """Scaled down and with few colours. Raises AssertionError if it is still too large for a repository."""
    picture = Image.open(io.BytesIO(content)).convert("RGB")
    height_px = round(picture.height * width_px / picture.width)
    small = picture.resize((width_px, height_px), Image.Resampling.LANCZOS)
    # Rare colours carry the meaning: marks, alarms, the target line.
    small.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(file, optimize=True)
    assert file.stat().st_size < LIMIT_BYTES, f"{file} is too large"


if __name__ == "__main__":
    main()
