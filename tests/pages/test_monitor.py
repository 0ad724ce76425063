"""The monitor (监控): long words find their room on the wall; terminals stand worst first; tasks go step by step."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.flows.axe import axe_faults
from tests.flows.layout import layout_faults
from tests.flows.sizes import MONITOR_RULES
from tests.pages.fake_hall import NOW_MS, FakeHall, problem
from tests.pages.fake_staff import (
    MINUTE_MS,
    SUPERVISOR,
    monitor_room,
    relief_record,
    suggestion_record,
    task_record,
    tasks,
    terminal_record,
    terminals_room,
)

pytestmark = pytest.mark.browser
REASON = {"zh": "暂停 · 培训 · 将关窗", "en": "Paused · In training · closing"}
STEPS = "/api/halls/denggang/tasks/T0002/steps"
BROKEN = dict.fromkeys(("receipt_printer", "document_printer"), ("hardwareError", "jam"))


def open_monitor(
    fake_hall: FakeHall,
    language: str = "zh",
    rooms: dict[str, Any] | None = None,
    query: str = "",
    person: dict[str, Any] = SUPERVISOR,
) -> Page:
    """The wall of a supervisor; query may carry the hash of a view."""
    page = fake_hall.page
    page.set_viewport_size({"width": 1920, "height": 1080})
    fake_hall.rooms = {"monitor": monitor_room(), "terminals": terminals_room()} | (rooms or {})
    fake_hall.answers["GET", "/api/session"] = [(200, person)]
    fake_hall.open("monitor", query=query, speed=0)
    if language == "en":
        page.locator("[data-action=language]").click()
    return page


def crowd(room: dict[str, Any]) -> None:
    """Twenty-two terminals with zones, half of them in need; every task has the longest of words."""
    zone = {"zone_zh": "24 小时自助服务区（正门外）", "zone_en": "24-hour self-service zone outside the main door"}
    room["terminals"] = {}
    for number in range(1, 23):
        is_bad = number % 2 == 0
        changes: dict[str, Any] = {
            "name_zh": f"登岗村党群服务中心 {number} 号机",
            "name_en": f"Denggang village kiosk {number}",
        }
        if is_bad:
            opened_at_ms = NOW_MS - number * 100 * MINUTE_MS
            changes |= {
                "state": "outOfService", "tasks": 2, "overdue": 2, "oldest_at_ms": opened_at_ms,
                "worst": f"T{number:04}", "urgency": [0, 0, opened_at_ms],
            }  # fmt: skip
        record = terminal_record(number, BROKEN if is_bad else None, **zone, **changes)
        if is_bad:
            for held in record["stocks"].values():
                for what, stock in held.items():
                    stock["level"] = "full" if what == "bin" else "low"
        room["terminals"][record["key"]] = record
    room["tasks"] = {
        f"T{number:04}": task_record(
            f"T{number:04}", f"hall-{number}", "face_camera", "spoof", number * 100, action="suspend", state="was_reset",
            next="close_door", by="supervisor01", stepped_at_ms=NOW_MS,
        )
        for number in range(2, 23, 2)
    }  # fmt: skip
    room["closed_tasks"] = {
        f"T1{number:03}": task_record(
            f"T1{number:03}", "hall-1", "id_reader", "security_module", 300, state="closed", next=None,
            by="supervisor01", stepped_at_ms=NOW_MS,
        )
        for number in range(20)
    }  # fmt: skip


@pytest.mark.parametrize("language", ["zh", "en"])
def test_one_tile_says_what_was_done_and_how_often_people_had_to_move_for_it(fake_hall: FakeHall, language: str):
    names = {
        "zh": ["已办事项", "每号跑几个窗口", "每件跑几次", "最多跑一次"],
        "en": ["Matters done", "Counters a ticket", "Visits a case", "Done in one visit"],
    }
    page = open_monitor(fake_hall, language)

    expect(page.locator(".kpi-effort dt")).to_have_text(names[language])
    expect(page.locator(".kpi-effort dd")).to_have_text(["47", "1.12", "1.05", "95%"])
    assert layout_faults(page, MONITOR_RULES) == []
    assert axe_faults(page) == []


def test_what_nobody_knows_yet_is_no_zero(fake_hall: FakeHall):
    nothing = {"matters_served": 0, "windows_per_ticket": None, "visits_per_case": None, "once_share": None}
    room = monitor_room()
    room["kpis"]["today"] |= nothing

    page = open_monitor(fake_hall, "zh", {"monitor": room})

    expect(page.locator(".kpi-effort dd")).to_have_text(["0", "暂无", "暂无", "暂无"])


@pytest.mark.parametrize("language", ["zh", "en"])
def test_suggestions_say_why_and_have_their_place_on_the_wall(fake_hall: FakeHall, language: str):
    room = monitor_room()
    help_on_waits = {"because": "wait", "wait_ms": 26 * MINUTE_MS, "mark_wait_ms": 25 * MINUTE_MS}
    foreseen = {"because": "expected", "expected_ms": 1_116_000, "relieved_ms": 672_000}
    room["suggestions"] = {
        "S0001": suggestion_record("S0001", is_taken=True, taken_by="supervisor01", **foreseen),
        "S0002": suggestion_record("S0002", "help", made_at_ms=NOW_MS, **help_on_waits),
    }
    room["reliefs"] = {"help-social": relief_record("help-social")}
    for counter in room["counters"].values():
        counter["breaks"] = [[NOW_MS + 10 * MINUTE_MS, NOW_MS + 20 * MINUTE_MS]]
    page = open_monitor(fake_hall, language, {"monitor": room})

    taken, helping = page.locator("[data-suggestion=S0001]"), page.locator("[data-suggestion=S0002]")
    agreed = {"zh": "已同意，等人入座开窗", "en": "Agreed; waits for a clerk to open"}
    expected = {"zh": "「综合」预计 P90 18.6 分 ≥ 15 分", "en": "General: expected P90 18.6 min, mark 15"}
    outlook = {"zh": "采纳后 P90 18.6 → 11.2 分（仿真）", "en": "If done: P90 18.6 → 11.2 min (simulated)"}
    why = {"zh": "「综合」队首已等 26 分钟，达到 25 分钟", "en": "First of General has waited 26 min, limit 25"}
    expect(taken.locator(".advice-note")).to_have_text(agreed[language])
    expect(taken.locator("[data-action=take]")).to_be_disabled()
    expect(taken.locator(".advice-why")).to_contain_text(expected[language])
    expect(taken.locator(".advice-outlook")).to_have_text(outlook[language])
    expect(helping.locator(".advice-outlook")).to_have_count(0)
    expect(helping.locator(".advice-why")).to_contain_text(why[language])
    expect(page.locator("[data-relief=help-social] strong")).to_have_text("15:00")
    assert layout_faults(page, MONITOR_RULES) == []
    assert axe_faults(page) == []

    path = "/api/halls/denggang/suggestions/S0002/dismiss"
    fake_hall.answers["POST", path] = [problem(409, "unknown_suggestion")]
    with page.expect_response(lambda answer: answer.url.endswith(path)):
        helping.locator("[data-action=dismiss]").click()
    expect(page.locator(".monitor-failure")).not_to_have_text("")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_hall_that_pauses_for_long_reasons_keeps_its_buttons_on_the_wall(fake_hall: FakeHall, language: str):
    room = monitor_room()
    for counter in room["counters"].values():
        counter |= {
            "state": "paused",
            "reason": "training",
            "pending": "close",
            "ticket": "A1041",
            "clerk": "supervisor01",
        }
    page = open_monitor(fake_hall, language, {"monitor": room})

    expect(page.locator(".desk-state").first).to_contain_text(REASON[language])
    assert layout_faults(page, MONITOR_RULES) == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_twenty_two_terminals_with_long_names_have_room_on_the_wall(fake_hall: FakeHall, language: str) -> None:
    room = terminals_room()
    crowd(room)

    page = open_monitor(fake_hall, language, {"terminals": room}, "#terminals")

    expect(page.locator("tr[data-terminal]")).to_have_count(22)
    expect(page.locator("[data-task]")).to_have_count(11)
    assert layout_faults(page, MONITOR_RULES) == []
    assert axe_faults(page) == []


def test_the_worst_terminal_stands_first_and_moves_when_it_is_mended(fake_hall: FakeHall) -> None:
    page = open_monitor(fake_hall, query="#terminals")
    rows = page.locator("tr[data-terminal]")
    before = [row.get_attribute("data-terminal") for row in rows.all()]

    fake_hall.push("terminals", {"terminals": {"hall-4": terminal_record(4)}, "tasks": {"T0004": None}})
    expect(rows.first).to_have_attribute("data-terminal", "hall-3")

    # A row that moves takes the colour of its new state along.
    expect(rows.last.locator(".terminal-state")).to_have_css("color", "rgb(126, 224, 161)")
    assert before == ["hall-4", "hall-3", "hall-2", "hall-1"]
    assert [row.get_attribute("data-terminal") for row in rows.all()] == ["hall-3", "hall-2", "hall-1", "hall-4"]


def test_a_row_says_in_shape_and_word_what_is_wrong(fake_hall: FakeHall) -> None:
    page = open_monitor(fake_hall, query="#terminals")

    jammed, refilled = page.locator("tr[data-terminal=hall-3]"), page.locator("tr[data-terminal=hall-2]")

    expect(jammed.locator(".terminal-state")).to_have_text("▲ 部分可用")
    expect(jammed.locator(".bad-device")).to_have_text("凭条打印机 卡纸")
    expect(jammed.get_by_role("img", name="6 个设备，1 个有问题")).to_have_text("●●●●■●")
    expect(jammed.locator(".terminal-tasks")).to_have_text("■ 1 超时4:10:00")
    expect(refilled.locator(".terminal-state")).to_have_text("◆ 维修中")
    expect(refilled.locator(".stock[data-level=low]")).to_have_text("A425 ▲ 将尽")


def test_the_view_stands_in_the_address_and_is_reached_by_keys(fake_hall: FakeHall) -> None:
    page = open_monitor(fake_hall)
    expect(page.locator("[data-count=in_service]")).to_have_text("● 1 / 4 正常服务")
    expect(page.locator("[data-count=need]")).to_have_text("▲ 3 需要人处理")
    expect(page.locator("[data-count=overdue]")).to_have_text("■ 1 工单超时")

    page.locator("[data-view=terminals]").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".fleet")).to_be_visible()
    there = page.url
    page.go_back()

    expect(page.locator(".desks")).to_be_visible()
    assert there.endswith("#terminals")


def test_the_terminals_are_asked_for_only_while_their_view_is_open(fake_hall: FakeHall) -> None:
    page = open_monitor(fake_hall)
    expect(page.locator(".summary")).to_be_visible()
    first = page.evaluate("fakeHall.watched")

    page.locator("[data-action=open-terminals]").click()
    expect(page.locator("tr[data-terminal]")).to_have_count(4)
    opened = page.evaluate("fakeHall.watched")
    page.go_back()
    expect(page.locator(".desks")).to_be_visible()
    fake_hall.push("monitor", {"fleet": {"now": {"terminals": 4, "in_service": 4, "need": 0, "overdue": 0}}})

    expect(page.locator("[data-count=in_service]")).to_have_text("● 4 / 4 正常服务")
    assert (first, opened) == (["monitor"], ["monitor", "terminals"])
    assert page.evaluate("fakeHall.left") == ["terminals"]


def test_a_task_says_what_where_since_when_and_who_and_offers_one_step(fake_hall: FakeHall) -> None:
    page = open_monitor(fake_hall, "en", query="#terminals")

    late, begun = page.locator("[data-task=T0002]"), page.locator("[data-task=T0003]")

    expect(late.locator("h3")).to_have_text("■ Receipt printer: Paper jam")
    expect(late.locator(".task-place strong")).to_have_text("Hall kiosk 3")
    expect(late.locator(".task-todo")).to_have_text("To do: Pull the stuck paper out")
    expect(late.locator(".task-times")).to_have_text("open for 4:10:00overdue by 10:00")
    expect(late.locator(".task-owner")).to_have_text("Nobody yet · step 0 of 4")
    expect(late.get_by_role("button")).to_have_text("Open the door")
    expect(begun.locator(".task-owner")).to_have_text("supervisor01 opened the door at 09:48 · step 1 of 4")
    expect(begun.get_by_role("button")).to_have_text("Dealt with it")
    expect(page.locator("[data-task]").first).to_have_attribute("data-task", "T0002")


def test_a_step_is_sent_once_and_the_next_one_is_offered_when_the_service_says_so(fake_hall: FakeHall) -> None:
    fake_hall.answers["POST", STEPS] = [(200, {"seq": 12})]
    page = open_monitor(fake_hall, query="#terminals")
    card = page.locator("[data-task=T0002]")

    card.locator("[data-step=open_door]").click()
    fake_hall.push(
        "terminals",
        {"tasks": {"T0002": tasks()["T0002"] | {"state": "door_open", "next": "act", "by": "supervisor01", "stepped_at_ms": NOW_MS}}},
    )  # fmt: skip

    expect(card.locator("[data-step]")).to_have_attribute("data-step", "act")
    sent = fake_hall.sent("POST", STEPS)
    assert [request.post_data_json for request in sent] == [{"step": "open_door"}]
    assert re.fullmatch(r"[\w-]{16,}", sent[0].headers["idempotency-key"])


def test_a_step_that_is_refused_says_why(fake_hall: FakeHall) -> None:
    text = {"zh": "下一步应是“处理”。", "en": "The next step is “act”."}
    refusal = {"error": {"code": "task_step_wrong", "text": text, "params": {"expected": "act"}}}
    fake_hall.answers["POST", STEPS] = [(409, refusal)]
    page = open_monitor(fake_hall, query="#terminals")

    page.locator("[data-task=T0002] [data-step=open_door]").click()

    expect(page.locator(".monitor-failure")).to_have_text("没有办成：下一步应是“处理”。")


def test_a_closed_task_moves_to_the_days_history(fake_hall: FakeHall) -> None:
    page = open_monitor(fake_hall, query="#terminals")
    done = tasks()["T0003"] | {"state": "closed", "next": None, "stepped_at_ms": NOW_MS}

    fake_hall.push("terminals", {"tasks": {"T0003": None}, "closed_tasks": {"T0003": done}})

    expect(page.locator("[data-task=T0003]")).to_have_count(0)
    expect(page.locator("[data-closed]").first).to_have_text(
        "大厅 2 号机 · 证照打印机：纸将尽supervisor01 09:50 关门完成 · 用时 50:00"
    )


def test_an_administrator_sees_tasks_and_is_offered_no_step(fake_hall: FakeHall) -> None:
    page = open_monitor(fake_hall, query="#terminals", person=SUPERVISOR | {"role": "admin"})

    expect(page.locator("[data-task]")).to_have_count(3)
    expect(page.locator("[data-step]")).to_have_count(0)
    expect(page.locator(".tasks-hint")).to_have_text("只有大厅主管可以处理工单")


def test_a_fault_that_has_gone_by_itself_is_said_at_its_task(fake_hall: FakeHall) -> None:
    page = open_monitor(fake_hall, query="#terminals")
    expect(page.locator("[data-task=T0004] .task-gone")).to_have_count(0)

    back = terminal_record(4, tasks=1, oldest_at_ms=NOW_MS, worst="T0004", urgency=[4, 1, NOW_MS])
    fake_hall.push("terminals", {"terminals": {"hall-4": back}})

    expect(page.locator("[data-task=T0004] .task-gone")).to_have_text("故障已自行消失，请到场确认")


def test_the_details_of_a_terminal_name_every_service_device_and_stock(fake_hall: FakeHall) -> None:
    page = open_monitor(fake_hall, query="#terminals")

    page.locator("tr[data-terminal=hall-3] [data-action=details]").click()

    dialog = page.locator("[data-dialog=terminal]")
    expect(dialog.locator("[data-works=false]").first).to_have_text("■ 打印凭条 不可用")
    expect(dialog.locator("[data-device=receipt_printer]")).to_have_text("■ 凭条打印机 卡纸")
    expect(dialog.locator(".detail-stock").first).to_have_text("凭条打印机凭条 充足，737 / 750（98%）")
    assert layout_faults(page, MONITOR_RULES) == []
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_supervisor_posts_a_notice_with_its_end_and_takes_another_down(fake_hall: FakeHall, language: str):
    notices = "/api/halls/denggang/hall-notices"
    said = {
        "notice": "H0001",
        "until_ms": None,
        "zh": "一楼空调检修，请多包涵",
        "en": "The air conditioning is being mended",
    }
    fake_hall.answers |= {
        ("GET", notices): [(200, {"notices": [said]})],
        ("POST", notices): [(200, {"seq": 11})],
        ("DELETE", f"{notices}/H0001"): [(200, {"seq": 12})],
    }
    standing = {"H0001": {"notice": "H0001", "posted_at_ms": NOW_MS, "until_ms": None}}
    page = open_monitor(fake_hall, language, {"monitor": monitor_room() | {"notices": standing}})
    page.locator("[data-action=notices]").click()
    expect(page.locator("[data-notice=H0001] b")).to_have_text(said["zh"])
    assert layout_faults(page, MONITOR_RULES) == []
    assert axe_faults(page) == []

    page.locator("[name=zh]").fill("社保系统维护，预计十点半恢复")
    page.locator("[name=en]").fill("Social insurance is down until about half past ten")
    page.locator("[name=until]").fill("10:30")
    page.locator(".notice-form [type=submit]").click()
    [posted] = fake_hall.sent("POST", notices, 1)
    expect(page.locator("[name=zh]")).to_have_value("")
    page.locator("[data-notice=H0001] button").click()

    fake_hall.sent("DELETE", f"{notices}/H0001", 1)
    assert posted.post_data_json == {
        "zh": "社保系统维护，预计十点半恢复",
        "en": "Social insurance is down until about half past ten",
        "until_ms": NOW_MS + 40 * MINUTE_MS,
    }
