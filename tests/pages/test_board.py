"""The board (大屏) hears a call: it chimes, speaks where there is a voice, and writes."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.pages.fake_hall import NOW_MS, FakeHall

pytestmark = pytest.mark.browser

TONES = """
window.heard = [];
const start = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (...at) { heard.push(this.frequency.value); start.apply(this, at); };
"""
VOICES = """
window.endsBySelf = true;
Object.defineProperty(window, "speechSynthesis", { value: {
  getVoices: () => ["zh-HK", "zh-CN", "en-GB"].map((lang) => ({ lang })),
  speak: (one) => { heard.push(`${one.lang} ${one.text}`); window.endsBySelf ? queueMicrotask(() => one.onend()) : window.saying = one; },
  cancel() { const one = window.saying; window.saying = null; if (one) { heard.push("cut"); queueMicrotask(() => one.onerror()); } },
} });
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
"""
NO_VOICES = 'Object.defineProperty(window, "speechSynthesis", { value: undefined });'
SOUNDS = """
window.Audio = class {
  constructor(address) { this.address = address; }
  play() { heard.push(this.address); queueMicrotask(() => this.onended()); return Promise.resolve(); }
  pause() {}
};
"""
MANDARIN, CANTONESE = "zh-CN 请 A 零 四 七 号到 2 号窗口", "zh-HK 請 A 零 四 七 號到 2 號窗口"
ENGLISH = "en-GB Ticket A 0 4 7, please go to counter 2"

LEGIBLE_MS = 2_400
"""Each call has the panel for two seconds and a half; a frame is drawn a moment later."""
PANEL_LOG = """
window.panelLog = [];
new MutationObserver(() => {
  const number = document.querySelector("[data-now=ticket]")?.textContent;
  if (number && number !== panelLog.at(-1)?.[0]) panelLog.push([number, performance.now()]);
}).observe(document.body, { childList: true, subtree: true, characterData: true });
"""

FLASHED = """new Promise((done) => {
  const look = () => document.querySelector(".now[data-flash=true]") ? done() : requestAnimationFrame(look);
  look();
})"""
MOVES = """(panel) => {
  panel.dataset.flash = "true";
  const { animationName, animationDuration } = getComputedStyle(panel);
  return [animationName, animationDuration];
}"""

NEXT_NOTICE = """async () => {
  const shown = () => document.querySelector(".notice").textContent;
  const before = shown();
  fakeHall.now_ms += 10_000;
  fakeHall.push("hall", {});
  while (shown() === before) await new Promise(requestAnimationFrame);
  return shown();
}"""


def call(number: str = "A047", *, age_ms: int = 0, **changes: Any) -> dict[str, Any]:
    """A call to counter 2, so long ago."""
    record = {
        "ticket": number, "counter": "2", "counter_name_zh": "2 号窗口 综合", "counter_name_en": "Counter 2, General",
        "line_name_zh": "综合", "line_name_en": "General", "called_at_ms": NOW_MS - age_ms, "call": 1,
        "state": "calling",
    }  # fmt: skip
    return {"calls": {number: record | changes}}


def open_board(hall: FakeHall, voices: str, boot: dict[str, Any] | None = None) -> None:
    hall.page.set_viewport_size({"width": 1920, "height": 1080})
    hall.page.add_init_script(TONES + voices)
    hall.open("board", boot, speed=0)
    expect(hall.page.locator("[data-now=ticket]")).to_have_text("A043")


def heard_in_the_end(hall: FakeHall, count: int) -> list[str | float]:
    """Everything heard once so many sounds have come."""
    hall.page.evaluate(
        "(count) => new Promise((done) => { const look = () => heard.length < count ? requestAnimationFrame(look) : done(); look(); })",
        count,
    )
    return heard(hall)


def heard(hall: FakeHall) -> list[str | float]:
    sounds: list[str | float] = hall.page.evaluate("heard")
    return sounds


def test_a_call_chimes_is_said_twice_in_three_tongues_and_written(fake_hall: FakeHall):
    open_board(fake_hall, VOICES)

    fake_hall.push("hall", call())

    expect(fake_hall.page.locator("[data-now=ticket]")).to_have_text("A047")
    expect(fake_hall.page.locator("[data-said] span")).to_have_text(
        ["请 A047 号到 2 号窗口", "Ticket A047, please go to counter 2"]
    )
    expect(fake_hall.page.locator("[data-row=A047]")).to_have_attribute("data-fresh", "true")
    assert heard_in_the_end(fake_hall, 8) == [660, 528, *[MANDARIN, CANTONESE, ENGLISH] * 2]


def test_where_the_browser_has_no_voice_the_service_speaks(fake_hall: FakeHall):
    open_board(fake_hall, NO_VOICES + SOUNDS, {"voices": ["cmn", "yue", "en"]})

    fake_hall.push("hall", call())

    sounds = [f"/api/halls/denggang/calls/A047/speech/{tongue}?counter=2" for tongue in ("cmn", "yue", "en")]
    assert heard_in_the_end(fake_hall, 8) == [660, 528, *sounds * 2]


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
def test_without_a_voice_the_chime_a_slow_flash_and_the_writing_remain(fake_hall: FakeHall, motion: Any):
    fake_hall.page.emulate_media(reduced_motion=motion)
    open_board(fake_hall, NO_VOICES)

    fake_hall.push("hall", call())

    expect(fake_hall.page.locator("[data-said] [lang=zh-CN]")).to_have_text("请 A047 号到 2 号窗口")
    fake_hall.page.evaluate(FLASHED)
    expect(fake_hall.page.locator(".now")).to_have_attribute("data-flash", "false")
    assert heard(fake_hall) == [660, 528]
    # Once a second: what could harm anybody begins at three.
    moves = fake_hall.page.locator(".now").evaluate(MOVES)
    assert moves == (["flash", "1s"] if motion == "no-preference" else ["none", "0.001s"])


def test_of_two_calls_in_one_patch_each_has_the_panel_to_itself_and_the_list_has_both(fake_hall: FakeHall):
    open_board(fake_hall, NO_VOICES)
    fake_hall.page.evaluate(PANEL_LOG)

    both = {"calls": call("A047", age_ms=80)["calls"] | call("B009", counter="3", counter_name_zh="3 号窗口")["calls"]}
    fake_hall.push("hall", both)

    expect(fake_hall.page.locator("[data-calling=true] .recent-ticket")).to_have_text(["B009", "A047", "A043"])
    expect(fake_hall.page.locator("[data-now=ticket]")).to_have_text("B009")
    shown = fake_hall.page.evaluate("panelLog")
    assert [number for number, _ in shown] == ["A047", "B009"]
    assert shown[1][1] - shown[0][1] >= LEGIBLE_MS


def test_a_call_that_is_taken_back_is_cut_short_and_gone_from_the_board(fake_hall: FakeHall):
    open_board(fake_hall, VOICES)
    page = fake_hall.page
    page.evaluate("window.endsBySelf = false")
    fake_hall.push("hall", call())
    assert heard_in_the_end(fake_hall, 3)[-1] == MANDARIN
    expect(page.locator("[data-row=A047][data-speaking=true]")).to_be_visible()

    fake_hall.push("hall", {"calls": {"A047": None}})

    # The panel goes back to whoever is still awaited.
    expect(page.locator("[data-now=ticket]")).to_have_text("A043")
    expect(page.locator("[data-row=A047]")).to_have_count(0)
    expect(page.locator("[data-said] li")).to_have_count(0)
    assert heard(fake_hall) == [660, 528, MANDARIN, "cut"]


def test_who_has_come_leaves_the_panel_to_who_is_awaited_and_who_has_not_is_marked(fake_hall: FakeHall):
    open_board(fake_hall, NO_VOICES)
    page = fake_hall.page
    fake_hall.push("hall", call())
    expect(page.locator("[data-now=ticket]")).to_have_text("A047")

    fake_hall.push("hall", call(state="answered"))
    expect(page.locator(".now")).to_have_attribute("data-calling", "false")
    fake_hall.push("hall", call("A043", age_ms=60_000, state="missed", counter="3"))
    fake_hall.push("hall", call("A048"))

    expect(page.locator("[data-now=ticket]")).to_have_text("A048")
    expect(page.locator("[data-row=A043] .recent-line")).to_have_text("已过号")


def test_a_board_that_was_cut_off_says_whoever_is_still_awaited_and_shows_the_rest(fake_hall: FakeHall):
    open_board(fake_hall, VOICES)
    page = fake_hall.page
    page.evaluate("fakeHall.cut()")
    expect(page.locator(".link-banner")).to_be_visible()
    missed = (
        call("B001", age_ms=70_000, state="answered")["calls"] | call("B002", age_ms=60_000, state="missed")["calls"]
    )
    fake_hall.push("hall", {"calls": missed | call(age_ms=22_000)["calls"]}, prev=29, seq=30)

    page.evaluate("fakeHall.restore()")

    expect(page.locator(".recent-ticket")).to_have_text(["A047", "B002", "B001", "A042", "A043", "A046"])
    expect(page.locator("[data-now=ticket]")).to_have_text("A047")
    expect(page.locator("[data-said] [lang=zh-CN]")).to_have_text(["请 A047 号到 2 号窗口"])
    assert heard_in_the_end(fake_hall, 8) == [660, 528, *[MANDARIN, CANTONESE, ENGLISH] * 2]


def test_what_is_of_today_comes_before_each_notice_that_is_always_so_until_its_time(fake_hall: FakeHall):
    texts = [
        {"notice": key, "until_ms": None, "zh": zh, "en": zh} for key, zh in (("H0001", "空调检修"), ("H0002", "停水"))
    ]
    fake_hall.answers["GET", "/api/halls/denggang/hall-notices"] = [(200, {"notices": texts})]
    open_board(fake_hall, NO_VOICES)
    page = fake_hall.page
    ends = {"H0001": NOW_MS + 3_600_000, "H0002": NOW_MS - 1}
    posted = {key: {"notice": key, "posted_at_ms": NOW_MS, "until_ms": until} for key, until in ends.items()}
    fake_hall.push("hall", {"notices": posted})
    fake_hall.sent("GET", "/api/halls/denggang/hall-notices", 1)
    # Its words are on their way.
    while page.evaluate(NEXT_NOTICE) != "空调检修":
        pass

    turns = [page.evaluate(NEXT_NOTICE) for _ in range(15)]

    first = turns.index("本时段 12:00 停止取号，已取号的都会办理")
    turns = turns[first:] + turns[:first]
    assert {tuple(turns[at : at + 2]) for at in range(0, 15, 3)} == {(turns[0], "空调检修")}
    assert len(set(turns[2::3])) == 5
