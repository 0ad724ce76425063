"""Announcements (播报): what is said, in which order, and how often — in a browser, with a fake voice."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.flows.conftest import Pages
from tests.flows.sizes import WALL

SPEECH = "/static/lib/speech.js"


@pytest.fixture
def page(pages: Pages) -> Page:
    """Any page of ours: the module needs an import map."""
    return pages.open("/board", WALL)


def run(page: Page, body: str, given: object = None) -> Any:
    """Evaluate with the module at hand as `speech`."""
    return page.evaluate(f"async (given) => {{ const speech = await import('{SPEECH}'); {body} }}", given)


@pytest.mark.parametrize(
    ("counter", "zh", "en"),
    [
        ("2", "2 号窗口", "counter 2"),
        ("2 号窗口 综合", "2 号窗口", "counter 2"),
        ("Counter 12, General", "12 号窗口", "counter 12"),
        ("3号", "3 号窗口", "counter 3"),
        ("服务台", "服务台", "服务台"),
        ("1 号楼 3 号窗口", "1 号楼 3 号窗口", "1 号楼 3 号窗口"),
    ],
)
def test_a_numbered_counter_is_its_number_and_a_named_one_its_name(page: Page, counter: str, zh: str, en: str) -> None:
    spoken = run(page, "return [speech.placeName(given, 'zh'), speech.placeName(given, 'en')]", counter)

    assert spoken == [zh, en]


def test_digits_are_said_one_by_one(page: Page) -> None:
    zh = run(page, "return speech.announcementText('A043', '2', 'zh')")
    en = run(page, "return speech.announcementText('A043', '2', 'en')")

    assert zh == "请 A 零 四 三 号到 2 号窗口"
    assert en == "Ticket A 0 4 3, please go to counter 2"


def test_recalls_jump_the_line_and_the_same_text_is_merged(page: Page) -> None:
    order = run(
        page,
        """
        const call = (ticket, again) => ({ ticket, counter: "1", call: again ? 2 : 1 });
        let queue = [];
        for (const [one, at] of [["A001", 0], ["A002", 1], ["A001", 4000]]) queue = speech.enqueue(queue, speech.announcementOf(call(one), at));
        queue = speech.enqueue(queue, speech.announcementOf(call("B009", true), 4100));
        queue = speech.enqueue(queue, speech.announcementOf(call("C003", true), 4200));
        queue = speech.enqueue(queue, speech.announcementOf(call("A001"), 5000));
        return queue.map((one) => one.key);
        """,
    )

    assert order == ["B009>1", "C003>1", "A001>1", "A002>1", "A001>1"]


def test_announcements_never_overlap_and_a_backlog_drops_the_repeats(page: Page) -> None:
    log = run(
        page,
        """
        const log = []; let open = 0; let worst = 0;
        const voice = async (text, lang) => { open += 1; worst = Math.max(worst, open); await null; log.push(lang + ":" + text.slice(0, 12)); open -= 1; };
        let chimes = 0;
        const player = speech.createPlayer({ chime: () => { chimes += 1; return Promise.resolve(); }, voice, now: () => 0 });
        for (let n = 1; n <= 8; n += 1) player.announce({ ticket: "A00" + n, counter: "1", call: 1 });
        for (let turn = 0; turn < 400; turn += 1) await null;
        return { spoken: log.length, worst, chimes };
        """,
    )

    # Seven, then six wait behind the first two: said once. The last six are said twice. Two languages each.
    assert log == {"spoken": 2 * (2 + 6 * 2), "worst": 1, "chimes": 8}
