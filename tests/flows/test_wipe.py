"""After the end of a visit no personal word is left: in page, storage, memory, printer queue, device journal, store or log.

One whole visit at a real service (code, card, face, a slip on paper), then a search for every word of the person in
every place that has seen one. What stays is the subject's id in the journals of hall and issuer, and nothing else.
"""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from devices.client import Hands, remote
from kiosk.identity.personas import PERSONAS
from tests import memory_probe
from tests.flows.conftest import Pages
from tests.flows.phone import code_on
from tests.flows.sizes import PHONE, PORTRAIT
from tests.service import RunningService
from tests.web.test_log_in import stored_text

WHO = next(each for each in PERSONAS if each.key == "demo-parent")
CHILD = next(each for each in PERSONAS if each.key == "demo-child")
T = "hall-1"
LIMIT_S = 30.0
HELPER, PASSWORD = "helper77", "Zq-771-a-word"
LEFT_ON_THE_PAGE = """async () => {
  const { watched } = await import("/static/lib/store.js");
  const rooms = watched().map((room) => room.state.value);
  const kept = [document.documentElement.outerHTML, { ...localStorage }, { ...sessionStorage }, document.cookie, rooms];
  const fields = [...document.querySelectorAll("input")].map((field) => field.value);
  return JSON.stringify([...kept, fields, await indexedDB.databases(), await caches.keys(), history.state, location.href]);
}"""

KNOWS_OF_A_VISIT = """async () => {
  const { watched } = await import("/static/lib/store.js");
  return watched().some((room) => Object.keys(room.state.value?.session ?? {}).length > 0);
}"""


class Probed(RunningService):
    """A service whose memory can be looked into."""

    @property
    def words(self) -> Path:
        """What it looks for."""
        return self.data.parent / "words.json"

    @property
    def found(self) -> Path:
        """What it has found."""
        return self.data.parent / "found.json"

    def look(self, words: list[str]) -> list[Any]:
        """(word, what holds it) of everything in its memory."""
        self.words.write_text(json.dumps(words, ensure_ascii=False), encoding="utf-8")
        self.found.unlink(missing_ok=True)
        assert self.process is not None
        os.kill(self.process.pid, signal.SIGUSR1)
        ends_s = time.monotonic() + LIMIT_S
        while not self.found.exists():
            assert time.monotonic() < ends_s, "the service did not look"
            # Whatever it answers, it wakes.
            self.session().get(f"{self.base_url}/healthz", timeout=LIMIT_S)
        hits: list[Any] = json.loads(self.found.read_text(encoding="utf-8"))
        return hits


@pytest.fixture(scope="module")
def service(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """A service of this file's own. The browser comes first: no browser, no service."""
    options = ("--demo", "--no-crowd", "--log-level", "debug", "--access-log-every", "1")
    made = Probed(tmp_path_factory.mktemp("wipe") / "data", options, program=("-m", "tests.memory_probe"))
    made.environ = {memory_probe.WORDS: str(made.words), memory_probe.FOUND: str(made.found)}
    with made as running:
        yield running


def lay_card(hands: Hands) -> None:
    until = "长期" if WHO.valid_until is None else f"{WHO.valid_until:%Y%m%d}"
    first = f"{WHO.valid_from:%Y%m%d}"
    hands.stimulus("id_reader", "card", number=WHO.number, name=WHO.name, valid_from=first, valid_until=until)


def walk(phone: Page, kiosk: Page, hands: Hands) -> str:
    """The whole visit; gives the text of the code that was shown."""
    text = code_on(phone, WHO.key, "citizen")
    paste(kiosk, text)
    expect(kiosk.locator(".welcome")).to_have_attribute("data-level", "1")
    lay_card(hands)
    expect(kiosk.locator(".welcome")).to_have_attribute("data-level", "3")
    look_into_the_camera(kiosk)
    sign(kiosk, HELPER, PASSWORD)
    choose_the_child(kiosk)
    print_a_slip(kiosk)
    hands.stimulus("id_reader", "remove")
    return text


def paste(kiosk: Page, text: str) -> None:
    """The code as text; a misread is shown, and the code held there again."""
    kiosk.locator(".way[data-way=code]").click()
    while True:
        kiosk.locator("#code-text").fill(text)
        kiosk.locator("[data-action=send-code]").click()
        expect(kiosk.locator(".welcome, .last-try.is-wrong").first).to_be_visible()
        if kiosk.locator(".welcome").count():
            return
        expect(kiosk.locator("[data-code=code_unreadable]")).to_be_visible()


def look_into_the_camera(kiosk: Page) -> None:
    """Consent, and one look; a living person is refused now and then and tries again."""
    kiosk.locator("[data-action=home]").click()
    kiosk.evaluate("import('/static/kiosk/enter.js').then(({ goLogIn }) => goLogIn('face'))")
    for _ in range(3):
        kiosk.locator("[data-action=agree]").click()
        outcome = kiosk.locator(".welcome, .last-try.is-wrong")
        expect(outcome.first).to_be_visible(timeout=LIMIT_S * 1000)
        if kiosk.locator(".welcome").count():
            return
    raise AssertionError("the holder was refused three times")


def enter_a_helper(service: RunningService) -> None:
    """Somebody whose password stands in no accounts file."""
    body = {"account": HELPER, "role": "clerk", "hall": "denggang", "name_zh": "帮办员", "name_en": "Helper"}
    url = f"{service.base_url}/api/accounts"
    answer = service.sign_in("admin01").post(url, json=body | {"password": PASSWORD}, timeout=LIMIT_S)
    assert answer.status_code == 201, answer.text


def sign(kiosk: Page, account: str, password: str) -> None:
    """A helper vouches as well."""
    kiosk.locator(".nav [data-action=help]").click()
    kiosk.locator("[data-action=helper-here]").click()
    kiosk.locator("#helper-account").fill(account)
    kiosk.locator("#helper-password").fill(password)
    kiosk.locator("#helper-seen").check()
    kiosk.locator("[data-action=vouch]").click()
    expect(kiosk.locator(".welcome")).to_be_visible()


def choose_the_child(kiosk: Page) -> None:
    kiosk.locator("[data-action=ward]").click()
    kiosk.locator(".ward:not([data-ward=self])").click()
    expect(kiosk.locator(".welcome-for")).to_be_visible()


def print_a_slip(kiosk: Page) -> None:
    kiosk.locator(".tile").first.click()
    kiosk.locator(".kind-card").first.click()
    expect(kiosk.locator("[data-print=printed]")).to_be_visible(timeout=LIMIT_S * 1000)
    kiosk.locator("[data-action=home]").click()


def test_after_the_end_of_a_visit_no_personal_word_is_left_anywhere(pages: Pages, service: Probed) -> None:
    hands = Hands(T, remote(service.base_url, service.accounts_file()["simulation_token"]))
    phone, kiosk = pages.open("/phone", PHONE), pages.open(f"/kiosk/{T}", PORTRAIT)
    enter_a_helper(service)
    text = walk(phone, kiosk, hands)
    during = service.look(words_of(text))
    printed = hands.outputs()

    kiosk.locator(".welcome [data-action=leave]").click()
    expect(kiosk.locator(".bye")).to_be_visible()
    kiosk.locator("[data-action=bye]").click()
    phone.close()
    # Answers when devices, hall and attendants have nothing more to do; then the page is told that the visit is over.
    hands.advance(1)
    while kiosk.evaluate(KNOWS_OF_A_VISIT):
        kiosk.wait_for_timeout(50)

    # While they were there the words were there: the search can find something.
    assert {word for word, _ in during} >= {"许*六", "许*七"}
    assert len(printed) == 1
    places = {
        "page": str(kiosk.evaluate(LEFT_ON_THE_PAGE)) + kiosk.content() + str(kiosk.context.cookies()),
        "device journal": json.dumps(hands.journal(), ensure_ascii=False),
        "outputs": json.dumps(hands.outputs(), ensure_ascii=False),
        "terminal": json.dumps(hands.state(), ensure_ascii=False),
        "store": stored_text(service.data),
        "log": service.log.read_text(encoding="utf-8"),
    }
    left = {name: [word for word in words_of(text) if word in place] for name, place in places.items()}
    assert left == {name: [] for name in places}
    assert hands.outputs() == []
    assert all(each["running"] is None or each["running"]["op"] == "read" for each in hands.state()["devices"].values())
    # Only journals and logs know the pseudonym; there it is all that is known.
    assert {name for name, place in places.items() if WHO.key in place or CHILD.key in place} == {"store", "log"}
    assert service.look(words_of(text)) == []


def words_of(text: str) -> list[str]:
    """Every word of the person and their child, in clear or masked, the code, and the helper's password."""
    people = [word for each in (WHO, CHILD) for word in (each.name, each.number, f"{each.name[0]}*{each.name[2]}")]
    return [*people, str(WHO.phone), PASSWORD, text, text[4:60]]
