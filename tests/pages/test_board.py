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
Object.defineProperty(window, "speechSynthesis", { value: {
  getVoices: () => ["zh-CN", "en-GB"].map((lang) => ({ lang })),
  speak: (one) => { heard.push(one.text); queueMicrotask(() => one.onend()); },
  cancel() {},
} });
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
"""
NO_VOICES = 'Object.defineProperty(window, "speechSynthesis", { value: undefined });'
ZH, EN = "请 A 零 四 七 号到 2 号窗口", "Ticket A 0 4 7, please go to counter 2"


def call(number: str = "A047", *, age_ms: int = 0, **changes: Any) -> dict[str, Any]:
    """A call to counter 2, so long ago."""
    record = {
        "ticket": number, "counter": "2", "counter_name_zh": "2 号窗口 综合", "counter_name_en": "Counter 2, General",
        "line_name_zh": "综合", "line_name_en": "General", "called_at_ms": NOW_MS - age_ms, "call": 1,
    }  # fmt: skip
    return {"calls": {number: record | changes}}


def open_board(hall: FakeHall, voices: str) -> None:
    hall.page.set_viewport_size({"width": 1920, "height": 1080})
    hall.page.add_init_script(TONES + voices)
    hall.open("board", speed=0)
    expect(hall.page.locator("[data-now=ticket]")).to_have_text("A042")


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


def test_a_call_chimes_is_said_twice_in_both_languages_and_written(fake_hall: FakeHall):
    open_board(fake_hall, VOICES)

    fake_hall.push("hall", call())

    expect(fake_hall.page.locator("[data-now=ticket]")).to_have_text("A047")
    expect(fake_hall.page.locator("[data-said] span")).to_have_text(
        ["请 A047 号到 2 号窗口", "Ticket A047, please go to counter 2"]
    )
    expect(fake_hall.page.locator("[data-row=A047]")).to_have_attribute("data-fresh", "true")
    assert heard_in_the_end(fake_hall, 6) == [660, 528, ZH, EN, ZH, EN]


def test_without_a_voice_the_chime_and_the_writing_remain(fake_hall: FakeHall):
    open_board(fake_hall, NO_VOICES)

    fake_hall.push("hall", call())

    expect(fake_hall.page.locator("[data-said] [lang=zh-CN]")).to_have_text("请 A047 号到 2 号窗口")
    assert heard_in_the_end(fake_hall, 2) == [660, 528]


def test_a_call_of_minutes_ago_is_shown_but_nobody_is_made_to_run(fake_hall: FakeHall):
    open_board(fake_hall, NO_VOICES)

    fake_hall.push("hall", call(age_ms=21_000))

    expect(fake_hall.page.locator("[data-row=A047]")).to_be_visible()
    expect(fake_hall.page.locator("[data-said] li")).to_have_count(0)
    assert heard(fake_hall) == []
