"""Helped at the kiosk (帮办): a helper signs with the machine's own keys, and a parent chooses for whom they act."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.pages.fake_hall import PARENT, SESSION_ID, TERMINAL_ROOM, FakeHall, problem, terminal_room
from tests.pages.test_login import PORTRAIT, SESSION, sent, visit

pytestmark = pytest.mark.browser


@pytest.fixture
def kiosk(fake_hall: FakeHall) -> FakeHall:
    """A kiosk whose service lets people log in."""
    fake_hall.page.set_viewport_size(PORTRAIT)
    fake_hall.rooms[TERMINAL_ROOM] = terminal_room()
    return fake_hall


def sign(kiosk: FakeHall, **changes: Any) -> None:
    """A helper stands before the screen on which they sign; the card of a parent has been read."""
    kiosk.open("kiosk", speed=0)
    kiosk.page.locator(".way[data-way=card]").click()
    kiosk.page.locator("[data-way=helped]").click()
    kiosk.page.locator("[data-action=helper-here]").click()
    expect(kiosk.page.locator("[data-action=card-first]")).to_be_visible()
    visit(kiosk, level=2, proofs=["id_card"], holder=PARENT, **changes)
    expect(kiosk.page.locator("#helper-account")).to_be_focused()


def touch_keys(kiosk: FakeHall, keys: str) -> None:
    for key in keys:
        kiosk.page.locator(f".key[data-key='{key}']").click()


def test_a_helper_signs_with_the_machines_own_keys_and_nothing_of_it_stays(kiosk: FakeHall):
    sign(kiosk)
    page = kiosk.page

    touch_keys(kiosk, "clerkx")
    page.locator("[data-key=back]").click()
    page.locator("[data-key=signs]").click()
    touch_keys(kiosk, "02")
    page.locator("#helper-password").click()
    touch_keys(kiosk, "-")
    page.locator("[data-key=signs]").click()
    page.locator("[data-key=shift]").click()
    touch_keys(kiosk, "A")
    expect(page.locator("#helper-account")).to_have_value("clerk02")
    expect(page.locator("#helper-password")).to_have_attribute("type", "password")
    expect(page.locator("#helper-password")).to_have_value("-A")
    page.locator("[data-action=vouch]").click()
    # Nothing is sent before the helper says that they have looked.
    expect(page.locator("#helper-seen")).to_be_focused()
    assert sent(kiosk, "/helper") == []
    page.locator("#helper-seen").check()
    page.locator("[data-action=vouch]").click()

    expect(page.locator("#helper-password")).to_have_value("")
    expect(page.locator("#helper-account")).to_have_value("")
    expect(page.locator("#helper-seen")).not_to_be_checked()
    body = {"session": SESSION_ID, "account": "clerk02", "password": "-A", "has_seen": True}
    assert sent(kiosk, "/helper") == [body]
    visit(kiosk, level=3, proofs=["id_card", "helper"], holder=PARENT)
    expect(page.locator(".welcome")).to_contain_text("已核验本人")


def test_a_helper_who_leaves_the_screen_leaves_nothing_typed(kiosk: FakeHall):
    sign(kiosk)
    kiosk.page.keyboard.type("clerk02")
    kiosk.page.locator("#helper-password").fill("secret")

    kiosk.page.locator("[data-action=home]").click()
    kiosk.page.locator(".welcome [data-action=face]").click()
    kiosk.page.locator("[data-way=helper]").click()

    expect(kiosk.page.locator("#helper-account")).to_have_value("")
    expect(kiosk.page.locator("#helper-password")).to_have_value("")


def test_a_password_that_comes_quickly_goes_to_no_scanner(kiosk: FakeHall):
    sign(kiosk)
    kiosk.page.locator("#helper-account").fill("clerk02")
    kiosk.page.locator("#helper-password").focus()
    kiosk.page.locator("#helper-seen").check()

    with kiosk.page.expect_response(lambda answer: answer.url.endswith(f"{SESSION}/helper?device=hall-1")):
        kiosk.page.locator("#helper-password").focus()
        kiosk.page.keyboard.type("clerk02-demo-password")
        kiosk.page.keyboard.press("Enter")

    assert sent(kiosk, "/code") == []
    assert sent(kiosk, "/helper")[0]["password"] == "clerk02-demo-password"


@pytest.mark.parametrize(
    ("refused", "says"),
    [
        ((401, "wrong_credentials", {}), "账号或口令不对"),
        ((403, "helper_not_allowed", {"reason": "self"}), "不能给自己帮办"),
        ((403, "helper_not_allowed", {"reason": "role"}), "不能帮办"),
        ((403, "helper_not_allowed", {"reason": "hall"}), "别的大厅"),
        ((403, "helper_not_allowed", {"reason": "nothing_seen"}), "还没有出示"),
    ],
    ids=lambda each: str(each)[:40],
)
def test_a_refused_helper_is_told_why_in_plain_words(kiosk: FakeHall, refused: tuple[Any, ...], says: str):
    status, code, params = refused
    answer = problem(status, code)
    answer[1]["error"]["params"] = params
    kiosk.answers["POST", f"{SESSION}/helper?device=hall-1"] = [answer]
    sign(kiosk)
    kiosk.page.locator("#helper-account").fill("clerk02")
    kiosk.page.locator("#helper-password").fill("x")
    kiosk.page.locator("#helper-seen").check()

    kiosk.page.locator("[data-action=vouch]").click()

    expect(kiosk.page.locator(f".last-try[data-code={code}]")).to_contain_text(says)
    expect(kiosk.page.locator(".is-signing")).to_be_visible()


def test_the_keys_are_one_stop_for_tab_and_go_by_arrows(kiosk: FakeHall):
    sign(kiosk)
    page = kiosk.page
    page.locator("#helper-seen").focus()

    page.keyboard.press("Tab")
    expect(page.locator(".key[data-key=a]")).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".key[data-key=k]")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#helper-account")).to_have_value("k")
    page.keyboard.press("Tab")
    expect(page.locator("[data-action=vouch]")).to_be_focused()


@pytest.mark.parametrize(("mode", "side_mm"), [("standard", 24), ("elder", 30)])
def test_a_key_is_as_large_as_a_thumb_in_either_mode(kiosk: FakeHall, mode: str, side_mm: float):
    sign(kiosk, is_elder=mode == "elder")
    expect(kiosk.page.locator(f"html[data-mode={mode}]")).to_be_attached()

    sides = kiosk.page.locator(".key").evaluate_all(
        "keys => keys.map((key) => { const box = key.getBoundingClientRect(); return Math.min(box.width, box.height); })"
    )

    # Of the 21.5-inch panel, 1080 pixels wide.
    assert min(sides) * 0.248 >= side_mm


@pytest.mark.parametrize(
    ("pad", "most", "keys", "typed"),
    [
        ("number", 18, [*"44529919", "clear"], "X"),
        ("digits", 3, [*"1200", "back"], "12"),
    ],
)
def test_a_pad_of_digits_writes_takes_back_and_knows_the_length(
    kiosk: FakeHall, pad: str, most: int, keys: list[str], typed: str
):
    kiosk.open("kiosk", speed=0)
    kiosk.page.evaluate(
        """async ([pad, most]) => {
          const { html, render } = await import("/static/lib/ui.js");
          const { Keys } = await import("/static/kiosk/keys.js");
          const place = document.body.appendChild(document.createElement("div"));
          const field = () => document.getElementById("typed");
          render(html`<input id="typed" maxlength=${most} /><${Keys} pad=${pad} field=${field} />`, place);
        }""",
        [pad, most],
    )
    pad_keys = kiosk.page.locator(f"[data-pad={pad}] .key")

    for key in keys:
        if key == "clear" and pad == "number":
            kiosk.page.locator("#typed").fill("")
            key = "X"
        kiosk.page.locator(f"[data-pad={pad}] .key[data-key='{key}']").evaluate("key => key.click()")

    expect(kiosk.page.locator("#typed")).to_have_value(typed)
    assert pad_keys.evaluate_all("keys => keys.slice(0, 3).map((key) => key.textContent)") == ["1", "2", "3"]


def test_a_parent_chooses_for_whom_and_is_greeted_as_such(kiosk: FakeHall):
    kiosk.open("kiosk", speed=0)
    visit(kiosk, level=1, proofs=["code"], holder=PARENT)
    kiosk.page.locator("[data-action=ward]").click()
    expect(kiosk.page.locator(".ward[data-ward=self]")).to_have_attribute("aria-pressed", "true")

    kiosk.page.locator(".ward[data-ward=w-1]").click()
    chosen = PARENT | {"kind": "guardian", "for_zh": "许*七", "for_en": "Xu *"}
    visit(kiosk, level=1, proofs=["code"], holder=chosen)

    expect(kiosk.page.locator(".welcome-for")).to_have_text("代表：许*七")
    expect(kiosk.page.locator(".welcome")).to_contain_text("监护人代办")
    assert sent(kiosk, "/principal") == [{"session": SESSION_ID, "ward": "w-1"}]
    kiosk.page.locator("[data-action=ward]").click()
    kiosk.page.locator(".ward[data-ward=self]").click()
    visit(kiosk, level=1, proofs=["code"], holder=PARENT)
    expect(kiosk.page.locator(".welcome-for")).to_have_count(0)
    assert sent(kiosk, "/principal")[-1] == {"session": SESSION_ID, "ward": None}


def test_a_relation_that_is_no_more_is_told_in_plain_words(kiosk: FakeHall):
    kiosk.answers["POST", f"{SESSION}/principal?device=hall-1"] = [problem(403, "not_yours")]
    kiosk.open("kiosk", speed=0)
    visit(kiosk, level=1, proofs=["code"], holder=PARENT)
    kiosk.page.locator("[data-action=ward]").click()

    kiosk.page.locator(".ward[data-ward=w-1]").click()

    expect(kiosk.page.locator(".last-try[data-code=not_yours]")).to_contain_text("没有这个监护关系")
