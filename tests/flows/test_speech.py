"""Announcements (播报): what is said, in which order, and how often — in a browser, with a fake voice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from kiosk.live.voices import TONGUES, announcement_text
from tests.flows.conftest import Pages
from tests.flows.sizes import WALL
from tests.service import RunningService

SPEECH = "/static/lib/speech.js"


@pytest.fixture(scope="module")
def page(browser: Browser, service: RunningService) -> Iterator[Page]:
    """Any page of ours, for all: the module needs an import map, and keeps nothing."""
    opened = Pages(browser, service)
    yield opened.open("/board", WALL)
    opened.close()


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


def test_digits_are_said_one_by_one_in_each_tongue(page: Page) -> None:
    spoken = run(
        page, "return ['cmn', 'yue', 'en'].map((tongue) => speech.announcementText('A1043', '2 号窗口 综合', tongue))"
    )

    assert spoken == [
        "请 A 一 零 四 三 号到 2 号窗口",
        "請 A 一 零 四 三 號到 2 號窗口",
        "Ticket A 1 0 4 3, please go to counter 2",
    ]


@pytest.mark.parametrize("counter", ["2 号窗口 综合", "Counter 12, General", "服务台", "1 号楼 3 号窗口"])
def test_the_service_says_what_the_page_says(page: Page, counter: str) -> None:
    by_page = run(
        page,
        "return given[1].map((tongue) => speech.announcementText('AP1043', given[0], tongue))",
        [counter, [*TONGUES]],
    )

    assert by_page == [announcement_text("AP1043", counter, tongue) for tongue in TONGUES]


@pytest.mark.parametrize(
    ("tongue", "voices", "chosen"),
    [
        ("cmn", ["zh-HK", "zh-TW", "zh-CN"], "zh-CN"),
        ("cmn", ["zh-HK", "yue"], None),
        ("cmn", ["en-US", "cmn-Hans-CN"], "cmn-Hans-CN"),
        ("yue", ["zh-CN", "zh_HK"], "zh_HK"),
        ("yue", ["zh-HK", "yue-HK"], "yue-HK"),
        ("yue", ["zh-CN", "zh-TW"], None),
        ("en", ["zh-CN", "en-GB"], "en-GB"),
        ("en", ["cloud en-US", "en-AU"], "en-AU"),
        ("en", ["cloud en-US"], None),
    ],
)
def test_every_tongue_has_its_own_voice_and_none_of_somebodys_cloud(
    page: Page, tongue: str, voices: list[str], chosen: str | None
) -> None:
    found = page.evaluate(
        """async ([voices, tongue]) => {
            const { voiceFor } = await import("/static/lib/voices.js");
            const all = voices.map((name) => ({ lang: name.replace("cloud ", ""), localService: !name.startsWith("cloud") }));
            return voiceFor(all, tongue)?.lang ?? null;
        }""",
        [voices, tongue],
    )

    assert found == chosen


def test_recalls_jump_the_line_and_what_waits_to_be_said_is_said_once(page: Page) -> None:
    order = run(
        page,
        """
        const call = (ticket, again) => ({ ticket, counter: "1", call: again ? 2 : 1 });
        let queue = [];
        for (const [one, at] of [["A001", 0], ["A002", 1], ["A003", 2], ["A001", 6000]]) queue = speech.enqueue(queue, speech.announcementOf(call(one), at));
        queue = speech.enqueue(queue, speech.announcementOf(call("B009", true), 7000));
        queue = speech.enqueue(queue, speech.announcementOf(call("A002", true), 8000));
        return queue.map((one) => one.key);
        """,
    )

    assert order == ["B009>1", "A002>1", "A001>1", "A003>1"]


def test_the_same_text_is_not_said_again_within_five_seconds_of_its_beginning(page: Page) -> None:
    queued = run(
        page,
        """
        const at = (ms) => speech.announcementOf({ ticket: "A001", counter: "1", call: 2 }, ms);
        return [4999, 5000].map((ms) => speech.enqueue([], at(ms), at(0)).length);
        """,
    )

    assert queued == [0, 1]


PLAYER = """
    const log = []; let open = 0; let worst = 0; let cut = null;
    const call = (ticket, again = 1) => ({ ticket, counter: "1", call: again });
    const player = speech.createPlayer({
      chime: async () => { log.push("chime"); },
      can: (tongue) => tongues.includes(tongue),
      voice: ({ tongue, text }, { ticket }) => new Promise((done) => {
        open += 1; worst = Math.max(worst, open); log.push(`${tongue} ${ticket}`);
        const end = (isHeard) => { if (cut) { cut = null; open -= 1; done(isHeard); } };
        cut = () => { log.push("cut"); end(false); };
        turns.push(() => end(true));
      }),
      hush: () => cut?.(),
      flash: async () => { log.push("flash"); },
      now: () => 0,
    });
    const settle = async () => { for (let turn = 0; turn < 50; turn += 1) await null; };
    const step = async () => { turns.splice(0).forEach((end) => end()); await settle(); };
    const run = async () => { for (let turn = 0; turn < 200; turn += 1) await step(); };
"""


def play(page: Page, body: str, tongues: tuple[str, ...] = ("cmn", "en")) -> Any:
    """A player whose sentences end when the test says so."""
    return run(page, f"const tongues = given; const turns = []; {PLAYER} {body}", list(tongues))


def test_two_calls_are_said_whole_one_after_the_other(page: Page) -> None:
    log = play(page, 'player.announce(call("A001")); player.announce(call("B001")); await run(); return [worst, log];')

    whole = [["chime", f"cmn {ticket}", f"en {ticket}", f"cmn {ticket}", f"en {ticket}"] for ticket in ("A001", "B001")]
    assert log == [1, [*whole[0], *whole[1]]]


def test_cantonese_is_said_between_the_others_where_there_is_a_voice(page: Page) -> None:
    log = play(page, 'player.announce(call("A001")); await run(); return log;', ("en", "yue", "cmn"))

    assert log == ["chime", *["cmn A001", "yue A001", "en A001"] * 2]


def test_where_nothing_can_be_said_each_call_flashes(page: Page) -> None:
    log = play(page, 'player.announce(call("A001")); player.announce(call("B001")); await run(); return log;', ())

    assert log == ["chime", "flash", "chime", "flash"]


def test_a_recall_waits_for_the_end_of_what_is_being_said_and_for_nothing_else(page: Page) -> None:
    log = play(
        page,
        """
        for (const ticket of ["A001", "A002"]) player.announce(call(ticket));
        await settle(); player.announce(call("B009", 2)); await run(); return [worst, log.filter((one) => one !== "chime")];
        """,
        ("cmn",),
    )

    assert log == [1, ["cmn A001"] * 2 + ["cmn B009"] * 2 + ["cmn A002"] * 2]


def test_a_call_that_is_taken_back_is_cut_and_one_whose_citizen_has_come_is_not_repeated(page: Page) -> None:
    log = play(
        page,
        """
        for (const ticket of ["A001", "A002", "A003"]) player.announce(call(ticket));
        await settle(); player.withdraw(call("A001")); player.withdraw(call("A003")); player.settle(call("A002"));
        await run(); return [open, log];
        """,
    )

    assert log == [0, ["chime", "cmn A001", "cut", "chime", "cmn A002", "en A002"]]


def test_a_backlog_of_half_a_minute_drops_the_repeats(page: Page) -> None:
    spoken = play(
        page,
        'for (let n = 1; n <= 8; n += 1) player.announce(call("A00" + n)); await run(); return log.map((one) => one.slice(-4));',
    )

    # An announcement takes 1.1 s and four sentences of 2.7 s: three of them behind one are more than 30 s.
    assert [spoken.count(f"A00{number}") for number in range(1, 9)] == [2, 2, 2, 2, 2, 4, 4, 4]
